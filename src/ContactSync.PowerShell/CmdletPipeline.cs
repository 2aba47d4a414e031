using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Runtime.ExceptionServices;

namespace ContactSync.PowerShell;

/// <summary>
/// What a cmdlet's asynchronous work sees of PowerShell. Every call is carried out on the pipeline's thread, in the order of the calls.
/// The methods that end in <c>Async</c> wait until it is done, so that a slow consumer slows the work; the others do not wait.
/// </summary>
public sealed class CmdletPipeline
{
    private static readonly AsyncLocal<CmdletPipeline?> Flowing = new();

    /// <summary>By this PowerShell knows what is to be seen whatever the preference for information.</summary>
    private const string HostTag = "PSHOST";

    private readonly PSCmdlet cmdlet;
    private readonly CancellationTokenSource ending;
    private readonly BlockingCollection<Action> calls = [];
    private readonly ConcurrentDictionary<int, ProgressRecord> progress = new();
    private ExceptionDispatchInfo? ended;
    private Task cancelling = Task.CompletedTask;

    internal CmdletPipeline(PSCmdlet cmdlet, CancellationTokenSource ending)
    {
        this.cmdlet = cmdlet;
        this.ending = ending;
    }

    /// <summary>The pipeline whose work the caller is part of; through it a tenant's session, which outlives a cmdlet, can write.</summary>
    internal static CmdletPipeline? Current => Flowing.Value;

    /// <summary>Writes an object to the pipeline and waits until it was taken.</summary>
    public Task WriteObjectAsync(object? value) => CallAsync(() => cmdlet.WriteObject(value));

    /// <summary>Writes an error that does not end the cmdlet.</summary>
    public Task WriteErrorAsync(Exception exception) => CallAsync(() => cmdlet.WriteError(ErrorRecords.From(exception)));

    /// <summary>Writes a warning.</summary>
    public void WriteWarning(string text) => Post(() => cmdlet.WriteWarning(text));

    /// <summary>Tells the user something that is no object of the pipeline; shown like what Write-Host writes.</summary>
    public void WriteInformation(string text) => Post(
        () => cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));

    /// <summary>Writes a line for -Verbose. Never a secret.</summary>
    public void WriteVerbose(string text) => Post(() => cmdlet.WriteVerbose(text));

    /// <summary>Writes a line for -Debug. Never a secret.</summary>
    public void WriteDebug(string text) => Post(() => cmdlet.WriteDebug(text));

    /// <summary>Shows the person before the screen what to do, as Write-Host would. Never a secret.</summary>
    public void WriteHost(string text) =>
        Post(() => cmdlet.WriteInformation(new HostInformationMessage { Message = text }, [HostTag]));

    /// <summary>Shows progress; where records come faster than they are shown, only the last of an activity is.</summary>
    public void WriteProgress(ProgressRecord record)
    {
        var waiting = false;
        progress.AddOrUpdate(
            record.ActivityId, _ => { waiting = false; return record; }, (_, _) => { waiting = true; return record; });
        if (!waiting)
            Post(() => { if (progress.TryRemove(record.ActivityId, out var last)) cmdlet.WriteProgress(last); });
    }

    /// <summary>Asks whether a change is to be made, as -WhatIf and -Confirm demand.</summary>
    public Task<bool> ShouldProcessAsync(string target, string action) => CallAsync(() => cmdlet.ShouldProcess(target, action));

    /// <summary>Asks whether planned changes, a sentence each, are to be made; there is nothing to ask where there are none.</summary>
    public async Task<bool> ShouldChangeAsync(IReadOnlyList<string> changes)
    {
        var all = string.Join(Environment.NewLine, changes);
        var caption = cmdlet.MyInvocation.MyCommand.Name;
        return changes.Count == 0 || await CallAsync(() => cmdlet.ShouldProcess(all, all, caption)).ConfigureAwait(false);
    }

    /// <summary>Asks, whatever the preferences say.</summary>
    /// <exception cref="SyncException">Nobody is there to answer.</exception>
    public Task<bool> ShouldContinueAsync(string question, string caption) => CallAsync(() =>
    {
        try
        {
            return cmdlet.ShouldContinue(question, caption);
        }
        catch (Exception exception) when (exception is HostException or PSInvalidOperationException)
        {
            throw Texts.Catalog.Create(exception, nameof(Errors.NobodyToAsk), SyncErrorKind.InvalidOperation, caption, question);
        }
    });

    /// <summary>A path as the session means it, relative to its current location, in full; it need not exist.</summary>
    /// <exception cref="SyncException">The path is not one of the file system.</exception>
    public Task<string> ResolvePathAsync(string path) => CallAsync(() =>
    {
        var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return provider.Name == "FileSystem"
            ? full
            : throw Texts.Catalog.Create(nameof(Errors.NotAFilePath), SyncErrorKind.InvalidArgument, path, path);
    });

    /// <summary>Runs a command of the session (of another module, or a function of the caller's) and takes what it writes.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="parameters">Its parameters; they may hold a secret.</param>
    /// <returns>Null where the session has no such command.</returns>
    internal Task<CommandAnswer?> InvokeCommandAsync(string command, IDictionary parameters) => CallAsync(() =>
    {
        var commands = cmdlet.InvokeCommand;
        if (commands.GetCommand(command, CommandTypes.Cmdlet | CommandTypes.Function | CommandTypes.Alias) is null)
            return null;
        try
        {
            var call = ScriptBlock.Create("param($command, $parameters) & $command @parameters");
            return new CommandAnswer(commands.InvokeScript(true, call, null, command, parameters), null);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            return new CommandAnswer([], failure.Message);
        }
    });

    internal Task EnterAsync(Func<CmdletPipeline, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        Flowing.Value = this;
        return work(this, cancellationToken);
    }

    /// <summary>Carries out calls on the pipeline's thread until the work has ended, then throws what PowerShell ended it by.</summary>
    internal void Serve(Task work)
    {
        work.ContinueWith(
            _ => calls.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        foreach (var call in calls.GetConsumingEnumerable())
            call();
        cancelling.GetAwaiter().GetResult();
        ended?.Throw();
    }

    private Task CallAsync(Action action) => CallAsync(() => { action(); return true; });

    private Task<T> CallAsync<T>(Func<T> function)
    {
        // Continuations must not run on the pipeline's thread: they would wait there for calls that only this thread can carry out.
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!TryAdd(() => Carry(function, result)))
            throw new InvalidOperationException("The cmdlet's work has ended.");
        return result.Task;
    }

    /// <summary>Without an answer; what comes after the work has ended is dropped.</summary>
    private void Post(Action action) =>
        TryAdd(() => Carry(() => { action(); return true; }, new TaskCompletionSource<bool>()));

    private void Carry<T>(Func<T> function, TaskCompletionSource<T> result)
    {
        if (ended is not null)
        {
            result.SetException(new PipelineStoppedException());
            return;
        }
        try
        {
            result.SetResult(function());
        }
        catch (SyncException exception)
        {
            result.SetException(exception);
        }
        catch (Exception exception)
        {
            // PowerShell ends the cmdlet by an exception out of one of its own methods: stopped, a consumer that has enough, a break in
            // a script block downstream, an error action of Stop. It is kept for the pipeline's thread; the work learns that it is over.
            ended = ExceptionDispatchInfo.Capture(exception);
            result.SetException(new PipelineStoppedException());
            cancelling = ending.CancelAsync();
        }
    }

    private bool TryAdd(Action call)
    {
        try
        {
            calls.Add(call);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What a command wrote, or the message that it failed with.</summary>
    internal sealed record CommandAnswer(IReadOnlyList<PSObject?> Output, string? Failure);
}

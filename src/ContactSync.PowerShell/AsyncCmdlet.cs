using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>
/// A cmdlet whose work is asynchronous. The work is given a <see cref="CmdletPipeline"/> and a token, never the cmdlet: PowerShell's own
/// methods may only be called on the pipeline's thread. Whatever ends the pipeline (Ctrl+C, <c>| Select-Object -First 1</c>, an error
/// downstream) cancels the token, and the prompt returns only after the work has ended: a transaction has rolled back by then.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet
{
    // Never disposed: it has no timer and no wait handle, and PowerShell may stop a cmdlet that it is just disposing of.
    private readonly CancellationTokenSource stopping = new();

    /// <summary>What is remembered of this session: the tenant connected to, the sandboxes running.</summary>
    private protected SyncSession Session { get; private set; } = null!;

    /// <summary>Whether -WhatIf is in force, by the parameter or the caller's preference; the work then plans without applying.</summary>
    private protected bool WhatIf { get; private set; }

    /// <summary>The work before the first input object.</summary>
    protected virtual Task BeginAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The work for an input object, or the only work of a cmdlet without pipeline input.</summary>
    protected virtual Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The work after the last input object.</summary>
    protected virtual Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        Session = SyncSession.Of(Runspace.DefaultRunspace);
        WhatIf = LanguagePrimitives.IsTrue(
            MyInvocation.BoundParameters.TryGetValue(nameof(WhatIf), out var given) ? given : GetVariableValue("WhatIfPreference"));
        Run(BeginAsync);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => stopping.Cancel();

    private void Run(Func<CmdletPipeline, CancellationToken, Task> work)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var pipeline = new CmdletPipeline(this, ending);
        var task = Task.Run(() => pipeline.EnterAsync(work, ending.Token), CancellationToken.None);
        pipeline.Serve(task);
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception));
        }
    }
}

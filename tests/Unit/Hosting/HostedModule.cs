using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace ContactSync.Tests.Hosting;

/// <summary>
/// The built module in a PowerShell engine of its own, as an admin's session would hold it. The bare engine has PowerShell's core
/// commands only, so what passes here passes in the Runner too.
/// </summary>
public sealed class HostedModule : IDisposable
{
    /// <param name="import">False: the runspace is empty and the test imports the module itself.</param>
    public HostedModule(bool import = true)
    {
        var state = InitialSessionState.CreateDefault2();
        // Every script says all it can, so that the scan for secrets hears it.
        foreach (var preference in new[] { "VerbosePreference", "DebugPreference" })
            state.Variables.Add(new SessionStateVariableEntry(preference, ActionPreference.Continue, ""));
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        Runspace = RunspaceFactory.CreateRunspace(state);
        Runspace.Open();
        if (import)
            Run("Import-Module $args[0]", ModulePath).ThrowOnError();
    }

    /// <summary>The manifest in <c>out/ContactSync</c>, found by walking up from the tests' own folder.</summary>
    public static string ModulePath { get; } = Path.Combine(FindRoot(), "out", "ContactSync", "ContactSync.psd1");

    public Runspace Runspace { get; }

    /// <summary>The folder of the repository.</summary>
    public static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ContactSync.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No ContactSync.slnx above '{AppContext.BaseDirectory}'.");
    }

    /// <summary>Runs a script to its end and never throws for its errors; <paramref name="arguments"/> are its <c>$args</c>.</summary>
    public HostedResult Run(string script, params object?[] arguments) =>
        RunAsync(script, CancellationToken.None, arguments).GetAwaiter().GetResult();

    /// <summary>As <see cref="Run"/>; when <paramref name="stop"/> is cancelled the pipeline is stopped, as Ctrl+C would.</summary>
    public async Task<HostedResult> RunAsync(string script, CancellationToken stop, params object?[] arguments)
    {
        using var shell = System.Management.Automation.PowerShell.Create(Runspace);
        shell.AddScript(script);
        foreach (var argument in arguments)
            shell.AddArgument(argument);
        var output = new PSDataCollection<PSObject>();
        using var stopping = stop.Register(() => shell.BeginStop(null, null));
        ErrorRecord? terminating = null;
        try
        {
            await shell.InvokeAsync<PSObject, PSObject>(null, output).ConfigureAwait(false);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            terminating = exception.ErrorRecord;
        }
        catch (PipelineStoppedException)
        {
            // Said by HostedResult.Stopped.
        }
        var result = new HostedResult(
            [.. output],
            [.. shell.Streams.Error],
            terminating,
            shell.InvocationStateInfo.State == PSInvocationState.Stopped,
            [.. shell.Streams.Warning.Select(w => w.Message)],
            [.. shell.Streams.Verbose.Select(v => v.Message)],
            [.. shell.Streams.Information.Select(i => i.MessageData?.ToString() ?? "")],
            [.. shell.Streams.Progress],
            [.. shell.Streams.Debug.Select(d => d.Message)]);
        SecretScan.Check(result);
        return result;
    }

    public void Dispose() => Runspace.Dispose();
}

using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace ContactSync.Runner.Hosting;

/// <summary>What the engine knows of the program around it.</summary>
internal sealed class RunnerHost(Terminal terminal, RunOutcome outcome, CancellationToken stop) : PSHost
{
    private readonly RunnerUI ui = new(terminal, new Prompts(terminal, new InputLines(stop)));
    private readonly PSObject privateData = PSObject.AsPSObject(new HostServices(terminal, outcome));
    public override string Name => "ContactSync.Runner";
    public override Version Version { get; } = typeof(RunnerHost).Assembly.GetName().Version!;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override PSHostUserInterface UI => ui;
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;
    public override PSObject PrivateData => privateData;

    /// <summary>Lets an object that is about to be shown have its say on the exit code.</summary>
    /// <returns>True where nothing is left to show: an error that was merged into the output (<c>2>&amp;1</c>) is shown as one.</returns>
    public static bool TakeIn(PSCmdlet shower, PSObject? shown)
    {
        if (shower.Host.PrivateData.BaseObject is not HostServices services)
            return false;
        services.Outcome.Weigh(shown);
        if (shown?.BaseObject is not ErrorRecord error)
            return false;
        services.Terminal.WriteError(error);
        return true;
    }
    public override void SetShouldExit(int exitCode) => outcome.Requested = exitCode;
    public override void EnterNestedPrompt() => terminal.WriteWarning($"{Errors.NestedPrompt} {Errors.NestedPrompt_Advice}");
    public override void ExitNestedPrompt()
    {
        // There is none to leave.
    }
    public override void NotifyBeginApplication() => terminal.ClearProgress();
    public override void NotifyEndApplication()
    {
        // A native program leaves the terminal as it found it.
    }

    /// <summary>What the host's own commands reach through <see cref="PSHost.PrivateData"/>.</summary>
    private sealed record HostServices(Terminal Terminal, RunOutcome Outcome);
}

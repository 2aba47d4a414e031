using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace ContactSync.Runner.Hosting;

/// <summary>Shows what the engine writes and asks what it wants to know.</summary>
internal sealed class RunnerUI(Terminal terminal, Prompts prompts) : PSHostUserInterface
{
    private readonly RunnerRawUI raw = new(terminal);
    public override PSHostRawUserInterface RawUI => raw;
    public override bool SupportsVirtualTerminal => terminal.OutputHasColour;
    public override string ReadLine() => prompts.ReadLine("");
    public override SecureString ReadLineAsSecureString() => prompts.ReadSecret("");
    public override void Write(string value) => terminal.Write(Styled(value));
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => terminal.Write(Styled(value));
    public override void WriteLine(string value) => terminal.WriteLine(Styled(value));
    public override void WriteErrorLine(string value) => terminal.WriteError(value);
    public override void WriteWarningLine(string message) => terminal.WriteWarning("WARNING: " + message);
    public override void WriteVerboseLine(string message) => terminal.WriteDetail("VERBOSE: " + message);
    public override void WriteDebugLine(string message) => terminal.WriteDetail("DEBUG: " + message);
    public override void WriteProgress(long sourceId, ProgressRecord record) => terminal.ShowProgress(record);
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        prompts.ForValues(caption, message, descriptions);
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        prompts.ForCredential(caption, message, userName);
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        prompts.ForCredential(caption, message, userName);
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        prompts.ForChoice(caption, message, choices, defaultChoice);

    /// <summary>The formatter styles the heads of its tables always; the host takes that off where nobody would see it.</summary>
    private string Styled(string value) => GetOutputString(value, SupportsVirtualTerminal);
}

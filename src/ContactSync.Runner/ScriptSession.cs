using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using ContactSync.Runner.Commands;
using ContactSync.Runner.Hosting;
using Microsoft.PowerShell;

namespace ContactSync.Runner;

/// <summary>A PowerShell engine with the module in it, which runs one script.</summary>
internal sealed class ScriptSession : IDisposable
{
    private readonly Terminal terminal;
    private readonly RunOutcome outcome;
    private readonly CancellationToken stop;
    private readonly Runspace runspace;
    private readonly ArrayList recentErrors;

    public ScriptSession(Terminal terminal, RunOutcome outcome, CancellationToken stop)
    {
        this.terminal = terminal;
        this.outcome = outcome;
        this.stop = stop;
        runspace = RunspaceFactory.CreateRunspace(new RunnerHost(terminal, outcome, stop), CreateState());
        runspace.Open();
        recentErrors = (ArrayList)runspace.SessionStateProxy.GetVariable("Error");
    }

    public void Import(string modulePath)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", modulePath).AddParameter("ErrorAction", ActionPreference.Stop);
        Invoke(shell);
    }

    /// <summary>Runs the script to its end, shows what it writes and takes it into account.</summary>
    public void Run(CommandLine line)
    {
        if (stop.IsCancellationRequested || outcome.ExitCode != 0)
            return;
        using var shell = PowerShell.Create(runspace);
        var command = CreateCommand(line);
        foreach (var parameter in ScriptArguments.Read(line.Arguments))
            command.Parameters.Add(parameter);
        shell.Commands.AddCommand(command);
        shell.AddCommand("Out-Default");
        if (line.Action == RunnerAction.File)
            LetExitLeaveTheRunner();
        Invoke(shell);
    }

    public void Dispose() => runspace.Dispose();

    private static InitialSessionState CreateState()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        state.Commands.Remove("Out-Default", typeof(SessionStateCmdletEntry));
        state.Commands.Remove("Out-Host", typeof(SessionStateCmdletEntry));
        state.Commands.Add(new SessionStateCmdletEntry("Out-Default", typeof(OutDefault), helpFileName: null));
        state.Commands.Add(new SessionStateCmdletEntry("Out-Host", typeof(OutHost), helpFileName: null));
        return state;
    }

    private static Command CreateCommand(CommandLine line) => line.Action switch
    {
        RunnerAction.Command => new Command(line.Source!, isScript: true, useLocalScope: false),
        RunnerAction.StandardInput => new Command(Console.In.ReadToEnd(), isScript: true, useLocalScope: false),
        _ => CreateFileCommand(Path.GetFullPath(line.Source!)),
    };

    private static Command CreateFileCommand(string path)
    {
        if (!File.Exists(path))
            throw new RunnerException(string.Format(Errors.ScriptNotFound, path), Errors.ScriptNotFound_Advice);
        // PowerShell runs a file as a script by its extension only; one without, started by its #! line, is read as text.
        return path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
            ? new Command(path, isScript: false, useLocalScope: false)
            : new Command(File.ReadAllText(path), isScript: true, useLocalScope: false);
    }

    /// <summary>
    /// To the engine a script file is a command like any other, and <c>exit 5</c> in it only ends that command. PowerShell's own host sets
    /// this switch, which is not public, for the file it was started with.
    /// </summary>
    private void LetExitLeaveTheRunner()
    {
        const BindingFlags hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        var context = typeof(Runspace).GetProperty("ExecutionContext", hidden)!.GetValue(runspace)!;
        context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", hidden)!.SetValue(context, true);
    }

    private void Invoke(PowerShell shell)
    {
        shell.Streams.Error.DataAdded += (_, added) => Show(shell.Streams.Error[added.Index]);
        using var stopping = stop.Register(() => shell.BeginStop(callback: null, state: null));
        try
        {
            shell.Invoke();
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The exit code says that the run was stopped.
        }
        catch (RuntimeException exception)
        {
            terminal.WriteError(exception.ErrorRecord);
            outcome.Weigh(RunOutcome.Terminated);
        }
    }

    /// <summary>
    /// Shows an error that the script goes on after. The engine writes the record that a cmdlet handed to WriteError itself, but a copy of
    /// one that ended its statement; only the latter is a terminating error.
    /// </summary>
    private void Show(ErrorRecord record)
    {
        terminal.WriteError(record);
        var written = recentErrors.Count > 0 && ReferenceEquals(recentErrors[0], record);
        outcome.Weigh(written ? RunOutcome.InPart : RunOutcome.Terminated);
    }
}

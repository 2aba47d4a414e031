using System.Management.Automation;
using System.Reflection;
using ContactSync.Runner.Hosting;

namespace ContactSync.Runner;

/// <summary>Runs a PowerShell script with the module loaded, where no PowerShell is installed.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var terminal = Terminal.OfThisProcess();
        try
        {
            var line = CommandLine.Parse(arguments, Console.IsInputRedirected);
            switch (line.Action)
            {
                case RunnerAction.Help:
                    terminal.WriteLine(ReadUsage());
                    return 0;
                case RunnerAction.Version:
                    terminal.WriteLine(Version());
                    return 0;
                default:
                    return Run(line, terminal);
            }
        }
        catch (RunnerException exception)
        {
            terminal.WriteError(exception.Message, exception.Advice);
            return RunOutcome.Terminated;
        }
    }

    private static int Run(CommandLine line, Terminal terminal)
    {
        var module = ModuleLocator.Find(line.ModulePath, AppContext.BaseDirectory);
        var outcome = new RunOutcome();
        using var signals = new StopSignals();
        using var session = new ScriptSession(terminal, outcome, signals.Token);
        session.Import(module);
        session.Run(line);
        terminal.ClearProgress();
        return signals.ExitCode ?? outcome.ExitCode;
    }

    private static string ReadUsage()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Usage.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }

    private static string Version() =>
        $"ContactSync {Informational(Assembly.GetExecutingAssembly())} (PowerShell engine {Informational(typeof(PSObject).Assembly)})";

    private static string Informational(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', ' ')[0];
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.Runner;

/// <summary>What a run of the runner left behind.</summary>
public sealed record RunnerResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output, line by line, empty lines left out.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>The built runner as a child process, as a cron job or a shell would start it.</summary>
public sealed class RunnerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string DotNet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private readonly Process process;
    private readonly Task<string> error;

    private RunnerProcess(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string? folder = null)
    {
        SecretScan.CheckTexts("a command line", arguments);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        error = process.StandardError.ReadToEndAsync();
    }

    public static string RunnerPath { get; } = Path.Combine(
        HostedModule.FindRoot(), "src", "ContactSync.Runner", "bin", Configuration(), "net10.0", "ContactSync.Runner.dll");

    /// <summary>Runs the runner to its end, with nothing on standard input.</summary>
    public static RunnerResult Run(params string[] arguments) => RunWithInput("", arguments);

    /// <summary>Runs the runner to its end, with <paramref name="input"/> on standard input.</summary>
    public static RunnerResult RunWithInput(string input, params string[] arguments)
    {
        using var runner = Start(arguments);
        return runner.Finish(input);
    }

    public static RunnerProcess Start(params string[] arguments) => Start(new Dictionary<string, string?>(), arguments);

    public static RunnerProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        new(DotNet, [RunnerPath, .. arguments], environment);

    /// <summary>Runs the runner on a terminal, made by script(1); what it writes to either stream comes back as one text.</summary>
    public static RunnerResult RunOnTerminal(IReadOnlyDictionary<string, string?> environment, string scriptPath)
    {
        using var runner = new RunnerProcess("script", ["-qec", $"'{DotNet}' '{RunnerPath}' '{scriptPath}'", "/dev/null"], environment);
        return runner.Finish();
    }

    /// <summary>Starts the runner with <paramref name="folder"/> as its current folder.</summary>
    public static RunnerProcess StartIn(string folder, params string[] arguments) =>
        new(DotNet, [RunnerPath, .. arguments], new Dictionary<string, string?>(), folder);

    public bool HasExited => process.HasExited;

    /// <summary>Ends with the process.</summary>
    public Task Exited => process.WaitForExitAsync();

    /// <summary>Ends the process as a power failure would, and waits until it is gone.</summary>
    public void Kill()
    {
        process.Kill();
        Assert.True(process.WaitForExit(Patience), "The runner did not end.");
    }

    /// <summary>Waits for the next line of standard output.</summary>
    public string? ReadLine() => process.StandardOutput.ReadLineAsync().WaitAsync(Patience).GetAwaiter().GetResult();

    /// <summary>Sends a signal by its number (2 is Ctrl+C, 15 asks to end).</summary>
    public void Signal(int number) => Assert.Equal(0, kill(process.Id, number));

    /// <summary>Gives standard input its text and its end, and waits for the process.</summary>
    public RunnerResult Finish(string input = "")
    {
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Wait();
    }

    /// <summary>Waits for the process, with standard input left open.</summary>
    public RunnerResult Wait()
    {
        var output = process.StandardOutput.ReadToEndAsync().WaitAsync(Patience).GetAwaiter().GetResult();
        var said = error.WaitAsync(Patience).GetAwaiter().GetResult();
        Assert.True(process.WaitForExit(Patience), "The runner did not end.");
        SecretScan.CheckTexts("the output of the runner", [output, said]);
        return new RunnerResult(process.ExitCode, output, said);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    /// <summary>The tests' own configuration: bin/Debug/net10.0 or bin/Release/net10.0.</summary>
    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);
}

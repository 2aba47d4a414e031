using Xunit;

namespace ContactSync.Tests.Runner;

/// <summary>Ctrl+C and SIGTERM stop the script in good order.</summary>
public class StopTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public void A_signal_stops_the_script_and_lets_it_clean_up(int signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that another process could send.");
        Assert.SkipWhen(IsIgnored(signal), "This signal is ignored by the process that runs the tests, and children inherit that.");
        using var script = new ScriptFile(
            """
            param($Path)
            try { 'started'; while ($true) { } } finally { [System.IO.File]::WriteAllText($Path, 'cleaned up') }
            """);
        var trace = Path.Combine(script.Folder, "trace.txt");
        using var runner = RunnerProcess.Start(script.FilePath, trace);
        Assert.Equal("started", runner.ReadLine());

        runner.Signal(signal);
        var result = runner.Wait();

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal("cleaned up", File.ReadAllText(trace));
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void A_signal_ends_an_open_question()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that another process could send.");
        using var runner = RunnerProcess.Start("-Command", "'asking'; $Host.UI.ReadLine(); 'answered'");
        Assert.Equal("asking", runner.ReadLine());

        runner.Signal(Terminate);
        var result = runner.Wait();

        Assert.Equal(143, result.ExitCode);
        Assert.Empty(result.Lines);
    }

    /// <summary>A shell without job control starts background jobs with Ctrl+C ignored.</summary>
    private static bool IsIgnored(int signal)
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status))
            return false;
        var mask = File.ReadLines(status).First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        return (Convert.ToUInt64(mask, 16) & (1UL << (signal - 1))) != 0;
    }
}

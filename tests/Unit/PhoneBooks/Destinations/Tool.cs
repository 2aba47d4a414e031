using System.Diagnostics;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>Runs programs that no one here wrote.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end and gives what it wrote; a failure fails the test, a missing program skips it.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var path = Path.IsPathRooted(program) ? program : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"because {program} is not installed; see .ci/run for Debian's packages");
        var start = new ProcessStartInfo(path!, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode == 0, $"{program}: exit code {process.ExitCode}: {await error}");
        return await output;
    }
}

using System.Diagnostics;

namespace ContactSync.Bench;

/// <summary>This program again, in a process of its own.</summary>
internal static class Child
{
    /// <summary>Runs it to its end; gives what it printed.</summary>
    public static async Task<string> ReadAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(Child).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text;
    }
}

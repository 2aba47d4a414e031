using System.Diagnostics;

namespace ContactSync.Bench;

/// <summary>This program again, in a process of its own.</summary>
internal static class Child
{
    /// <summary>Runs it to its end; gives what it printed.</summary>
    public static async Task<string> ReadAsync(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Child).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text;
    }
}

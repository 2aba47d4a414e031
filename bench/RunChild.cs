using System.Diagnostics;
using System.Text.Json;

namespace ContactSync.Bench;

/// <summary>A run in a process of its own, as a nightly one is: its memory is that of nothing else.</summary>
internal static class RunChild
{
    /// <summary>The argument by which this program knows that it is one.</summary>
    public const string ChildCommand = "run-once";

    /// <summary>Starts the process and waits for what it measures.</summary>
    /// <exception cref="InvalidOperationException">It failed; its standard error says why.</exception>
    public static async Task<MeasuredRun> RunAsync(ReaderSettings settings, string storePath, int throttle)
    {
        string[] arguments = [typeof(RunChild).Assembly.Location, ChildCommand];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new Order(settings, storePath, throttle)));
        process.StandardInput.Close();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<MeasuredRun>(text)!
            : throw new InvalidOperationException($"A run in a process of its own ended with {process.ExitCode}.");
    }

    /// <summary>Does what standard input says, and prints what it took.</summary>
    public static async Task PrintOnceAsync()
    {
        var order = JsonSerializer.Deserialize<Order>(await Console.In.ReadToEndAsync())!;
        await using var reader = new ProtocolReader(order.Settings);
        Console.WriteLine(JsonSerializer.Serialize(await MeasuredRun.RunAsync(reader, order.StorePath, order.Throttle)));
    }

    private sealed record Order(ReaderSettings Settings, string StorePath, int Throttle);
}

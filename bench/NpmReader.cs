using System.Diagnostics;
using System.Text.Json;

namespace ContactSync.Bench;

/// <summary>What a program from <c>tests/Interop</c> took to read mailboxes into its memory, by a client that no one here wrote.</summary>
/// <param name="Seconds">From the first mailbox to the last, without the start of the process.</param>
/// <param name="CpuSeconds">Processor time of the whole process.</param>
/// <param name="Requests">HTTP requests, without those for tokens.</param>
/// <param name="Contacts">Contacts of all folders, those that no import reads included.</param>
/// <param name="PeakBytes">The process's highest working set.</param>
internal sealed record NpmReader(double Seconds, double CpuSeconds, int Requests, int Contacts, long PeakBytes)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Why the clients cannot be run here; null where they can.</summary>
    public static string? Obstacle =>
        Directory.Exists(Path.Combine(Folder, "node_modules")) ? null : "tests/Interop/node_modules is missing; `npm ci` there brings it";

    private static string Folder => Path.Combine(Places.Root, "tests", "Interop");

    /// <summary>Reads the mailboxes that <paramref name="settings"/> name.</summary>
    /// <exception cref="InvalidOperationException">The program failed; its standard error says why.</exception>
    public static async Task<NpmReader> RunAsync(SandboxChild sandbox, ReaderSettings settings, int throttle)
    {
        var isGraph = settings.Protocol == SyncProtocol.Graph;
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, isGraph ? "read-graph.mjs" : "read-ews.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["NODE_EXTRA_CA_CERTS"] = sandbox.CaFile },
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(Order(settings, throttle));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var (cpu, peak) = (TimeSpan.Zero, 0L);
        while (!output.IsCompleted)
        {
            process.Refresh();
            if (!process.HasExited)
                (cpu, peak) = (process.TotalProcessorTime, process.PeakWorkingSet64);
            await Task.WhenAny(output, Task.Delay(LookEvery));
        }
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{start.ArgumentList[0]}' ended with {process.ExitCode}.");
        using var total = JsonDocument.Parse((await output).TrimEnd().Split('\n')[^1]);
        int Number(string name) => total.RootElement.GetProperty(name).GetInt32();
        return new NpmReader(Number("milliseconds") / 1000.0, cpu.TotalSeconds, Number("requests"), Number("contacts"), peak);
    }

    private static string Order(ReaderSettings settings, int parallel)
    {
        static string Plain(Uri address) => address.AbsoluteUri.TrimEnd('/');
        return settings.Protocol == SyncProtocol.Graph
            ? JsonSerializer.Serialize(new
            {
                graph = Plain(settings.Graph), authority = Plain(settings.Authority), tenantId = settings.TenantId,
                clientId = settings.Account, clientSecret = settings.Secret, mailboxes = settings.Mailboxes, parallel,
            })
            : JsonSerializer.Serialize(new
            {
                ews = Plain(settings.Ews), user = settings.Account, password = settings.Secret, mailboxes = settings.Mailboxes, parallel,
            });
    }
}

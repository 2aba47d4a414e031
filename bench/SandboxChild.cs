using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ContactSync.Bench;

/// <summary>A sandbox in a process of its own, so that its work is not counted as ours. It ends when its standard input closes.</summary>
internal sealed class SandboxChild : IAsyncDisposable
{
    private readonly Process process;

    private SandboxChild(Process process, JsonElement announcement)
    {
        this.process = process;
        string Text(string name) => announcement.GetProperty(name).GetString()!;
        Environment = new SyncEnvironment("Sandbox", new Uri(Text("authority")), new Uri(Text("graph")))
        {
            TrustedCertificate = File.ReadAllText(Text("caFile")),
        };
        TenantId = Text("tenantId");
        Administrator = new NetworkCredential(Text("adminClientId"), Text("adminClientSecret"));
        Folder = Text("folder");
    }

    public SyncEnvironment Environment { get; }

    public string TenantId { get; }

    /// <summary>Client id and secret of the app that may set up others.</summary>
    public NetworkCredential Administrator { get; }

    /// <summary>A folder that goes when the sandbox goes.</summary>
    public string Folder { get; }

    public static async Task<SandboxChild> StartAsync(BenchOptions options)
    {
        string[] arguments =
        [
            Places.Sandbox, "--mailboxes", Text(options.Mailboxes), "--contacts-per-mailbox", Text(options.Contacts),
            "--latency", Text(options.Latency), "--replication-delay", "0",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The sandbox ended before it served.");
        return new SandboxChild(process, JsonDocument.Parse(line).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContactSync.Bench;

/// <summary>A sandbox in a process of its own, so that its work is not counted as ours. It ends when its standard input closes.</summary>
internal sealed class SandboxChild : IAsyncDisposable
{
    private readonly Process process;
    private readonly JsonElement announcement;

    private SandboxChild(Process process, JsonElement announcement)
    {
        this.process = process;
        this.announcement = announcement;
        Environment = new SyncEnvironment("Sandbox", new Uri(Text("authority")), new Uri(Text("graph")), new Uri(Text("ews")))
        {
            TrustedCertificate = File.ReadAllText(CaFile),
        };
    }

    public SyncEnvironment Environment { get; }

    public string TenantId => Text("tenantId");

    /// <summary>The certificate of the sandbox's own authority, as a file.</summary>
    public string CaFile => Text("caFile");

    /// <summary>Client id and secret of the app that may set up others.</summary>
    public NetworkCredential Administrator => new(Text("adminClientId"), Text("adminClientSecret"));

    /// <summary>A folder that goes when the sandbox goes.</summary>
    public string Folder => Text("folder");

    /// <summary>Starts a tenant whose mailboxes are all in the place that the protocol reads.</summary>
    public static async Task<SandboxChild> StartAsync(BenchOptions options, SyncProtocol protocol)
    {
        string[] arguments =
        [
            Places.Sandbox, "--mailboxes", Text(protocol == SyncProtocol.Graph ? options.Mailboxes : 0),
            "--on-premises-mailboxes", Text(protocol == SyncProtocol.Ews ? options.EwsMailboxes : 0),
            "--contacts-per-mailbox", Text(options.Contacts), "--latency", Text(options.Latency), "--replication-delay", "0",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The sandbox ended before it served.");
        return new SandboxChild(process, JsonDocument.Parse(line).RootElement);
    }

    /// <summary>The group that all mailboxes of a protocol are in.</summary>
    public static string GroupOf(SyncProtocol protocol) => protocol == SyncProtocol.Graph ? "Phone users" : "Everyone";

    /// <summary>Sets up whoever reads over a protocol.</summary>
    public async Task<ReaderSettings> CreateReaderAsync(SyncProtocol protocol)
    {
        var account = protocol == SyncProtocol.Graph
            ? await PbxApp.CreateAsync(this)
            : AccountOf(announcement.GetProperty("exchangeAccount"));
        return new ReaderSettings(
            protocol, Environment.Authority, Environment.GraphEndpoint, Environment.EwsUrl!, Environment.TrustedCertificate!, TenantId,
            account.UserName, account.Password, [GroupOf(protocol)], []);
    }

    /// <summary>
    /// The same for a sixth of the mailboxes: over Graph a group of them, because there each address costs a look-up that EWS spares.
    /// </summary>
    public ReaderSettings SixthOf(ReaderSettings settings)
    {
        var addresses = MailboxesOf(settings.Protocol);
        return settings.Protocol == SyncProtocol.Graph
            ? settings with { Groups = ["Field staff night shift"] }
            : settings with { Mailboxes = [.. addresses.Take(Math.Max(1, addresses.Count / 6))] };
    }

    /// <summary>The addresses of the mailboxes that a protocol reads.</summary>
    public IReadOnlyList<string> MailboxesOf(SyncProtocol protocol) =>
    [
        .. announcement.GetProperty(protocol == SyncProtocol.Graph ? "users" : "onPremisesUsers").EnumerateArray()
            .Select(user => AccountOf(user).UserName),
    ];

    /// <summary>A day in Outlook, spread over the mailboxes of a group: of ten contacts eight edited, one added, one deleted.</summary>
    public async Task ChangeAsync(string group, int contacts)
    {
        var (add, delete) = (contacts / 10, contacts / 10);
        using var http = new HttpClient(SandboxTransport.Create(Environment.TrustedCertificate!));
        using var request = new HttpRequestMessage(HttpMethod.Post, Text("control") + "/update")
        {
            Content = JsonContent.Create(new { group, edit = contacts - add - delete, add, delete }),
        };
        request.Headers.Add("X-Sandbox-Key", Text("controlKey"));
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static NetworkCredential AccountOf(JsonElement user) =>
        new(user.GetProperty("address").GetString(), user.GetProperty("password").GetString());

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Text(string name) => announcement.GetProperty(name).GetString()!;
}

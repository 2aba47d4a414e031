using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Sandbox;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>
/// A sandbox in the tests' own process, seen by the module as any other server, and what an admin set up in it: an app and a connection.
/// </summary>
public class TenantFixture : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    public SandboxHost Server { get; private set; } = null!;

    public SyncEnvironment Lab { get; private set; } = null!;

    /// <summary>The same with the address of its Exchange.</summary>
    public SyncEnvironment LabWithEws => Lab.With(Server.Ews);

    /// <summary>The addresses of the mailboxes.</summary>
    public IReadOnlyList<string> Mailboxes => [.. Server.Users.Select(user => user.Address)];

    /// <summary>The connection's phone books.</summary>
    public string StorePath => Path.Combine(folder.FullName, "phonebooks.db");

    /// <summary>A folder that goes with the fixture.</summary>
    public string Folder => folder.FullName;

    /// <summary>What the admin's lines wrote: app, consents, connection.</summary>
    public HostedResult SetUp { get; private set; } = null!;

    /// <summary>The app that the connection signs in as.</summary>
    public SyncAppRegistration App => SetUp.Output.Select(o => o.BaseObject).OfType<SyncAppRegistration>().Single();

    /// <summary>The name of the connection.</summary>
    public string Connection { get; } = "pbx-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>The connection's client secret in clear, to look for where it must not be.</summary>
    public string Secret { get; private set; } = null!;

    protected virtual SandboxOptions Options { get; } = new()
    {
        MailboxCount = 3,
        ContactsPerMailbox = 12,
        ReplicationDelay = TimeSpan.FromMilliseconds(50),
    };

    public async ValueTask InitializeAsync()
    {
        Server = await SandboxHost.StartAsync(Options);
        Lab = new SyncEnvironment("lab", Server.Authority, Server.Graph)
        {
            TenantId = Server.TenantId.ToString(),
            TrustedCertificate = await File.ReadAllTextAsync(Server.CaFile),
        };
        using var host = Connect();
        SetUp = host.Run(
            """
            $app = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport
            $app
            $app | Grant-AdminConsent
            $secret = $app | New-SyncAppCredential -Description 'Contoso PBX' -ValidFor 180.00:00:00 -Verbose -Debug
            $secret
            $app | New-SyncConnection -Name $args[0] -Credential $secret -Region DE -StorePath $args[1] -Verbose -Debug
            """,
            Connection, StorePath).ThrowOnError();
        Secret = new NetworkCredential("", SetUp.Output.Select(o => o.BaseObject).OfType<SyncAppCredential>().Single().Secret).Password;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        SecretScan.CheckFolder(Folder);
        folder.Delete(recursive: true);
    }

    /// <summary>Makes a mailbox be in another state, as somebody else would have.</summary>
    public Task SetMailboxStateAsync(string address, string state) => ControlAsync($"mailboxes/{address}/state", new { state });

    /// <summary>Does to the sandbox what an administrator of Exchange would do.</summary>
    public async Task ControlAsync(string path, object body)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPem(Lab.TrustedCertificate);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } });
        http.DefaultRequestHeaders.Add("X-Sandbox-Key", Server.ControlKey);
        var answer = await http.PostAsJsonAsync(new Uri(Server.Control, path), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A session signed in as the tenant's admin.</summary>
    public HostedModule Connect()
    {
        var host = new HostedModule();
        host.Run(
            "Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -ClientSecret $args[2]",
            Lab, Server.AdminClientId, new NetworkCredential("", Server.AdminClientSecret).SecurePassword).ThrowOnError();
        return host;
    }
}

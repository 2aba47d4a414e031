using System.Collections.Concurrent;
using System.Net;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.Sandbox;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>A sandbox for the tests of one class, whose directory needs a moment for everything that is new.</summary>
public sealed class SandboxTenant : IAsyncLifetime
{
    private SandboxHost? host;

    internal SandboxHost Host => host!;

    internal SyncEnvironment Environment { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        host = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 2, ReplicationDelay = TimeSpan.FromMilliseconds(100) });
        Environment = new SyncEnvironment("sandbox", host.Authority, host.Graph)
        {
            TrustedCertificate = await File.ReadAllTextAsync(host.CaFile),
        };
    }

    public ValueTask DisposeAsync() => host!.DisposeAsync();

    /// <summary>A session of the app that may set up others.</summary>
    internal TenantSession Administrator(Action<string>? trace = null) => TenantSession.Create(Options() with { Trace = trace });

    /// <summary>A session of the administrator whose requests are listed as method and path.</summary>
    internal TenantSession Administrator(ConcurrentQueue<string> requests) => Administrator(requests.Enqueue);

    internal TenantSessionOptions Options(string? clientId = null, string? secret = null) => new()
    {
        Environment = Environment,
        TenantId = Host.TenantId.ToString(),
        ClientId = clientId ?? Host.AdminClientId,
        Credential = new ClientSecretCredential(new NetworkCredential("", secret ?? Host.AdminClientSecret).SecurePassword),
    };

    internal static async Task<SyncAppRegistration> RegisterAsync(TenantSession session, string name, AppPreset? preset = null)
    {
        var service = new AppRegistrationService(session, TimeProvider.System);
        var plan = await service.PlanAsync(new AppRegistrationRequest(name, preset ?? AppPresets.Find("ContactImport")), default);
        return await service.ApplyAsync(plan, default);
    }

    /// <summary>The requests to Graph that may change something; a batch is only ever made of reading ones.</summary>
    internal static IEnumerable<string> Writing(IEnumerable<string> requests) =>
        requests.Where(line =>
            !line.StartsWith("GET ", StringComparison.Ordinal)
            && !line.Contains("/oauth2/v2.0/token", StringComparison.Ordinal)
            && !line.Contains("/$batch", StringComparison.Ordinal));
}

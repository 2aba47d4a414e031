using System.Net;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Bench;

/// <summary>Our reading of the sandbox's mailboxes by one protocol, over connections that are held and counted.</summary>
internal sealed class ProtocolReader : IAsyncDisposable
{
    private readonly ReaderSettings settings;
    private readonly TenantSession? session;
    private readonly EwsClient? client;

    public ProtocolReader(ReaderSettings settings)
    {
        this.settings = settings;
        var isGraph = settings.Protocol == SyncProtocol.Graph;
        var secret = new NetworkCredential("", settings.Secret).SecurePassword;
        var environment = new SyncEnvironment("Sandbox", settings.Authority, settings.Graph, settings.Ews)
        {
            TrustedCertificate = settings.TrustedCertificate,
        };
        Recorder = new RecordingHandler(SandboxTransport.Create(settings.TrustedCertificate), isGraph ? settings.Graph : settings.Ews);
        if (isGraph)
        {
            session = TenantSession.Create(new TenantSessionOptions
            {
                Environment = environment,
                TenantId = settings.TenantId,
                ClientId = settings.Account,
                Credential = new ClientSecretCredential(secret),
                Transport = () => Recorder,
            });
        }
        else
        {
            client = new EwsClient(new EwsClientOptions
            {
                Environment = environment,
                SignIn = new EwsBasicSignIn(settings.Account, secret),
                Transport = () => Recorder,
            });
        }
    }

    public RecordingHandler Recorder { get; }

    public MailboxQuery Query => new(settings.Mailboxes.Count > 0 ? [] : settings.Groups, settings.Mailboxes);

    /// <summary>A source for one run.</summary>
    public IContactSource OpenSource() => session is not null
        ? new GraphContactSource(session, TimeProvider.System)
        : new EwsContactSource(client!, new EwsSourceOptions { TenantId = settings.TenantId });

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (session is not null)
            await session.DisposeAsync();
    }
}

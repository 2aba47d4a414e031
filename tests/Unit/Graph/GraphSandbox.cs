using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Graph;

/// <summary>A sandbox in this process, and a source that reads it as an app with its own permissions.</summary>
internal sealed class GraphSandbox : IAsyncDisposable
{
    public const string PhoneUsers = "Phone users";

    private static readonly string[] ContactImport = ["Contacts.Read", "User.ReadBasic.All", "GroupMember.Read.All"];

    private readonly HttpClient control;

    private GraphSandbox(SandboxHost host, string[] permissions, GraphRetryOptions? retry)
    {
        Host = host;
        var (clientId, secret) = SandboxApp.Register(host, (SandboxApp.Graph, permissions));
        var pem = File.ReadAllText(host.CaFile);
        Wire = new CountingHandler(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(pem) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        });
        Session = TenantSession.Create(new TenantSessionOptions
        {
            Environment = new SyncEnvironment("sandbox", host.Authority, host.Graph) { TrustedCertificate = pem },
            TenantId = host.TenantId.ToString(),
            ClientId = clientId,
            Credential = new ClientSecretCredential(new NetworkCredential("", secret).SecurePassword),
            Trace = line =>
            {
                lock (Trace)
                    Trace.Add(line);
            },
            Retry = retry ?? new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(5) },
            Transport = () => Wire,
        });
        Source = new GraphContactSource(Session, TimeProvider.System);
        control = new HttpClient(Wire, disposeHandler: false) { BaseAddress = host.Control };
        control.DefaultRequestHeaders.Add("X-Sandbox-Key", host.ControlKey);
    }

    public SandboxHost Host { get; }

    public TenantSession Session { get; }

    public GraphContactSource Source { get; }

    public CountingHandler Wire { get; }

    public List<string> Trace { get; } = [];

    /// <summary>Starts a sandbox whose mailboxes hold so many contacts, all in their own folder.</summary>
    public static async Task<GraphSandbox> StartAsync(
        int mailboxes = 3, int contacts = 5, string[]? permissions = null, GraphRetryOptions? retry = null)
    {
        var host = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = mailboxes, ReplicationDelay = TimeSpan.Zero });
        var sandbox = new GraphSandbox(host, permissions ?? ContactImport, retry);
        if (contacts > 0)
        {
            foreach (var user in host.Users)
                await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{user.Address}/contacts", new { count = contacts });
        }
        return sandbox;
    }

    public Task<MailboxListing> ListAsync(params string[] groups) => Source.ListMailboxesAsync(new MailboxQuery(groups, []), default);

    public Task<MailboxListing> FindAsync(params string[] mailboxes) => Source.ListMailboxesAsync(new MailboxQuery([], mailboxes), default);

    /// <summary>Reads mailboxes, those without a state from the beginning.</summary>
    public async Task<Dictionary<string, MailboxRead>> ReadAsync(
        IEnumerable<SourceMailbox> mailboxes, Dictionary<string, MailboxRead>? before = null, int throttleLimit = 4,
        IProgress<int>? progress = null, ReadScope? scope = null)
    {
        var requests = mailboxes.Select(mailbox => new MailboxReadRequest(
            mailbox, before is null ? [] : [.. before[mailbox.Address].Folders.Select(folder => folder.State)]));
        var reads = new Dictionary<string, MailboxRead>();
        await foreach (var read in Source.ReadAsync(ToAsync(requests), new ReadOptions(throttleLimit, progress, scope), default))
            Assert.True(reads.TryAdd(read.Mailbox.Address, read), $"{read.Mailbox.Address} was answered twice");
        return reads;
    }

    /// <summary>A call to the sandbox's control API.</summary>
    public async Task<JsonNode?> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await control.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Adds a folder below the mailbox's own; its id.</summary>
    public async Task<string> AddFolderAsync(SourceMailbox mailbox, string name, string? parent = null)
    {
        var added = await ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/folders", new { displayName = name, parent });
        return (string)added!["id"]!;
    }

    /// <summary>Deletes a folder with all that lies in it, unless that was done before.</summary>
    public void RemoveFolder(SourceMailbox mailbox, string id)
    {
        var store = Store(mailbox);
        lock (store.Gate)
        {
            if (store.Folders.SingleOrDefault(folder => folder.Id == id) is { } folder)
                store.RemoveFolder(folder);
        }
    }

    /// <summary>Puts a contact into the mailbox's own folder; its immutable id.</summary>
    public string AddContact(SourceMailbox mailbox, Action<ContactDraft> fill)
    {
        var store = Store(mailbox);
        var draft = new ContactDraft();
        fill(draft);
        draft.Complete();
        lock (store.Gate)
            return store.Add(store.Contacts, draft.ToBag(), draft.Photo).Id(immutable: true);
    }

    /// <summary>Changes fields of a contact.</summary>
    public void EditContact(SourceMailbox mailbox, string id, Action<ContactDraft> edit)
    {
        var store = Store(mailbox);
        lock (store.Gate)
        {
            store.Update(NumberOf(store, id), contact =>
            {
                var draft = contact.Properties.ToDraft();
                edit(draft);
                return draft.ToBag();
            });
        }
    }

    /// <summary>Deletes a contact.</summary>
    public void RemoveContact(SourceMailbox mailbox, string id)
    {
        var store = Store(mailbox);
        lock (store.Gate)
            store.Remove(NumberOf(store, id));
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Session.DisposeAsync();
        control.Dispose();
        await Host.DisposeAsync();
    }

    private static long NumberOf(Mailbox store, string id)
    {
        Assert.True(ExchangeId.TryParse(id, out var parsed));
        Assert.True(store.TryFind(parsed, out var found));
        return found.Number;
    }

    private Mailbox Store(SourceMailbox mailbox) => Host.Context.Mailboxes.Find(Host.Context.Tenant.FindUser(mailbox.Address)!)!;

    private static async IAsyncEnumerable<MailboxReadRequest> ToAsync(IEnumerable<MailboxReadRequest> requests)
    {
        foreach (var request in requests)
        {
            await Task.Yield();
            yield return request;
        }
    }
}

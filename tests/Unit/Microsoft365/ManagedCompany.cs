using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.ManagedFolders;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Tests.Ews;
using ContactSync.Tests.Graph;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>A sandbox with mailboxes at one place, and the way to write into one of them.</summary>
internal sealed class ManagedCompany : IAsyncDisposable
{
    private readonly GraphSandbox sandbox;
    private readonly EwsClient? client;

    private ManagedCompany(GraphSandbox sandbox, SyncProtocol protocol)
    {
        this.sandbox = sandbox;
        if (protocol == SyncProtocol.Ews)
        {
            client = EwsSandbox.Client(sandbox.Host);
            Source = new EwsContactSource(client, new EwsSourceOptions { TenantId = "mail.example" });
        }
        else
        {
            Source = sandbox.Source;
        }
    }

    /// <summary>Reads and writes the mailboxes.</summary>
    public IContactSource Source { get; }

    public GraphSandbox Sandbox => sandbox;

    /// <summary>The mailbox whose contacts are somebody's own.</summary>
    public string Anna => sandbox.Host.Users[0].Address;

    /// <summary>The mailbox that is written to.</summary>
    public string Otto => sandbox.Host.Users[1].Address;

    public DestinationSettings Settings { get; set; } = null!;

    public static async Task<ManagedCompany> StartAsync(SyncProtocol protocol, string permission = "Contacts.ReadWrite")
    {
        var sandbox = await GraphSandbox.StartAsync(2, 0, [permission, "User.Read.All", "GroupMember.Read.All"]);
        foreach (var user in sandbox.Host.Users.Where(_ => protocol == SyncProtocol.Ews))
            await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{user.Address}/state", new { state = "OnPremises" });
        var company = new ManagedCompany(sandbox, protocol);
        company.Settings = new DestinationSettings
        {
            Place = company.Otto, Folder = "Firma", FolderMark = Guid.NewGuid().ToString("D"), Through = "test",
            NumberForm = PhoneNumberForm.AsTyped,
        };
        return company;
    }

    public MailboxFolderDestination Open() => new(Source, Settings);

    /// <summary>What a sync reads of a mailbox.</summary>
    public async Task<IReadOnlyList<SyncContact>> ReadAsync(string address)
    {
        var listing = await Source.ListMailboxesAsync(new MailboxQuery([], [address]), default);
        await foreach (var read in Source.ReadAsync(Requests(listing.Mailboxes), new ReadOptions(1), default))
        {
            Assert.Null(read.Failure);
            return [.. read.Folders.SelectMany(folder => folder.Upserted)];
        }
        throw new InvalidOperationException("Nothing was read.");
    }

    public Mailbox Mailbox(string address) =>
        sandbox.Host.Context.Mailboxes.Find(sandbox.Host.Context.Tenant.FindUser(address)!)!;

    public ContactFolder? Folder(string name) => Mailbox(Otto).Folders.SingleOrDefault(folder => folder.DisplayName == name);

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        await sandbox.DisposeAsync();
    }

    private static async IAsyncEnumerable<MailboxReadRequest> Requests(IEnumerable<SourceMailbox> mailboxes)
    {
        await Task.CompletedTask;
        foreach (var mailbox in mailboxes)
            yield return new MailboxReadRequest(mailbox, []);
    }
}

using System.Collections.Concurrent;
using System.Net;
using ContactSync.Engine;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Tests.Ews;
using ContactSync.Tests.Graph;

namespace ContactSync.Tests.EndToEnd;

/// <summary>
/// A company with three mailboxes in the cloud and two on its own Exchange Server, on a clock on which nobody waits. Each run has connections
/// of its own, as a process has.
/// </summary>
internal sealed class FaultCompany : IAsyncDisposable
{
    /// <summary>No wait of a client is as long as this, and no time limit shorter.</summary>
    private static readonly TimeSpan Limits = TimeSpan.FromSeconds(90);

    private static readonly string[] GraphPermissions = ["Contacts.Read", "User.ReadBasic.All", "GroupMember.Read.All"];

    /// <summary>Nothing is left out, and no guard hides a deletion.</summary>
    private static readonly SyncRules Rules = new("DE", "Privat", "pbx", new HashSet<string> { "SourceEmpty", "TooManyDeletes" })
    {
        Filter = new ContactFilter([], [], IncludePrivate: true),
    };

    private readonly JumpingClock clock;
    private readonly SyncEnvironment environment;
    private readonly ConcurrentDictionary<bool, IReadOnlyList<SourceMailbox>> found = [];
    private (bool IsOnlineByEws, long Changes, IReadOnlyDictionary<string, BookContent> Contents) lastRead;
    private int hits;

    private FaultCompany(SandboxHost host, JumpingClock clock)
    {
        Host = host;
        this.clock = clock;
        environment = new SyncEnvironment("sandbox", host.Authority, host.Graph, host.Ews)
        {
            TrustedCertificate = File.ReadAllText(host.CaFile),
        };
        host.Faults.Hit += NoteHit;
    }

    public SandboxHost Host { get; }

    /// <summary>Requests that suffered a fault so far.</summary>
    public int Hits => Volatile.Read(ref hits);

    /// <summary>The addresses of all mailboxes.</summary>
    public IReadOnlyList<string> Addresses => [.. Host.Users.Concat(Host.OnPremisesUsers).Select(user => user.Address)];

    public static async Task<FaultCompany> StartAsync()
    {
        var clock = new JumpingClock(DateTimeOffset.UtcNow, Limits);
        return new FaultCompany(
            await SandboxHost.StartAsync(new SandboxOptions
            {
                MailboxCount = 3,
                OnPremisesMailboxCount = 2,
                ReplicationDelay = TimeSpan.Zero,
                TokenLifetime = TimeSpan.FromDays(365),
                TimeProvider = clock,
            }),
            clock);
    }

    /// <summary>Empties the mailboxes and fills them anew.</summary>
    public void Fill(MailboxWork work)
    {
        foreach (var mailbox in Addresses.Select(Mailbox))
            work.Fill(mailbox);
    }

    /// <summary>So many changes in each mailbox, at a later time.</summary>
    public async Task WorkAsync(MailboxWork work, int changes)
    {
        await Task.Delay(Limits / 2, clock);
        foreach (var mailbox in Addresses.Select(Mailbox))
        {
            for (var change = 0; change < changes; change++)
                work.Change(mailbox);
        }
    }

    /// <summary>A run into a store, as a company on both sides (the cloud by Graph) or with its mailboxes in the cloud by EWS.</summary>
    public async Task<FaultRun> RunAsync(IPhoneBookStore store, bool isOnlineByEws)
    {
        await using var connection = Connect(isOnlineByEws);
        var reports = new List<SyncReport>();
        try
        {
            var engine = new SyncEngine(connection.Source, store, clock);
            var listing = await engine.ListAsync(Query(isOnlineByEws), CancellationToken.None);
            await foreach (var report in engine.RunAsync(listing, Rules, new SyncRunOptions(), null, CancellationToken.None))
                reports.Add(report);
            return new FaultRun(reports, null);
        }
        catch (SyncException error)
        {
            return new FaultRun(reports, error);
        }
    }

    /// <summary>What the phone books hold, by the mailbox's address; a new one nothing at revision 0.</summary>
    public async Task<IReadOnlyDictionary<string, BookContent>> ReadBooksAsync(IPhoneBookStore store, bool isOnlineByEws)
    {
        var books = new Dictionary<string, BookContent>();
        foreach (var mailbox in await FindAsync(isOnlineByEws))
        {
            var book = await store.FindAsync(new PhoneBookKey(Host.TenantId.ToString(), mailbox.Id), CancellationToken.None);
            var entries = book is null ? [] : await store.ReadEntriesAsync(book.Id, null, CancellationToken.None).ToListAsync();
            books.Add(mailbox.Address, new BookContent(book?.Revision ?? 0, [.. entries.OrderBy(entry => entry.SourceId)]));
        }
        return books;
    }

    /// <summary>What the phone books should hold: the mailboxes read from the beginning. There is no fault to be.</summary>
    public async Task<IReadOnlyDictionary<string, BookContent>> ReadMailboxesAsync(bool isOnlineByEws)
    {
        var changes = Addresses.Sum(address => Mailbox(address).LastChange);
        if (lastRead.IsOnlineByEws == isOnlineByEws && lastRead.Changes == changes)
            return lastRead.Contents;
        var mailboxes = await FindAsync(isOnlineByEws);
        await using var connection = Connect(isOnlineByEws);
        var contents = new Dictionary<string, BookContent>();
        var requests = mailboxes.Select(mailbox => new MailboxReadRequest(mailbox, [])).ToAsyncEnumerable();
        await foreach (var read in connection.Source.ReadAsync(requests, new ReadOptions(8), CancellationToken.None))
        {
            if (read.Failure is { } failure)
                throw failure;
            var normalizer = new ContactNormalizer(new PhoneNumberReader(
                PhoneNumberReader.IsRegion(read.Mailbox.UsageLocation) ? read.Mailbox.UsageLocation! : Rules.Region));
            var entries = read.Folders.SelectMany(folder => folder.Upserted.Select(contact =>
                normalizer.Normalize(contact, folder.State.FolderId)));
            contents.Add(read.Mailbox.Address, new BookContent(0, [.. entries
                .Select(entry => new StoredEntry(entry.Contact.Id, entry.Contact.FolderId, entry.Hash)).OrderBy(entry => entry.SourceId)]));
        }
        lastRead = (isOnlineByEws, changes, contents);
        return contents;
    }

    /// <summary>How many entries a mailbox gives by what the sandbox itself holds; groups are seen by EWS only.</summary>
    public int Count(string address, bool isOnlineByEws)
    {
        var withGroups = isOnlineByEws || Host.OnPremisesUsers.Any(user => user.Address == address);
        var mailbox = Mailbox(address);
        lock (mailbox.Gate)
            return mailbox.Folders.Where(folder => folder.IsPersonal).Sum(folder => withGroups ? folder.ItemCount : folder.Contacts.Count);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static IReadOnlyList<SourceMailbox> Found(MailboxListing listing) => listing.Skipped.Count == 0
        ? listing.Mailboxes
        : throw new InvalidOperationException($"{listing.Skipped[0].Name}: {listing.Skipped[0].Reason}");

    private async Task<IReadOnlyList<SourceMailbox>> FindAsync(bool isOnlineByEws)
    {
        if (found.TryGetValue(isOnlineByEws, out var known))
            return known;
        await using var connection = Connect(isOnlineByEws);
        return found[isOnlineByEws] =
            Found(await connection.Source.ListMailboxesAsync(Query(isOnlineByEws), CancellationToken.None));
    }

    private MailboxQuery Query(bool isOnlineByEws) => isOnlineByEws
        ? new MailboxQuery([], [.. Host.Users.Select(user => user.Address)])
        : new MailboxQuery(["Everyone"], []);

    private Mailbox Mailbox(string address) => Host.Context.Mailboxes.Find(Host.Context.Tenant.FindUser(address)!)!;

    private Connection Connect(bool isOnlineByEws)
    {
        // The sign-in library keeps an app away from a busy service for a while of its own, throughout the process.
        var app = SandboxApp.Register(Host, (SandboxApp.Graph, GraphPermissions), (SandboxApp.Exchange, ["full_access_as_app"]));
        var session = TenantSession.Create(new TenantSessionOptions
        {
            Environment = environment,
            TenantId = Host.TenantId.ToString(),
            ClientId = app.ClientId,
            Credential = new ClientSecretCredential(new NetworkCredential("", app.Secret).SecurePassword),
            TimeProvider = clock,
        });
        var exchange = new EwsClient(new EwsClientOptions
        {
            Environment = environment,
            SignIn = isOnlineByEws ? new EwsTokenSignIn(session, SandboxApp.Exchange) : EwsSandbox.Basic(Host),
            TimeProvider = clock,
        });
        var ews = new EwsContactSource(exchange, new EwsSourceOptions
        {
            TenantId = Host.TenantId.ToString(),
            DirectoryMailbox = isOnlineByEws ? Host.Users[0].Address : null,
        });
        return isOnlineByEws
            ? new Connection(ews, session, exchange)
            : new Connection(new HybridContactSource(new GraphContactSource(session, clock), ews), session, exchange);
    }

    // Somebody who gets no answer waits until his time is up; it is so at once.
    private void NoteHit(Fault fault)
    {
        Interlocked.Increment(ref hits);
        if (fault.Name == FaultBoard.NeverAnswer)
            ThreadPool.QueueUserWorkItem(_ => clock.EndTimeLimits());
    }

    private sealed record Connection(IContactSource Source, TenantSession Session, EwsClient Exchange) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            Exchange.Dispose();
            await Session.DisposeAsync();
        }
    }
}

/// <summary>A run's reports, and what ended it before it was through.</summary>
internal sealed record FaultRun(IReadOnlyList<SyncReport> Reports, SyncException? Failure);

/// <summary>A phone book's entries by id, at a revision.</summary>
internal sealed record BookContent(long Revision, IReadOnlyList<StoredEntry> Entries)
{
    public bool IsSame(BookContent other) => Entries.SequenceEqual(other.Entries);
}

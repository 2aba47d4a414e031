using System.Management.Automation;
using System.Text.RegularExpressions;
using ContactSync.Engine.Ports;
using ContactSync.Tests.EndToEnd.Kills;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PhoneBooks.Destinations;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>A place that the module publishes to, looked at beside it.</summary>
internal abstract class DestinationPlace : IAsyncDisposable
{
    public abstract DestinationKind Kind { get; }

    /// <summary>Tells how much of a publishing has come there.</summary>
    public abstract ProgressMeter Written { get; }

    /// <summary>A new place; one of files is beneath a folder.</summary>
    public static DestinationPlace Make(DestinationKind kind, string folder) => kind switch
    {
        DestinationKind.VCard => new FolderPlace(Path.Combine(folder, $"cards-{Guid.NewGuid():N}")),
        DestinationKind.CardDav => new CardDavPlace(),
        DestinationKind.Ldap => new LdapPlace(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Makes it a destination.</summary>
    public abstract void Register(HostedModule host, string name, string storePath);

    /// <summary>What is there, by entry; equal texts are equal contents. Nothing else is there, and nothing twice.</summary>
    public abstract Task<Dictionary<Guid, string>> ReadAsync();

    /// <summary>What else of a killed run lies there.</summary>
    public virtual IReadOnlyList<string> FindLeft() => [];

    public abstract ValueTask DisposeAsync();
}

/// <summary>A folder of vCards.</summary>
internal sealed class FolderPlace : DestinationPlace
{
    private readonly string folder;

    private readonly FileSystemWatcher watcher;

    private int events;

    public FolderPlace(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        watcher = new FileSystemWatcher(folder);
        watcher.Created += (_, _) => Interlocked.Increment(ref events);
        watcher.Renamed += (_, _) => Interlocked.Increment(ref events);
        watcher.Deleted += (_, _) => Interlocked.Increment(ref events);
        watcher.EnableRaisingEvents = true;
        Written = new WatchedMeter(() => Volatile.Read(ref events));
    }

    public override DestinationKind Kind => DestinationKind.VCard;

    public override ProgressMeter Written { get; }

    public override void Register(HostedModule host, string name, string storePath) => host.Run(
        "Register-SyncDestination $args[0] VCard -Path $args[1] -OneFilePerContact -StorePath $args[2]", name, folder, storePath)
        .ThrowOnError();

    // What a killed process did not put in its place yet is hidden.
    public override IReadOnlyList<string> FindLeft() => Directory.GetFiles(folder, ".*");

    public override Task<Dictionary<Guid, string>> ReadAsync() => Task.FromResult(
        Directory.GetFiles(folder).Where(file => !Path.GetFileName(file).StartsWith('.')).ToDictionary(
            file => Guid.Parse(Path.GetFileNameWithoutExtension(file)),
            file =>
            {
                var card = File.ReadAllText(file);
                Assert.EndsWith("END:VCARD\r\n", card, StringComparison.Ordinal);
                return card;
            }));

    public override ValueTask DisposeAsync()
    {
        watcher.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A place on one of the servers, reached by the module through a relay and by the test beside it.</summary>
internal abstract class ServerPlace : DestinationPlace
{
    private RelayMeter? written;

    public abstract string User { get; }

    public abstract string Password { get; }

    public abstract string Authority { get; }

    public abstract string Address { get; }

    public abstract ServerRelay Relay { get; }

    public override ProgressMeter Written => written ??= new RelayMeter(Relay);

    public override void Register(HostedModule host, string name, string storePath) => host.Run(
        "Register-SyncDestination $args[0] $args[1] -Uri $args[2] -Credential $args[3] -TrustedCertificate $args[4] -StorePath $args[5]",
        name, Kind, Address, new PSCredential(User, TestServers.Secure(Password)), Authority, storePath).ThrowOnError();

    /// <summary>The entries that have an item there, one for each item.</summary>
    public async Task<List<Guid>> UidsAsync()
    {
        await using var destination = Open();
        return [.. (await destination.ListAsync(null, default)).Items.Select(item => item.Uid!.Value).Order()];
    }

    public async Task ChangeOneAsync(string text)
    {
        await using var destination = Open();
        await ChangeAsync((await destination.ListAsync(null, default)).Items[0], text);
    }

    public abstract Task<bool> HasAsync(string text);

    protected abstract IItemDestination Open();

    protected abstract Task ChangeAsync(DestinationItem item, string text);
}

/// <summary>An address book.</summary>
internal sealed class CardDavPlace : ServerPlace
{
    private readonly CardDavServer server = new();

    public CardDavPlace() => Relay = new ServerRelay(server.Book);

    public override DestinationKind Kind => DestinationKind.CardDav;

    public override string User => CardDavServer.User;

    public override string Password => CardDavServer.Password;

    public override string Authority => CardDavServer.Authority;

    public override string Address => Relay.Through(server.Book.AbsoluteUri);

    public override ServerRelay Relay { get; }

    // A version is the hash of what is there.
    public override async Task<Dictionary<Guid, string>> ReadAsync()
    {
        await using var destination = Open();
        return (await destination.ListAsync(null, default)).Items.ToDictionary(item => item.Uid!.Value, item => item.Version);
    }

    public override async Task<bool> HasAsync(string text)
    {
        await using var destination = Open();
        foreach (var item in (await destination.ListAsync(null, default)).Items)
        {
            if ((await server.GetAsync(item.Reference)).Contains(text, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    public override async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override IItemDestination Open() => CardDavServer.Open(server.Settings);

    protected override Task ChangeAsync(DestinationItem item, string text) => server.PutAsync(
        item.Reference, $"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{Uid(item)}\r\nFN:{text}\r\nN:{text};;;;\r\nEND:VCARD\r\n");

    private static string Uid(DestinationItem item) => $"urn:uuid:{item.Uid}";
}

/// <summary>A subtree of a directory.</summary>
internal sealed class LdapPlace : ServerPlace
{
    private readonly LdapServer server = new();

    public LdapPlace() => Relay = new ServerRelay(new Uri(server.Settings.Place));

    public override DestinationKind Kind => DestinationKind.Ldap;

    public override string User => LdapServer.Writer;

    public override string Password => LdapServer.Password;

    public override string Authority => LdapServer.Authority;

    public override string Address => Relay.Through(server.Settings.Place);

    public override ServerRelay Relay { get; }

    public override async Task<Dictionary<Guid, string>> ReadAsync()
    {
        if (await UidsAsync() is [])
            return [];
        // Between two pages there is a comment; the first line of an entry names the test's subtree, and attributes are in any order.
        var lines = (await server.SearchAsync(server.Base, "one")).Split('\n').Where(line => !line.StartsWith('#'));
        return Regex.Split(string.Join('\n', lines).Trim(), "\n+(?=dn: )").ToDictionary(
            entry => Guid.Parse(Regex.Match(entry, "^dn: uid=contactsync-([^,]+)").Groups[1].Value),
            entry => string.Join('\n', entry.Split('\n').Skip(1).Order(StringComparer.Ordinal)));
    }

    public override async Task<bool> HasAsync(string text) =>
        (await server.SearchAsync(server.Base, "one", "displayName")).Contains(text, StringComparison.Ordinal);

    public override async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override IItemDestination Open() => LdapServer.Open(server.Settings);

    protected override Task ChangeAsync(DestinationItem item, string text) =>
        server.ModifyAsync($"dn: {item.Reference}\nchangetype: modify\nreplace: displayName\ndisplayName: {text}\n");
}

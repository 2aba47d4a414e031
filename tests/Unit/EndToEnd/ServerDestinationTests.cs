using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PhoneBooks.Destinations;
using ContactSync.Tests.PowerShell;
using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>From the mailboxes of a sandbox to real servers, as an admin types it.</summary>
public sealed class ServerDestinationTests(TenantFixture tenant) : IClassFixture<TenantFixture>, IAsyncLifetime
{
    private readonly HostedModule host = new();

    private readonly string name = "served-" + Guid.NewGuid().ToString("N")[..8];

    private Place place = null!;

    public static TheoryData<DestinationKind> Kinds { get; } = [DestinationKind.CardDav, DestinationKind.Ldap];

    public static TheoryData<DestinationKind, int> Sample { get; } = Seeds(1, 2);

    public static TheoryData<DestinationKind, int> Rest { get; } = Seeds(3, 48);

    private string Store => Path.Combine(tenant.Folder, name + ".db");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        if (place is not null)
            await place.DisposeAsync();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_sync_serves_a_server_and_makes_good_what_it_missed(DestinationKind kind)
    {
        await ConnectAsync(kind);
        Register(place.Address);
        var first = host.Run("Invoke-ContactSync $args[0] -Mailbox $args[1]", name, tenant.Mailboxes[0]).ThrowOnError();
        Assert.Equal(SyncStatus.Succeeded, Assert.Single(Of<SyncPublishReport>(first)).Status);
        var entries = Entries();
        Assert.Equal(entries, await place.UidsAsync());

        await place.Relay.GoAwayAsync();
        var changed = host.Run("Invoke-ContactSync $args[0] -Group 'Phone users'", name);
        var failed = Assert.Single(Of<SyncPublishReport>(changed));
        Assert.Equal((SyncStatus.Failed, "DestinationUnreachable"), (failed.Status, failed.ErrorId));
        Assert.All(Of<SyncReport>(changed), report => Assert.Equal(SyncStatus.Succeeded, report.Status));
        Assert.True(Entries().Count > entries.Count);
        Assert.Equal(entries, await place.UidsAsync());

        place.Relay.ComeBack();
        var made = Publish();
        Assert.Equal(SyncStatus.Succeeded, made.Status);
        Assert.Equal(Entries(), await place.UidsAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_hands_change_there_is_written_over_or_kept_as_the_admin_says(DestinationKind kind)
    {
        await ConnectAsync(kind);
        Register(place.Address);
        Sync();
        var count = Entries().Count;

        await place.ChangeOneAsync("By hand");
        var written = Publish();
        Assert.Equal((1, count - 1), (written.Updated, written.Unchanged));
        Assert.False(await place.HasAsync("By hand"));

        host.Run("Set-SyncDestination $args[0] -KeepManualEntries -StorePath $args[1]", name, Store).ThrowOnError();
        await place.ChangeOneAsync("By hand");
        var kept = Publish();
        Assert.Equal((1, 0, count - 1), (kept.Kept, kept.Updated, kept.Unchanged));
        Assert.True(await place.HasAsync("By hand"));

        host.Run("Unregister-SyncDestination $args[0] -Erase -Confirm:$false -StorePath $args[1]", name, Store).ThrowOnError();
        Assert.Empty(await place.UidsAsync());
    }

    [Theory, MemberData(nameof(Sample))]
    public Task The_next_run_makes_a_killed_publishing_good(DestinationKind kind, int seed) => KillAsync(kind, seed);

    [Theory(Explicit = true), MemberData(nameof(Rest))]
    public Task The_next_run_makes_a_killed_publishing_good_at_many_moments(DestinationKind kind, int seed) => KillAsync(kind, seed);

    private static TheoryData<DestinationKind, int> Seeds(int first, int count)
    {
        var seeds = new TheoryData<DestinationKind, int>();
        foreach (var seed in Enumerable.Range(first, count))
        {
            seeds.Add(DestinationKind.CardDav, seed);
            seeds.Add(DestinationKind.Ldap, seed);
        }
        return seeds;
    }

    private async Task KillAsync(DestinationKind kind, int seed)
    {
        await ConnectAsync(kind);
        host.Run("Invoke-ContactSync $args[0] -Group 'Phone users'", name).ThrowOnError();
        Register(place.Address);
        // A write takes a few packets; somewhere between the first and the last of them the process dies.
        var moment = new Random(seed).Next(10, 2 * Entries().Count);
        var reached = new TaskCompletionSource();
        var packets = 0;
        place.Relay.Sent = _ =>
        {
            if (Interlocked.Increment(ref packets) >= moment)
                reached.TrySetResult();
            return Task.CompletedTask;
        };
        using (var runner = RunnerProcess.Start("-Command", $"Publish-SyncPhoneBook {name} -StorePath '{Store}'"))
        {
            await Task.WhenAny(reached.Task, Task.Delay(TimeSpan.FromMinutes(2)));
            runner.Kill();
        }
        var there = (await place.UidsAsync()).Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"Killed with {there} of {Entries().Count} entries there.");

        Assert.Equal(SyncStatus.Succeeded, Publish().Status);

        Assert.Equal(Entries(), await place.UidsAsync());
        Assert.Equal(Entries().Count, Publish().Unchanged);
    }

    private async Task ConnectAsync(DestinationKind kind)
    {
        place = kind == DestinationKind.CardDav ? new CardDavPlace() : new LdapPlace();
        await Task.CompletedTask;
        host.Run(
            "New-SyncConnection $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE -StorePath $args[4]",
            name, tenant.Lab, tenant.App.AppId, TestServers.Secure(tenant.Secret), Store).ThrowOnError();
    }

    private void Register(string address) => host.Run(
        "Register-SyncDestination $args[0] $args[1] -Uri $args[2] -Credential $args[3] -TrustedCertificate $args[4] -StorePath $args[5]",
        name, place.Kind, address, new PSCredential(place.User, TestServers.Secure(place.Password)), place.Authority, Store).ThrowOnError();

    private void Sync()
    {
        var reports = host.Run("Invoke-ContactSync $args[0] -Group 'Phone users'", name).ThrowOnError();
        Assert.Equal(SyncStatus.Succeeded, Assert.Single(Of<SyncPublishReport>(reports)).Status);
    }

    // A sync writes reports of both kinds.
    private static IEnumerable<T> Of<T>(HostedResult result) => result.Objects<object>().OfType<T>();

    private SyncPublishReport Publish() => Assert.Single(
        host.Run("Publish-SyncPhoneBook $args[0] -StorePath $args[1]", name, Store).ThrowOnError().Objects<SyncPublishReport>());

    private List<Guid> Entries() =>
        [.. host.Run("Get-SyncPhoneBookEntry -Connection $args[0]", name).ThrowOnError().Objects<SyncPhoneBookEntry>()
            .Select(entry => entry.Uid).Order()];

    /// <summary>A place on one of the servers, reached by the module through a relay and by the test beside it.</summary>
    private abstract class Place : IAsyncDisposable
    {
        public abstract DestinationKind Kind { get; }

        public abstract string User { get; }

        public abstract string Password { get; }

        public abstract string Authority { get; }

        public abstract string Address { get; }

        public abstract ServerRelay Relay { get; }

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

        public abstract ValueTask DisposeAsync();

        protected abstract IItemDestination Open();

        protected abstract Task ChangeAsync(DestinationItem item, string text);
    }

    private sealed class CardDavPlace : Place
    {
        private readonly CardDavServer server = new();

        public CardDavPlace() => Relay = new ServerRelay(server.Book);

        public override DestinationKind Kind => DestinationKind.CardDav;

        public override string User => CardDavServer.User;

        public override string Password => CardDavServer.Password;

        public override string Authority => CardDavServer.Authority;

        public override string Address => Relay.Through(server.Book.AbsoluteUri);

        public override ServerRelay Relay { get; }

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

    private sealed class LdapPlace : Place
    {
        private readonly LdapServer server = new();

        public LdapPlace() => Relay = new ServerRelay(new Uri(server.Settings.Place));

        public override DestinationKind Kind => DestinationKind.Ldap;

        public override string User => LdapServer.Writer;

        public override string Password => LdapServer.Password;

        public override string Authority => LdapServer.Authority;

        public override string Address => Relay.Through(server.Settings.Place);

        public override ServerRelay Relay { get; }

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
}

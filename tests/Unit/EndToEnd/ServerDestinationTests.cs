using ContactSync.Engine.Ports;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PhoneBooks.Destinations;
using ContactSync.Tests.PowerShell;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>From the mailboxes of a sandbox to real servers, as an admin types it.</summary>
public sealed class ServerDestinationTests(TenantFixture tenant) : IClassFixture<TenantFixture>, IAsyncLifetime
{
    private readonly HostedModule host = new();

    private readonly string name = "served-" + Guid.NewGuid().ToString("N")[..8];

    private ServerPlace place = null!;

    public static TheoryData<DestinationKind> Kinds { get; } = [DestinationKind.CardDav, DestinationKind.Ldap];

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
        Connect(kind);
        place.Register(host, name, Store);
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
        Connect(kind);
        place.Register(host, name, Store);
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

    private void Connect(DestinationKind kind)
    {
        place = (ServerPlace)DestinationPlace.Make(kind, tenant.Folder);
        host.Run(
            "New-SyncConnection $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE -StorePath $args[4]",
            name, tenant.Lab, tenant.App.AppId, TestServers.Secure(tenant.Secret), Store).ThrowOnError();
    }

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
}

using ContactSync.Sandbox;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PowerShell;
using Xunit;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>A tenant with so many contacts that what was served is noted more than once.</summary>
public sealed class ServedTenantFixture : TenantFixture
{
    protected override SandboxOptions Options { get; } = new()
    {
        MailboxCount = 3,
        ContactsPerMailbox = 80,
        ReplicationDelay = TimeSpan.FromMilliseconds(50),
    };
}

/// <summary>
/// The process is killed at random moments of publishings, to a new destination and to one to be brought up to date: while it writes
/// there, and while it reads the store or notes what was served. The next one ends with what undisturbed ones leave.
/// </summary>
public sealed class PublishKillTests(ServedTenantFixture tenant) : IClassFixture<ServedTenantFixture>, IDisposable
{
    private const int Attempts = 3;

    private readonly HostedModule host = new();

    private readonly KilledRuns runs = new();

    public static TheoryData<StoreKind, DestinationKind> Sample { get; } = new()
    {
        { StoreKind.Sqlite, DestinationKind.VCard },
        { StoreKind.Sqlite, DestinationKind.CardDav },
        { StoreKind.PostgreSql, DestinationKind.Ldap },
    };

    public static TheoryData<StoreKind, DestinationKind> All { get; } = new(
        from kind in Enum.GetValues<StoreKind>()
        from destination in (DestinationKind[])[DestinationKind.VCard, DestinationKind.CardDav, DestinationKind.Ldap]
        select (kind, destination));

    public void Dispose() => host.Dispose();

    [Theory, MemberData(nameof(Sample))]
    public Task The_next_run_makes_killed_ones_good(StoreKind kind, DestinationKind destination) => KillAsync(kind, destination, kills: 3);

    [Theory(Explicit = true), MemberData(nameof(All))]
    public Task The_next_run_makes_killed_ones_good_at_many_moments(StoreKind kind, DestinationKind destination) =>
        KillAsync(kind, destination, kills: 20);

    private async Task KillAsync(StoreKind kind, DestinationKind destination, int kills)
    {
        var random = new Random(kills);
        var work = new MailboxWork(random);
        await using var connection = new KillConnection(host, tenant, kind, "served");
        await connection.ImportAllAsync();
        await using var undisturbed = Register(connection, destination, "undisturbed");
        await using var kept = Register(connection, destination, "kept");
        var fill = await MeasureAsync(connection, undisturbed);
        await PublishAsync(connection, kept);
        for (var kill = 0; kill < kills; kill++)
        {
            // Moments from the first to the last of a run, some of them by what comes to the store.
            var moment = (kill + random.NextDouble()) / kills;
            var isByStore = random.Next(3) == 0;
            if (random.Next(2) == 0)
            {
                await using var fresh = Register(connection, destination, $"fresh{kill}");
                await KillAsync(connection, fresh, undisturbed, fill, moment, isByStore);
            }
            else
            {
                work.Change(tenant, changes: 12);
                await connection.ImportAllAsync();
                await KillAsync(connection, kept, undisturbed, await MeasureAsync(connection, undisturbed), moment, isByStore);
            }
        }
        runs.CheckSpread();
    }

    private async Task KillAsync(
        KillConnection connection, Target killed, Target undisturbed, (long There, long Stored) whole, double moment, bool isByStore)
    {
        var before = await killed.Place.ReadAsync();
        var published = await ReadPublishedAsync(connection, killed);
        var expected = await undisturbed.Place.ReadAsync();
        await KilledRuns.KillAsync(
            Command(connection, killed), isByStore ? connection.Store.Written : killed.Place.Written,
            1 + (long)(moment * (isByStore ? whole.Stored : whole.There)));
        await connection.Store.CheckSoundAsync();
        var there = await killed.Place.ReadAsync();
        var noted = await connection.Store.ReadAsync(
            $"SELECT count(*) FROM served s JOIN destination d ON d.id = s.destination_id WHERE d.name = '{killed.Name}'");
        var stage = await ReadPublishedAsync(connection, killed) != published ? KillStage.Over
            : IsSame(there, expected) ? KillStage.Written
            : !IsSame(there, before) ? KillStage.Writing
            : killed.Place.Written.Done > 0 || connection.Store.Written.Done > 0 ? KillStage.Reading
            : KillStage.NotBegun;
        runs.Add(stage, $"{killed.Name}, {(isByStore ? "store" : "destination")} at {moment:P0}, "
            + $"{there.Count} of {expected.Count} there, {noted} noted");

        await PublishAsync(connection, killed);

        Assert.Equal(expected.OrderBy(item => item.Key), (await killed.Place.ReadAsync()).OrderBy(item => item.Key));
        Assert.Empty(killed.Place.FindLeft());
        await connection.Store.CheckSoundAsync();
        var again = await PublishAsync(connection, killed);
        Assert.Equal((expected.Count, 0, 0, 0), (again.Unchanged, again.Added, again.Updated, again.Removed));
    }

    private static bool IsSame(Dictionary<Guid, string> one, Dictionary<Guid, string> other) =>
        one.Count == other.Count && one.All(item => other.GetValueOrDefault(item.Key) == item.Value);

    private static Task<long> ReadPublishedAsync(KillConnection connection, Target target) =>
        connection.Store.ReadAsync($"SELECT coalesce(max(last_published), 0) FROM destination WHERE name = '{target.Name}'");

    private static string Command(KillConnection connection, Target target) =>
        $"Publish-SyncPhoneBook {target.Name} -StorePath '{connection.Store.StorePath}'";

    private Target Register(KillConnection connection, DestinationKind kind, string name)
    {
        var target = new Target(name, DestinationPlace.Make(kind, tenant.Folder));
        target.Place.Register(host, name, connection.Store.StorePath);
        return target;
    }

    private async Task<(long There, long Stored)> MeasureAsync(KillConnection connection, Target target)
    {
        var there = 0L;
        var stored = await connection.Store.Written.MeasureAsync(async () =>
            there = await target.Place.Written.MeasureAsync(() => PublishAsync(connection, target)));
        return (there, stored);
    }

    private Task<SyncPublishReport> PublishAsync(KillConnection connection, Target target) => Task.Run(() =>
    {
        for (var attempt = 1; ; attempt++)
        {
            var report = Assert.Single(host.Run(Command(connection, target)).Objects<SyncPublishReport>());
            // A server whose queue of connections is full, as many tests side by side make it, hangs up on new ones.
            if (report.ErrorId == "DestinationUnreachable" && attempt < Attempts)
                continue;
            Assert.True(report.Status == SyncStatus.Succeeded, $"{target.Name}: {report.Reason}");
            return report;
        }
    });

    /// <summary>A destination of the store.</summary>
    private sealed record Target(string Name, DestinationPlace Place) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Place.DisposeAsync();
    }
}

using System.Text;
using ContactSync.Engine.Planning;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PowerShell;
using Xunit;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>A tenant whose import takes long enough to be killed in the middle: reading, planning and writing side by side.</summary>
public sealed class BusyTenantFixture : TenantFixture
{
    protected override SandboxOptions Options { get; } = new()
    {
        MailboxCount = 16,
        ContactsPerMailbox = 60,
        LatencyMilliseconds = 10,
        ReplicationDelay = TimeSpan.FromMilliseconds(50),
    };
}

/// <summary>
/// The process is killed at random moments of imports, into a new store and into one that is to be brought up to date: at a request to the
/// mailboxes, at a packet to the database or at a byte of the file. The next run ends with the phone books of undisturbed ones.
/// </summary>
public sealed class SyncKillTests(BusyTenantFixture tenant) : IClassFixture<BusyTenantFixture>, IDisposable
{
    private readonly HostedModule host = new();

    private readonly KilledRuns runs = new();

    public static TheoryData<StoreKind> Stores { get; } = [.. Enum.GetValues<StoreKind>()];

    private ProgressMeter Requests => new WatchedMeter(() => tenant.Server.Requests.OperationsOf(RequestKind.Mailbox));

    public void Dispose() => host.Dispose();

    [Theory, MemberData(nameof(Stores))]
    public Task The_next_run_makes_killed_ones_good(StoreKind kind) => KillAsync(kind, kills: 4);

    [Theory(Explicit = true), MemberData(nameof(Stores))]
    public Task The_next_run_makes_killed_ones_good_at_many_moments(StoreKind kind) => KillAsync(kind, kills: 50);

    private async Task KillAsync(StoreKind kind, int kills)
    {
        var random = new Random(kills);
        var work = new MailboxWork(random);
        await using var undisturbed = Connect(kind, "undisturbed");
        await using var kept = Connect(kind, "kept");
        var fill = await MeasureAsync(undisturbed);
        await kept.ImportAllAsync();
        for (var kill = 0; kill < kills; kill++)
        {
            // Moments from the first to the last of a run, half of them by each meter.
            var moment = (kill + random.NextDouble()) / kills;
            var isByRequests = random.Next(2) == 0;
            if (random.Next(2) == 0)
            {
                await using var fresh = Connect(kind, $"fresh-{kill}");
                await KillAsync(fresh, fill, moment, isByRequests);
                await MakeGoodAsync(fresh, undisturbed, isElsewhere: random.Next(3) == 0);
            }
            else
            {
                work.Change(tenant, changes: 4);
                await KillAsync(kept, await MeasureAsync(undisturbed), moment, isByRequests);
                await MakeGoodAsync(kept, undisturbed, isElsewhere: random.Next(3) == 0);
            }
        }
        runs.CheckSpread();
    }

    private async Task KillAsync(KillConnection killed, (long Requests, long Written) whole, double moment, bool isByRequests)
    {
        var before = await ReadProgressAsync(killed.Store);
        await KilledRuns.KillAsync(
            killed.Command, isByRequests ? Requests : killed.Store.Written,
            1 + (long)(moment * (isByRequests ? whole.Requests : whole.Written)));
        await killed.Store.CheckSoundAsync();

        var after = await ReadProgressAsync(killed.Store);
        var (applied, leases) = (after.Applied - before.Applied, await killed.Store.ReadAsync("SELECT count(*) FROM lease"));
        var stage = after.Runs > before.Runs ? KillStage.Over
            : applied == tenant.Mailboxes.Count ? KillStage.Written
            : applied > 0 ? KillStage.Writing
            : leases > 0 ? KillStage.Reading
            : KillStage.NotBegun;
        runs.Add(stage, $"{killed.Name}, {(isByRequests ? "request" : "write")} at {moment:P0}, {applied} phone books, {leases} taken");
    }

    private async Task MakeGoodAsync(KillConnection killed, KillConnection undisturbed, bool isElsewhere)
    {
        if (isElsewhere && killed.Store is PostgreSqlKillStore database)
            await LeaveToTheDeadAsync(killed, database);
        await killed.ImportAllAsync();

        await killed.Store.CheckSoundAsync();
        Assert.Equal(0, await killed.Store.ReadAsync("SELECT count(*) FROM lease"));
        Assert.Equal(Read(undisturbed), Read(killed));
    }

    /// <summary>Nobody can see that a process of another machine is dead: what it holds is left to it until its time is over.</summary>
    private async Task LeaveToTheDeadAsync(KillConnection killed, PostgreSqlKillStore database)
    {
        var taken = await database.ReadAsync("SELECT count(*) FROM lease");
        await database.MoveLeasesElsewhereAsync();
        var reports = killed.Import();
        Assert.Equal(taken, reports.Count(report => report.Status == SyncStatus.Skipped));
        Assert.Equal(tenant.Mailboxes.Count - taken, reports.Count(report => report.Status == SyncStatus.Succeeded));
        await database.ExpireLeasesAsync();
    }

    private static async Task<(long Applied, long Runs)> ReadProgressAsync(KillStore store) => (
        await store.ReadAsync("SELECT coalesce(sum(revision), 0) FROM phone_book"),
        await store.ReadAsync("SELECT coalesce(max(id), 0) FROM run"));

    private KillConnection Connect(StoreKind kind, string what) => new(host, tenant, kind, what);

    private async Task<(long Requests, long Written)> MeasureAsync(KillConnection connection)
    {
        var requests = 0L;
        var written = await connection.Store.Written.MeasureAsync(async () =>
            requests = await Requests.MeasureAsync(connection.ImportAllAsync));
        return (requests, written);
    }

    private List<string> Read(KillConnection connection)
    {
        var entries = host.Run("Get-SyncPhoneBookEntry -Connection $args[0]", connection.Name).ThrowOnError().Objects<SyncPhoneBookEntry>();
        Assert.NotEmpty(entries);
        return
        [
            .. entries.Select(entry => $"{entry.Owner}/{entry.PhoneBook}/{entry.Contact.Id}/{entry.Uid}/"
                + Encoding.UTF8.GetString(ContactJson.Write(entry.Contact))).Order(),
        ];
    }
}

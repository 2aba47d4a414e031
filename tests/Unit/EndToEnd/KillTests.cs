using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PowerShell;
using ContactSync.Tests.Runner;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>A tenant whose import takes long enough to be killed in the middle: reading, planning and writing side by side.</summary>
public sealed class BusyTenantFixture : TenantFixture
{
    protected override SandboxOptions Options { get; } = new()
    {
        MailboxCount = 24,
        ContactsPerMailbox = 60,
        LatencyMilliseconds = 10,
        ReplicationDelay = TimeSpan.FromMilliseconds(50),
    };
}

/// <summary>
/// The process is killed at a random moment of an import; the next run ends with the phone books of an undisturbed one. The moment is a
/// random request of the import, and a random time after it, so that reading and writing are both hit.
/// </summary>
public sealed class KillTests(BusyTenantFixture tenant) : IClassFixture<BusyTenantFixture>, IDisposable
{
    private const string Import = "Invoke-ContactSync -Connection $args[0] -Group 'Phone users'";

    private readonly HostedModule host = new();

    public static TheoryData<int> Sample { get; } = [.. Enumerable.Range(1, 5)];

    public static TheoryData<int> Rest { get; } = [.. Enumerable.Range(6, 45)];

    public void Dispose() => host.Dispose();

    [Theory, MemberData(nameof(Sample))]
    public Task The_next_run_makes_a_killed_import_good(int seed) => KillAsync(seed);

    [Theory(Explicit = true), MemberData(nameof(Rest))]
    public Task The_next_run_makes_a_killed_import_good_at_many_moments(int seed) => KillAsync(seed);

    private async Task KillAsync(int seed)
    {
        var random = new Random(seed);
        var undisturbed = Connect($"whole-{seed}");
        var before = tenant.Server.Requests.OperationsOf(RequestKind.Mailbox);
        Run(undisturbed);
        var requests = (int)(tenant.Server.Requests.OperationsOf(RequestKind.Mailbox) - before);

        var killed = Connect($"killed-{seed}");
        using (var runner = RunnerProcess.Start("-Command", Import.Replace("$args[0]", killed.Name)))
        {
            before = tenant.Server.Requests.OperationsOf(RequestKind.Mailbox);
            var last = before + random.Next(1, requests);
            while (tenant.Server.Requests.OperationsOf(RequestKind.Mailbox) < last && !runner.HasExited)
                await Task.Delay(1);
            await Task.Delay(random.Next(0, 150));
            runner.Kill();
        }
        var filled = CountSound(killed.Store);
        TestContext.Current.TestOutputHelper?.WriteLine($"Killed with {filled} of {tenant.Mailboxes.Count} phone books.");

        Run(killed);

        Assert.Equal(tenant.Mailboxes.Count, CountSound(killed.Store));
        Assert.Equal(Read(undisturbed), Read(killed));
    }

    private (string Name, string Store) Connect(string name)
    {
        var store = Path.Combine(tenant.Folder, name + ".db");
        host.Run(
            "New-SyncConnection -Name $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE -StorePath $args[4]",
            name, tenant.Lab, tenant.App.AppId, new System.Net.NetworkCredential("", tenant.Secret).SecurePassword, store).ThrowOnError();
        return (name, store);
    }

    private void Run((string Name, string Store) connection) =>
        Assert.All(
            host.Run(Import, connection.Name).ThrowOnError().Objects<SyncReport>(),
            report => Assert.Equal(SyncStatus.Succeeded, report.Status));

    private List<string> Read((string Name, string Store) connection)
    {
        var entries = host.Run("Get-SyncPhoneBookEntry -Connection $args[0]", connection.Name).ThrowOnError().Objects<SyncPhoneBookEntry>();
        Assert.NotEmpty(entries);
        return [.. entries.Select(entry => $"{entry.Owner}/{entry.PhoneBook}/{entry.Contact.Id}/{entry}/{string.Join(",", entry.Numbers)}").Order()];
    }

    /// <summary>Nothing half-written: the file is sound, and each phone book in it has its entries and its sync state.</summary>
    private static long CountSound(string store)
    {
        if (!File.Exists(store))
            return 0;
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store, Pooling = false }.ToString());
        connection.Open();
        Assert.Equal("ok", Scalar("PRAGMA integrity_check"));
        Assert.Null(Scalar("PRAGMA foreign_key_check"));
        if (Scalar("SELECT 1 FROM sqlite_master WHERE name = 'phone_book'") is null)
            return 0;
        Assert.Equal(0L, Scalar("SELECT count(*) FROM phone_book WHERE id NOT IN (SELECT phone_book_id FROM entry)"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM phone_book WHERE id NOT IN (SELECT phone_book_id FROM folder_state)"));
        return (long)Scalar("SELECT count(*) FROM phone_book")!;

        object? Scalar(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteScalar();
        }
    }
}

using ContactSync.Microsoft365.ManagedFolders;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>
/// The process is killed at a random request of publishing into a mailbox; the next publishing leaves each entry there once.
/// </summary>
public sealed class MailboxFolderKillTests(BusyTenantFixture tenant) : IClassFixture<BusyTenantFixture>, IDisposable
{
    private readonly HostedModule host = new();

    private readonly string name = "mobile-" + Guid.NewGuid().ToString("N")[..8];

    public static TheoryData<int> Sample { get; } = [1, 2];

    public static TheoryData<int> Rest { get; } = [.. Enumerable.Range(3, 22)];

    private string Store => Path.Combine(tenant.Folder, name + ".db");

    public void Dispose() => host.Dispose();

    [Theory, MemberData(nameof(Sample))]
    public Task The_next_run_makes_a_killed_publishing_good(int seed) => KillAsync(seed);

    [Theory(Explicit = true), MemberData(nameof(Rest))]
    public Task The_next_run_makes_a_killed_publishing_good_at_many_moments(int seed) => KillAsync(seed);

    private async Task KillAsync(int seed)
    {
        var entries = Fill();
        var random = new Random(seed);
        await KilledRuns.KillAsync(
            $"Publish-SyncPhoneBook {name} -StorePath '{Store}'",
            new WatchedMeter(() => tenant.Server.Requests.OperationsOf(RequestKind.Mailbox)), random.Next(1, entries.Count + 5));
        TestContext.Current.TestOutputHelper?.WriteLine($"Killed with {Marks().Count} of {entries.Count} entries there.");

        Assert.Equal(SyncStatus.Succeeded, Publish().Status);

        Assert.Equal(entries, Marks());
        Assert.Equal(entries.Count, Publish().Unchanged);
    }

    /// <summary>Fills a store and registers the folder; the entries' ids.</summary>
    private List<Guid> Fill()
    {
        using var admin = tenant.Connect();
        admin.Run("""
            $app = New-SyncAppRegistration -Name $args[0] -Preset ContactPublish
            $null = $app | Grant-AdminConsent
            $null = $app | New-SyncConnection -Name $args[0] -Credential ($app | New-SyncAppCredential) -Region DE -StorePath $args[1]
            """, name, Store).ThrowOnError();
        host.Run("Invoke-ContactSync $args[0] -Mailbox $args[1]", name, tenant.Mailboxes.Take(3).ToArray()).ThrowOnError();
        host.Run(
            """
            Register-SyncDestination $args[0] MailboxFolder -Mailbox $args[1] -Folder $args[0] -MailboxConnection $args[0] `
                -StorePath $args[2]
            """,
            name, tenant.Mailboxes[0], Store).ThrowOnError();
        return [.. host.Run("Get-SyncPhoneBookEntry -Connection $args[0]", name).ThrowOnError().Objects<SyncPhoneBookEntry>()
            .Select(entry => entry.Uid).Order()];
    }

    private SyncPublishReport Publish() => Assert.Single(
        host.Run("Publish-SyncPhoneBook $args[0] -StorePath $args[1]", name, Store).ThrowOnError().Objects<SyncPublishReport>());

    /// <summary>The entries that the folder's contacts were made for, one for each contact.</summary>
    private List<Guid> Marks()
    {
        Assert.True(MapiProperty.TryParse(ManagedMark.GraphEntry, out var mark));
        var mailbox = tenant.Server.Context.Mailboxes.Find(tenant.Server.Context.Tenant.FindUser(tenant.Mailboxes[0])!)!;
        lock (mailbox.Gate)
        {
            var folders = mailbox.Folders.Where(folder => folder.DisplayName == name).ToList();
            Assert.True(folders.Count <= 1);
            return [.. folders.SelectMany(folder => folder.Contacts.Values)
                .Select(contact => Guid.Parse(contact.Properties.Text(mark)!)).Order()];
        }
    }
}

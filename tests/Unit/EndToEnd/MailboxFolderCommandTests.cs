using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PowerShell;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>The company's phone book in a mailbox, as an admin types it.</summary>
public sealed class MailboxFolderCommandTests(TenantFixture tenant) : IClassFixture<TenantFixture>, IAsyncLifetime
{
    private readonly string writer = "publish-" + Guid.NewGuid().ToString("N")[..8];

    private HostedModule host = null!;

    private string Address => tenant.Mailboxes[2];

    private Mailbox Mailbox =>
        tenant.Server.Context.Mailboxes.Find(tenant.Server.Context.Tenant.FindUser(Address)!)!;

    private ContactFolder? Folder => Mailbox.Folders.SingleOrDefault(folder => folder.DisplayName == "Company");

    public ValueTask InitializeAsync()
    {
        host = tenant.Connect();
        Run("""
            $app = New-SyncAppRegistration -Name $args[0] -Preset ContactPublish
            $null = $app | Grant-AdminConsent
            $secret = $app | New-SyncAppCredential
            $null = $app | New-SyncConnection -Name $args[0] -Credential $secret -Region DE -StorePath $args[1]
            """).ThrowOnError();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        host.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_sync_serves_the_folder_and_never_reads_it()
    {
        Run("Register-SyncDestination Mobile MailboxFolder -Mailbox $args[2] -Folder Company -MailboxConnection $args[0] -StorePath $args[1]")
            .ThrowOnError();
        var checks = Of<SyncCheck>(Run("Test-SyncDestination Mobile -StorePath $args[1]").ThrowOnError());
        Assert.Equal([CheckStatus.Passed, CheckStatus.Passed, CheckStatus.Skipped], checks.Select(check => check.Status));
        Assert.Null(Folder);

        var first = Run($"Invoke-ContactSync {tenant.Connection} -Group 'Phone users'").ThrowOnError();
        var served = Assert.Single(Of<SyncPublishReport>(first));
        var entries = Of<SyncPhoneBook>(Run("Get-SyncPhoneBook -StorePath $args[1]")).ToDictionary(book => book.Owner, book => book.Entries);
        Assert.Equal((SyncStatus.Succeeded, entries.Values.Sum()), (served.Status, served.Added));
        Assert.Equal(served.Added, Folder!.Contacts.Count);

        var second = Run($"Invoke-ContactSync {tenant.Connection} -Group 'Phone users'").ThrowOnError();
        Assert.Equal(served.Added, Assert.Single(Of<SyncPublishReport>(second)).Unchanged);
        Assert.All(Of<SyncReport>(second), report => Assert.Equal((0, 0, 0), (report.Added, report.Updated, report.Deleted)));

        var renamed = Of<SyncDestination>(Run("Set-SyncDestination Mobile -Folder Company2 -PassThru -StorePath $args[1]").ThrowOnError());
        Assert.Equal((Address, "Company2", writer), (renamed[0].Place, renamed[0].Folder, renamed[0].MailboxConnection));
        Run("Set-SyncDestination Mobile -Folder Company -StorePath $args[1]").ThrowOnError();

        Run("Unregister-SyncDestination Mobile -Erase -Confirm:$false -StorePath $args[1]").ThrowOnError();
        Assert.Null(Folder);
        Assert.NotEmpty(Mailbox.Contacts.Contacts);
    }

    [Fact]
    public void Mailboxes_come_down_the_pipeline()
    {
        var made = Of<SyncDestination>(Run("""
            Get-SyncSourceMailbox $args[0] |
                Register-SyncDestination -Name { "Mobile $($_.PrimarySmtpAddress)" } -Kind MailboxFolder -Folder Company -MailboxConnection $args[0] -StorePath $args[1]
            """).ThrowOnError());

        var found = Of<SyncSourceMailbox>(Run("Get-SyncSourceMailbox $args[0]")).Select(mailbox => mailbox.PrimarySmtpAddress).ToList();
        Assert.True(found.Count >= tenant.Mailboxes.Count);
        Assert.Equal(found.Order(), made.Select(destination => destination.Place).Order());
        Assert.All(made, destination => Assert.Equal($"Mobile {destination.Place}", destination.Name));
        Run("Unregister-SyncDestination Mobile* -Confirm:$false -StorePath $args[1]").ThrowOnError();
    }

    [Theory]
    [InlineData("-Folder Company -MailboxConnection $args[0]", "DestinationParameter")]
    [InlineData("-Mailbox $args[2] -MailboxConnection $args[0]", "DestinationParameter")]
    [InlineData("-Mailbox $args[2] -Folder Company", "DestinationParameter")]
    [InlineData("-Mailbox $args[2] -Folder Company -MailboxConnection $args[0] -Path ./x.csv", "DestinationParameter")]
    [InlineData("-Mailbox $args[2] -Folder 'A/B' -MailboxConnection $args[0]", "FolderNameInvalid")]
    [InlineData("-Mailbox $args[2] -Folder Company -MailboxConnection nobody", "ConnectionNotFound")]
    public void What_makes_no_sense_is_refused_before_it_is_kept(string parameters, string id)
    {
        var refused = Run($"Register-SyncDestination Odd MailboxFolder {parameters} -StorePath $args[1]");

        Assert.StartsWith($"{id},", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Run("Get-SyncDestination Odd -StorePath $args[1]").Output);
    }

    [Fact]
    public void A_connection_that_may_only_read_says_what_is_missing()
    {
        Run($"Invoke-ContactSync {tenant.Connection} -Mailbox $args[2] -SkipPublish").ThrowOnError();
        Run($"""
            Register-SyncDestination Mobile MailboxFolder -Mailbox $args[2] -Folder Company -MailboxConnection {tenant.Connection} -StorePath $args[1]
            """).ThrowOnError();

        var report = Assert.Single(Of<SyncPublishReport>(Run("Publish-SyncPhoneBook Mobile -StorePath $args[1]")));

        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("Contacts.ReadWrite", $"{report.Reason} {report.Advice}", StringComparison.Ordinal);
        Assert.Null(Folder);
        Run("Unregister-SyncDestination Mobile -Confirm:$false -StorePath $args[1]").ThrowOnError();
    }

    [Fact]
    public void A_destination_whose_connection_is_gone_does_not_end_the_test_of_the_others()
    {
        Run("""
            Register-SyncDestination A MailboxFolder -Mailbox $args[2] -Folder Company -MailboxConnection $args[0] -StorePath $args[1]
            Register-SyncDestination B Csv -Path "$($args[1]).csv" -StorePath $args[1]
            Remove-SyncConnection $args[0] -Confirm:$false
            """).ThrowOnError();

        var checks = Of<SyncCheck>(Run("Test-SyncDestination A, B -StorePath $args[1]").ThrowOnError());

        Assert.Equal([(CheckStatus.Failed, "ConnectionNotFound"), (CheckStatus.Passed, null)], checks.Select(check => (check.Status, check.Code)));
        Run("Unregister-SyncDestination A, B -Confirm:$false -StorePath $args[1]").ThrowOnError();
    }

    private static IReadOnlyList<T> Of<T>(HostedResult result) => [.. result.Output.Select(output => output.BaseObject).OfType<T>()];

    private HostedResult Run(string script) => host.Run(script, writer, tenant.StorePath, Address);
}

using System.Management.Automation;
using System.Net;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>One run over mailboxes in the cloud and on an Exchange Server, as an admin types it.</summary>
public sealed class HybridCommandTests : IClassFixture<HybridFixture>, IDisposable
{
    private readonly HybridFixture tenant;
    private readonly HostedModule host = new();
    private readonly string name = "hybrid-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string store;
    private readonly PSCredential account;

    public HybridCommandTests(HybridFixture tenant)
    {
        this.tenant = tenant;
        store = Path.Combine(tenant.Folder, name + ".db");
        var service = tenant.Server.EwsServiceAccount;
        account = new PSCredential(service.Address, new NetworkCredential("", service.Password).SecurePassword);
        host.Run(
            """
            New-SyncConnection $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE -StorePath $args[4] `
                -ExchangeCredential $args[5] -EwsUrl $args[6]
            """,
            name, tenant.Lab, tenant.App.AppId, new NetworkCredential("", tenant.Secret).SecurePassword, store, account,
            tenant.Server.Ews).ThrowOnError();
    }

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task Twelve_here_and_twelve_there_with_one_broken_at_each_end_with_twenty_two_phone_books()
    {
        var (cloud, server) = (tenant.Mailboxes[3], tenant.ServerMailboxes[5]);
        await tenant.SetMailboxStateAsync(cloud, "Inactive");
        await tenant.ControlAsync("ews", new { outOfScope = new[] { server } });
        HostedResult result;
        try
        {
            result = Run("Invoke-ContactSync $args[0] -Group $args[1]", HybridFixture.Everyone);
        }
        finally
        {
            await tenant.SetMailboxStateAsync(cloud, "Available");
            await tenant.ControlAsync("ews", new { outOfScope = Array.Empty<string>() });
        }

        var reports = result.Objects<SyncReport>();
        Assert.Equal(24, reports.Count);
        Assert.Equal(22, reports.Count(report => report.Status == SyncStatus.Succeeded));
        Assert.Equal(
            new[] { (cloud, "MailboxNowhere"), (server, "EwsImpersonationDenied") }.Order(),
            reports.Where(report => report.Status == SyncStatus.Failed).Select(report => (report.Mailbox, report.ErrorId!)).Order());
        Assert.Equal(2, reports.Max(report => report.ExitCode));
        Assert.Equal(2, result.Errors.Count);
        Assert.Equal(
            tenant.Mailboxes.Where(address => address != cloud).Order(),
            reports.Where(report => report.Protocol == SyncProtocol.Graph && report.ExitCode == 0).Select(report => report.Mailbox).Order());
        var books = Run("Get-SyncPhoneBook -Connection $args[0]").Objects<SyncPhoneBook>();
        Assert.Equal(22, books.Count);
        Assert.Equal(reports.Sum(report => report.Added), books.Sum(book => book.Entries));

        var again = Reports("Invoke-ContactSync $args[0] -Group $args[1]", HybridFixture.Everyone);
        Assert.All(again, report => Assert.Equal(SyncStatus.Succeeded, report.Status));
        Assert.Equal(0, again.Where(report => report.Mailbox != cloud && report.Mailbox != server).Sum(r => r.Added + r.Updated + r.Deleted));
        Assert.Equal(12, again.Count(report => report.Protocol == SyncProtocol.Ews));
    }

    [Fact]
    public void A_connection_of_an_exchange_alone_reads_without_a_tenant()
    {
        var own = name + "-ews";
        Run(
            """
            New-SyncConnection "$($args[0])-ews" -Environment $args[1] -Region DE -StorePath $args[2] -ExchangeCredential $args[3] `
                -EmailAddress $args[4] -Verbose
            """,
            tenant.LabWithEws, store + "2", account, tenant.ServerMailboxes[0]).ThrowOnError();

        var connection = Assert.Single(Run("Get-SyncConnection \"$($args[0])-ews\"").Objects<SyncConnection>());
        var reports = Reports("Invoke-ContactSync \"$($args[0])-ews\" -Mailbox $args[1]", (object)tenant.ServerMailboxes.Take(3).ToArray());

        Assert.Equal((own, tenant.Server.Ews, ExchangeAuthentication.Basic), (connection.Name, connection.EwsUrl, connection.ExchangeAuthentication));
        Assert.Null(connection.TenantId);
        Assert.All(reports, report => Assert.Equal((SyncStatus.Succeeded, SyncProtocol.Ews), (report.Status, report.Protocol)));
    }

    [Fact]
    public void Exchange_online_over_ews_is_possible_and_says_when_it_ends()
    {
        var result = Run(
            """
            New-SyncConnection "$($args[0])-online" -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE `
                -StorePath $args[4] -Protocol Ews
            """,
            tenant.LabWithEws, tenant.App.AppId, new NetworkCredential("", tenant.Secret).SecurePassword, store + "3");

        Assert.Contains("1 April 2027", Assert.Single(result.ThrowOnError().Warnings), StringComparison.Ordinal);
        var run = Run("Invoke-ContactSync \"$($args[0])-online\" -Mailbox $args[1]", tenant.Mailboxes[0]);
        Assert.Contains("1 April 2027", Assert.Single(run.Warnings), StringComparison.Ordinal);
        // The token is one for Exchange; the preset's app may not use EWS, and the report says so.
        var report = Assert.Single(run.Objects<SyncReport>());
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("2000008", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mailbox_keeps_its_phone_book_whichever_protocol_is_asked_for()
    {
        var mailbox = tenant.ServerMailboxes[7];
        var first = Assert.Single(Reports("Invoke-ContactSync $args[0] -Mailbox $args[1]", mailbox));

        var again = Assert.Single(Reports("Invoke-ContactSync $args[0] -Mailbox $args[1] -Protocol Ews", mailbox));
        var refused = Run("Invoke-ContactSync $args[0] -Mailbox $args[1] -Protocol Graph", mailbox);

        Assert.Equal((SyncProtocol.Ews, 0, first.Added), (again.Protocol, again.Added, again.Unchanged));
        Assert.StartsWith("MailboxOnPremises,", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(Run("Get-SyncPhoneBook -Connection $args[0] -Owner $args[1]", mailbox).Objects<SyncPhoneBook>());
    }

    [Fact]
    public void An_exchange_without_an_address_is_asked_for_and_plain_http_refused()
    {
        var missing = Run("New-SyncConnection x -Environment Global -Region DE -ExchangeCredential $args[1]", account);
        var trusting = Run(
            "New-SyncConnection x -Environment Global -Region DE -ExchangeCredential $args[1] -TrustedCertificate $args[2]",
            account, tenant.Server.CaFile);
        var token = Run(
            "New-SyncConnection x -Environment $args[2] -Region DE -ExchangeCredential $args[1] -ExchangeAuthentication OAuth",
            account, tenant.LabWithEws);
        var plain = Run(
            "New-SyncConnection x -Environment Global -Region DE -ExchangeCredential $args[1] -EwsUrl http://mail.contoso.com/EWS/Exchange.asmx",
            account);

        Assert.StartsWith("EwsUrlNeeded,", missing.Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("EwsUrlNeeded,", trusting.Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("ExchangeAccountWithToken,", token.Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("EwsUrlNotHttps,", plain.Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void An_admin_looks_before_the_first_run()
    {
        var mailbox = tenant.ServerMailboxes[1];

        var folders = Run("Get-SyncSourceFolder $args[0] -Mailbox $args[1]", mailbox).ThrowOnError().Objects<SyncSourceFolder>();
        var contacts = Run("Get-SyncSourceContact $args[0] -Mailbox $args[1] -IncludePrivate", mailbox).ThrowOnError().Objects<SyncContact>();
        var plan = Run("Get-SyncPlan $args[0] -Mailbox $args[1] -IncludePrivate", mailbox).ThrowOnError().Objects<SyncPlanEntry>();

        Assert.All(folders, folder => Assert.Equal((mailbox, SyncProtocol.Ews), (folder.Mailbox, folder.Protocol)));
        Assert.Contains(folders, folder => folder.IsRead);
        Assert.Contains(folders, folder => !folder.IsRead && folder.Reason.Length > 0);
        Assert.Equal(folders.Where(folder => folder.IsRead).Sum(folder => folder.Items), contacts.Count);
        Assert.Equal(contacts.Count, plan.Count);
        Assert.All(plan, entry => Assert.Equal(PlannedAction.Add, entry.Action));
        Assert.False(File.Exists(store));

        Reports("Invoke-ContactSync $args[0] -Mailbox $args[1] -IncludePrivate", mailbox);
        Assert.Empty(Run("Get-SyncPlan $args[0] -Mailbox $args[1] -IncludePrivate", mailbox).ThrowOnError().Output);
    }

    [Fact]
    public void Mailboxes_are_found_by_the_beginning_of_their_name_and_page_by_page()
    {
        var all = Run("Get-SyncSourceMailbox $args[0]").ThrowOnError().Objects<SyncSourceMailbox>();
        var page = Run("Get-SyncSourceMailbox $args[0] -Skip 2 -First 3").ThrowOnError().Objects<SyncSourceMailbox>();
        var found = Run("Get-SyncSourceMailbox $args[0] $args[1]", tenant.Mailboxes[0][..6]).ThrowOnError().Objects<SyncSourceMailbox>();

        Assert.Equal([], tenant.Mailboxes.Except(all.Select(mailbox => mailbox.PrimarySmtpAddress)));
        Assert.Equal(all.Skip(2).Take(3).Select(mailbox => mailbox.PrimarySmtpAddress), page.Select(mailbox => mailbox.PrimarySmtpAddress));
        Assert.Contains(tenant.Mailboxes[0], found.Select(mailbox => mailbox.PrimarySmtpAddress));
        Assert.Equal(
            [tenant.Mailboxes[0]],
            Reports("Get-SyncSourceMailbox $args[0] $args[1] -First 1 | Invoke-ContactSync $args[0]", tenant.Mailboxes[0]).Select(r => r.Mailbox));
    }

    [Fact]
    public void A_filter_chooses_and_its_change_asks_once()
    {
        var mailbox = tenant.Mailboxes[2];
        var all = Assert.Single(Reports("Invoke-ContactSync $args[0] -Mailbox $args[1] -IncludePrivate", mailbox));

        var stopped = Run("Invoke-ContactSync $args[0] -Mailbox $args[1] -Category 'No such category'", mailbox);
        var lifted = Assert.Single(Reports(
            "Invoke-ContactSync $args[0] -Mailbox $args[1] -Category 'No such category' -OverrideGuard FilterChanged", mailbox));

        Assert.StartsWith("FilterChanged,", Assert.Single(stopped.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal((all.Added, 0), (lifted.Deleted, lifted.Unchanged));
        Assert.Contains(lifted.Notes, note => note.Contains("filter", StringComparison.Ordinal));
    }

    private HostedResult Run(string script, params object?[] arguments) => host.Run(script, [name, .. arguments]);

    private IReadOnlyList<SyncReport> Reports(string script, params object?[] arguments) =>
        Run(script, arguments).ThrowOnError().Objects<SyncReport>();
}

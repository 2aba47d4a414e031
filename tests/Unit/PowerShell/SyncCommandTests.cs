using System.Management.Automation;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Runs and phone books, as an admin types them, against a sandbox. Each test has a store of its own.</summary>
public sealed class SyncCommandTests : IClassFixture<TenantFixture>, IDisposable
{
    private readonly TenantFixture tenant;
    private readonly HostedModule host = new();
    private readonly string name = "run-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string store;

    public SyncCommandTests(TenantFixture tenant)
    {
        this.tenant = tenant;
        store = Path.Combine(tenant.Folder, name + ".db");
        host.Run(
            "New-SyncConnection $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE -StorePath $args[4]",
            name, tenant.Lab, tenant.App.AppId,
            new System.Net.NetworkCredential("", tenant.Secret).SecurePassword, store).ThrowOnError();
    }

    public void Dispose()
    {
        tenant.Server.Faults.Clear();
        host.Dispose();
    }

    [Fact]
    public void A_group_s_mailboxes_become_phone_books()
    {
        var reports = Reports("Invoke-ContactSync -Connection $args[0] -Group 'Phone users'");

        Assert.Equal(tenant.Mailboxes.Order(), reports.Select(report => report.Mailbox).Order());
        Assert.All(reports, report => Assert.Equal(SyncStatus.Succeeded, report.Status));
        var books = Run("Get-SyncPhoneBook -Connection $args[0]").Objects<SyncPhoneBook>();
        Assert.Equal(reports.Sum(report => report.Added), books.Sum(book => book.Entries));
        Assert.All(books, book => Assert.Equal(("Privat", store, name), (book.Title, book.StorePath, book.Connection)));

        var again = Reports("Invoke-ContactSync -Connection $args[0] -Group 'Phone users'");
        Assert.Equal((0, 0, 0), (again.Sum(r => r.Added), again.Sum(r => r.Updated), again.Sum(r => r.Deleted)));
    }

    [Fact]
    public void Progress_tells_mailboxes_and_contacts_and_ends()
    {
        var progress = Run("Invoke-ContactSync -Connection $args[0] -Group 'Phone users'").Progress;

        Assert.Contains(progress, record => record.StatusDescription.StartsWith("3 of 3 mailboxes, ", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void WhatIf_says_what_would_change_and_makes_no_store()
    {
        var reports = Reports("Invoke-ContactSync -Connection $args[0] -Group 'Phone users' -WhatIf");

        Assert.All(reports, report => Assert.Equal(SyncStatus.WhatIf, report.Status));
        Assert.True(reports.Sum(report => report.Added) >= 36);
        Assert.False(File.Exists(store));

        Reports("Invoke-ContactSync -Connection $args[0] -Group 'Phone users'");
        var second = Reports("Invoke-ContactSync -Connection $args[0] -Group 'Phone users' -WhatIf");
        Assert.Equal(0, second.Sum(report => report.Added));
    }

    [Fact]
    public void Numbers_are_dialled_as_the_run_says()
    {
        Run("Set-SyncConnection $args[0] -DialForm ExitCode -OutsideLine 0");
        Reports("Invoke-ContactSync $args[0] -Group 'Phone users'");
        Assert.All(DialForms(), form => Assert.StartsWith("000", form, StringComparison.Ordinal));

        var plan = Run("Get-SyncPlan $args[0] -Group 'Phone users' -DialForm International").Objects<SyncPlanEntry>();
        Assert.NotEmpty(plan);
        Assert.All(plan, entry => Assert.Equal((PlannedAction.Update, "PhoneNumbers"), (entry.Action, Assert.Single(entry.Fields))));
        var reports = Reports("Invoke-ContactSync $args[0] -Group 'Phone users' -DialForm International");
        Assert.Equal(plan.Count, reports.Sum(report => report.Updated));
        Assert.All(DialForms(), form => Assert.StartsWith("+", form, StringComparison.Ordinal));

        Reports("Invoke-ContactSync $args[0] -Group 'Phone users' -Region US -DialForm National");
        Assert.Contains(DialForms(), form => form.StartsWith("001149", StringComparison.Ordinal));

        var error = Assert.Single(Run("Invoke-ContactSync $args[0] -Group 'Phone users' -InternalNumber 4xx").Errors);
        Assert.StartsWith("InternalNumberUnreadable,", error.FullyQualifiedErrorId);

        IEnumerable<string> DialForms() => Run("Get-SyncPhoneBookEntry -Connection $args[0]").Objects<SyncPhoneBookEntry>()
            .SelectMany(entry => entry.Numbers).Where(number => number.E164 is not null).Select(number => number.DialForm!);
    }

    [Fact]
    public void WhatIf_by_preference_is_the_same() =>
        Assert.All(
            Reports("$WhatIfPreference = $true; Invoke-ContactSync -Connection $args[0] -Group 'Phone users'"),
            report => Assert.Equal(SyncStatus.WhatIf, report.Status));

    [Fact]
    public void Mailboxes_come_by_name_as_text_and_as_other_modules_objects()
    {
        var mailboxes = tenant.Mailboxes;

        Assert.Equal([mailboxes[0]], Reports("Invoke-ContactSync $args[0] -Mailbox $args[1]", mailboxes[0]).Select(r => r.Mailbox));
        Assert.Equal(
            mailboxes.Take(2).Order(),
            Reports("$args[1] | Invoke-ContactSync $args[0]", (object)mailboxes.Take(2).ToArray()).Select(r => r.Mailbox).Order());
        Assert.Equal(
            [mailboxes[1]],
            Reports("[pscustomobject]@{ Name = 'x'; UserPrincipalName = $args[1] } | Invoke-ContactSync $args[0]", mailboxes[1])
                .Select(r => r.Mailbox));
        Assert.Equal(
            3, Reports("Get-SyncConnection $args[0] | Invoke-ContactSync -Group 'Phone users'").Count);
    }

    [Fact]
    public async Task One_bad_mailbox_is_a_report_and_an_error_and_ends_nothing()
    {
        var bad = tenant.Mailboxes[1];
        await tenant.SetMailboxStateAsync(bad, "Inactive");
        HostedResult result;
        try
        {
            result = Run("Invoke-ContactSync $args[0] -Group 'Phone users'");
        }
        finally
        {
            await tenant.SetMailboxStateAsync(bad, "Available");
        }

        var reports = result.Objects<SyncReport>();
        var failed = reports.Single(report => report.Mailbox == bad);
        var error = Assert.Single(result.Errors);
        Assert.Equal((SyncStatus.Failed, 2), (failed.Status, failed.ExitCode));
        Assert.StartsWith(failed.ErrorId + ",", error.FullyQualifiedErrorId);
        Assert.Equal(failed.Advice, error.ErrorDetails.RecommendedAction);
        Assert.All(reports.Where(report => report != failed), report => Assert.Equal(SyncStatus.Succeeded, report.Status));
        Assert.Null(result.Terminating);
    }

    [Fact]
    public void A_consumer_that_has_enough_stops_the_run_and_the_next_one_ends_it()
    {
        Run("Import-Module -Assembly $args[1]", typeof(SelectTestFirstCommand).Assembly);

        Assert.Single(Reports("Invoke-ContactSync $args[0] -Group 'Phone users' -ThrottleLimit 1 | Select-TestFirst"));
        Reports("Invoke-ContactSync $args[0] -Group 'Phone users'");
        var third = Reports("Invoke-ContactSync $args[0] -Group 'Phone users'");

        Assert.Equal(0, third.Sum(report => report.Added + report.Updated + report.Deleted));
        Assert.True(Run("Get-SyncPhoneBook -Connection $args[0]").Objects<SyncPhoneBook>().Sum(book => book.Entries) >= 36);
    }

    [Fact]
    public async Task Ctrl_C_in_the_middle_of_a_run_leaves_whole_phone_books()
    {
        tenant.Server.Faults.Add(new Fault("delay") { Target = "batch", Count = -1, Delay = TimeSpan.FromMinutes(5) });
        using var stop = new CancellationTokenSource();
        var running = host.RunAsync("Invoke-ContactSync $args[0] -Group 'Phone users'", stop.Token, name);
        stop.CancelAfter(TimeSpan.FromSeconds(1));

        Assert.True((await running).Stopped);

        tenant.Server.Faults.Clear();
        Assert.All(
            Reports("Invoke-ContactSync $args[0] -Group 'Phone users'"), report => Assert.Equal(SyncStatus.Succeeded, report.Status));
    }

    [Fact]
    public void A_group_that_is_not_there_is_an_error_with_its_name()
    {
        var error = Assert.Single(Run("Invoke-ContactSync $args[0] -Group 'No such group'").Errors);

        Assert.StartsWith("GroupNotFound,", error.FullyQualifiedErrorId);
        Assert.Contains("No such group", error.ToString());
    }

    [Fact]
    public void Phone_books_are_searched_exported_and_removed()
    {
        Reports("Invoke-ContactSync $args[0] -Group 'Phone users' -PhoneBookName Outlook");
        var entries = Run("Get-SyncPhoneBookEntry -Connection $args[0]").ThrowOnError().Objects<SyncPhoneBookEntry>();
        var wanted = entries.First(entry => entry.Numbers.Any(number => number.E164 is not null));
        var number = wanted.Numbers.First(number => number.E164 is not null);

        var callers = Run("Get-SyncPhoneBookEntry -Connection $args[0] -Number $args[1]", number.E164).ThrowOnError();
        Assert.Contains(callers.Objects<SyncPhoneBookEntry>(), found => found.Name == wanted.Name && found.Match?.E164 == number.E164);
        Assert.Equal(
            entries.Count, Run("Get-SyncPhoneBook -Connection $args[0] | Get-SyncPhoneBookEntry").Objects<SyncPhoneBookEntry>().Count);

        var csv = Path.Combine(tenant.Folder, name + ".csv");
        Assert.Empty(Run("Export-SyncPhoneBook -Connection $args[0] -Path $args[1] -WhatIf", csv).ThrowOnError().Output);
        Assert.False(File.Exists(csv));
        var exported = Run("Export-SyncPhoneBook -Connection $args[0] -Path $args[1] -PassThru", csv).ThrowOnError().Objects<FileInfo>();
        Assert.Equal(csv, Assert.Single(exported).FullName);
        Assert.StartsWith("Owner,PhoneBook,", File.ReadAllLines(csv)[0]);

        Run("Get-SyncPhoneBook -Connection $args[0] | Remove-SyncPhoneBook -WhatIf").ThrowOnError();
        Run("Remove-SyncPhoneBook -Connection $args[0] -Owner $args[1] -Confirm:$false", wanted.Owner).ThrowOnError();
        Assert.Equal(
            tenant.Mailboxes.Where(address => address != wanted.Owner).Order(),
            Run("(Get-SyncPhoneBook -Connection $args[0]).Owner").Objects<string>());
        Assert.StartsWith(
            "PhoneBookNotFound,",
            Run("Remove-SyncPhoneBook -Connection $args[0] -Owner $args[1] -Confirm:$false", wanted.Owner).Errors[0].FullyQualifiedErrorId);
    }

    [Fact]
    public void Removing_a_phone_book_asks_first()
    {
        Reports("Invoke-ContactSync $args[0] -Group 'Phone users'");

        // A session without a person to ask refuses the question rather than take it for granted.
        var result = Run("$ConfirmPreference = 'High'; Get-SyncPhoneBook -Connection $args[0] | Remove-SyncPhoneBook");

        Assert.True(result.Errors.Count > 0 || result.Terminating is not null);
        Assert.Equal(3, Run("Get-SyncPhoneBook -Connection $args[0]").Output.Count);
    }

    [Fact]
    public void No_stream_holds_a_secret_or_a_token()
    {
        var run = Run("Invoke-ContactSync $args[0] -Group 'Phone users' -Verbose -Debug; Test-SyncConnection $args[0] -Verbose -Debug");
        using var admin = tenant.Connect();
        var connect = admin.Run(
            """
            Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -ClientSecret $args[2] -Verbose -Debug
            $app = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport -Verbose -Debug
            $app | Grant-AdminConsent -Verbose -Debug
            Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -ClientSecret $args[3] -Verbose -Debug
            """,
            tenant.Lab, tenant.Server.AdminClientId, new System.Net.NetworkCredential("", tenant.Server.AdminClientSecret).SecurePassword,
            new System.Net.NetworkCredential("", "a-wrong-secret-4711").SecurePassword);
        var said = string.Join('\n', new[] { run, connect, tenant.SetUp }.Select(Everything));

        Assert.Contains("/oauth2/v2.0/token", said);
        foreach (var secret in new[] { tenant.Secret, tenant.Server.AdminClientSecret, "a-wrong-secret-4711", "eyJ" })
            Assert.DoesNotContain(secret, said);
    }

    private static string Everything(HostedResult result)
    {
        var objects = result.Output.Concat(result.Errors.Select(error => PSObject.AsPSObject(error)))
            .SelectMany(item => item.Properties.Select(property => $"{property.Name}={property.Value}").Append(item.ToString()));
        var errors = result.Errors.Select(error => $"{error.Exception} {error.ErrorDetails?.RecommendedAction} {error.TargetObject}");
        return string.Join('\n', objects.Concat(errors).Concat(result.Verbose).Concat(result.Debug).Concat(result.Warnings)
            .Concat(result.Information).Concat(result.Progress.Select(record => record.ToString())));
    }

    private HostedResult Run(string script, params object?[] arguments) => host.Run(script, [name, .. arguments]);

    private IReadOnlyList<SyncReport> Reports(string script, params object?[] arguments) =>
        Run(script, arguments).ThrowOnError().Objects<SyncReport>();
}

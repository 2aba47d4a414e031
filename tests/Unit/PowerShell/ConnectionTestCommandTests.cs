using ContactSync.Sandbox.Tenants;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Test-SyncConnection as an admin types it: what it sees with an administrator signed in, of many mailboxes, and what it keeps.</summary>
public sealed class ConnectionTestCommandTests(TenantFixture tenant) : IClassFixture<TenantFixture>
{
    [Fact]
    public void An_administrator_who_is_signed_in_lets_it_see_the_app_too()
    {
        using var admin = tenant.Connect();
        using var other = new HostedModule();

        var seen = Run(admin, "Test-SyncConnection $args[0]");
        var unseen = Run(other, "Test-SyncConnection $args[0]");

        Assert.All(seen.Concat(unseen), check => Assert.Equal(CheckStatus.Passed, check.Status));
        string[] stages = ["TLS", "Sign-in", "Token", "App", "Credential", "Directory", "Protocol", "Mailbox", "Folders"];
        Assert.Equal(stages, seen.Select(check => check.Stage));
        Assert.Equal(stages.Except(["App"]), unseen.Select(check => check.Stage));
        Assert.Contains("Contoso PBX", seen.Single(check => check.Stage == "App").Detail);
    }

    [Fact]
    public void What_nobody_granted_and_what_is_too_new_is_said()
    {
        using var admin = tenant.Connect();

        var checks = Run(
            admin,
            """
            $app = New-SyncAppRegistration -Name New -Preset ContactImport
            $null = $app | New-SyncConnection -Name $args[0] -Credential ($app | New-SyncAppCredential) -Region DE
            Test-SyncConnection $args[0]
            """,
            "new-" + tenant.Connection);

        var failed = checks.Where(check => check.Status == CheckStatus.Failed).ToList();
        Assert.Equal([("Token", "RolesMissing"), ("App", "DeclaredNotGranted")], failed.Select(check => (check.Stage, check.Code!)));
        Assert.Contains("0 minutes ago", failed[0].Detail);
        Assert.Contains("User.ReadBasic.All", failed[1].Detail);
        Assert.Contains("Grant-AdminConsent", failed[1].Advice);
    }

    [Fact]
    public void What_was_granted_beyond_what_is_declared_is_a_warning()
    {
        using var admin = tenant.Connect();
        var directory = tenant.Server.Context.Tenant;
        AppRoleAssignment more;
        lock (directory.Gate)
        {
            var graph = directory.FindResource("https://graph.microsoft.com")!;
            var role = graph.Permissions.First(permission => permission.Value == "Calendars.Read").RoleId!.Value;
            var now = DateTimeOffset.UtcNow.AddMinutes(-1);
            more = new AppRoleAssignment(Tenant.NewLinkId(), directory.FindPrincipal(tenant.App.AppId)!, graph, role, now, now);
            directory.Assignments.Add(more);
        }

        var check = Run(admin, "Test-SyncConnection $args[0]").Single(check => check.Stage == "App");

        lock (directory.Gate)
            directory.Assignments.Remove(more);
        Assert.Equal((CheckStatus.Warning, 4), (check.Status, check.ExitCode));
        Assert.Contains("Calendars.Read", check.Detail);
        Assert.Contains("Revoke-AdminConsent", check.Advice);
    }

    [Fact]
    public void A_secret_that_is_not_where_the_connection_refers_to_is_a_failed_row()
    {
        using var host = new HostedModule();
        var name = "elsewhere-" + tenant.Connection;
        host.Run(
            "New-SyncConnection -Name $args[0] -Environment $args[1] -ClientId $args[2] -EnvironmentVariable CONTACTSYNC_NOWHERE -Region DE",
            name, tenant.Lab, tenant.App.AppId).ThrowOnError();

        var checks = Run(host, "Test-SyncConnection $args[0]", name);

        var failed = Assert.Single(checks, check => check.Status == CheckStatus.Failed);
        Assert.Equal(("Sign-in", "EnvironmentVariableMissing", 2), (failed.Stage, failed.Code, failed.ExitCode));
        Assert.Contains("CONTACTSYNC_NOWHERE", failed.Detail);
        Assert.NotEmpty(failed.Advice!);
        // What needs no secret was tested all the same.
        Assert.Equal(("TLS", CheckStatus.Passed), (checks[0].Stage, checks[0].Status));
        Assert.Contains(checks, check => check is { Stage: "Mailbox", Status: CheckStatus.Skipped });
    }

    [Fact]
    public void A_password_of_the_Exchange_account_that_cannot_be_read_is_a_failed_row()
    {
        using var host = new HostedModule();
        var name = "server-" + tenant.Connection;
        host.Run(
            """
            New-SyncConnection -Name $args[0] -Environment $args[1] -EwsUrl $args[2] -ExchangeUserName svc -Region DE `
                -EnvironmentVariable CONTACTSYNC_NOWHERE
            """,
            name, tenant.LabWithEws, tenant.Server.Ews).ThrowOnError();

        var failed = Assert.Single(Run(host, "Test-SyncConnection $args[0]", name), check => check.Status == CheckStatus.Failed);

        Assert.Equal(("Sign-in", "svc", "EnvironmentVariableMissing"), (failed.Stage, failed.Target, failed.Code));
    }

    [Fact]
    public void The_first_mailbox_that_can_be_found_is_looked_up_once()
    {
        using var host = new HostedModule();

        var requests = host.Run("Test-SyncConnection $args[0] -Verbose", tenant.Connection).ThrowOnError().Verbose
            .Where(line => line.Contains(" https://")).ToList();

        // After the list of users comes the first one's mailbox.
        var listed = requests.FindLastIndex(line => line.Contains("/v1.0/users?"));
        Assert.Matches("/v1.0/users/[^/]+/contacts", requests[listed + 1]);
    }

    [Fact]
    public void Of_many_mailboxes_each_is_a_row()
    {
        using var host = new HostedModule();

        var checks = Run(host, "Test-SyncConnection $args[0] -Group 'Phone users'");

        var rows = checks.SkipWhile(check => check.Stage != "Directory").Skip(1).ToList();
        Assert.All(rows, row => Assert.Equal(("Folders", CheckStatus.Passed), (row.Stage, row.Status)));
        Assert.Equal(tenant.Mailboxes.Order(), rows.Select(row => row.Target).Order());
    }

    [Fact]
    public void A_trace_is_kept_where_only_its_owner_reads_it_and_no_secret_is_in_it()
    {
        using var host = new HostedModule();

        var result = host.Run("Test-SyncConnection $args[0] -Detailed -InformationVariable kept; $kept.MessageData.Message", tenant.Connection)
            .ThrowOnError();

        var path = ((string)result.Output[^1].BaseObject).Split(" is in ")[1];
        var text = File.ReadAllText(path);
        Assert.Contains("/oauth2/v2.0/token", text);
        Assert.Contains("Folders", text);
        Assert.DoesNotContain(tenant.Secret, text);
        Assert.DoesNotContain("eyJ", text);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private List<SyncCheck> Run(HostedModule host, string script, string? connection = null) =>
        [.. host.Run(script, connection ?? tenant.Connection).ThrowOnError().Objects<SyncCheck>()];
}

using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Roles of Exchange within scopes, as an admin types them, against a sandbox whose mailboxes they really open.</summary>
public sealed class MailboxAccessCommandTests(ExchangeFixture tenant) : IClassFixture<ExchangeFixture>
{
    private const string Role = "Application Contacts.Read";

    [Fact]
    public async Task A_flat_group_lets_in_members_however_deep_and_nobody_else()
    {
        var (inside, outside) = (new[] { 0, 4, 5 }, new[] { 1, 2, 3 });
        using var host = tenant.Connect();
        var first = host.Run(
            """
            $app = New-SyncAppRegistration -Name 'Scoped' -Preset ContactImport
            $null = $app | Grant-AdminConsent
            $app | Grant-SyncMailboxAccess -Group 'Field staff' -Flatten -RemoveTenantWideGrant -Force
            """).ThrowOnError();
        var row = Assert.Single(first.Objects<SyncMailboxAccess>());
        Assert.Equal((Role, "ContactSync Field staff", "Created", false), (row.Role, row.Scope, row.Change, row.IsCancelled));
        Assert.Contains(first.Warnings, warning => warning.Contains("30 minutes") && warning.Contains("two hours"));

        var again = tenant.RunReading(
            host, "Grant-SyncMailboxAccess -Name Scoped -Group 'Field staff' -Flatten -RemoveTenantWideGrant").ThrowOnError();
        Assert.Equal("Unchanged", Assert.Single(again.Objects<SyncMailboxAccess>()).Change);
        Assert.Empty(again.Warnings);

        var tested = tenant.RunReading(host, "Get-SyncMailboxAccess -Name Scoped -Mailbox $args[0]", (object)tenant.Mailboxes.ToArray()).ThrowOnError();
        foreach (var index in inside.Concat(outside))
        {
            var one = tested.Objects<SyncMailboxAccess>().Single(access => access.Mailbox == tenant.Mailboxes[index]);
            Assert.Equal((inside.Contains(index), false), (one.InScope, one.IsCancelled));
        }

        // What the app itself meets, with a token in which Entra says nothing of contacts.
        var read = host.Run(
            """
            $secret = New-SyncAppCredential -Name Scoped
            Get-SyncAppRegistration -Name Scoped | New-SyncConnection -Name $args[2] -Credential $secret -Region DE
            Get-SyncSourceFolder $args[2] -Mailbox $args[0]
            Get-SyncSourceFolder $args[2] -Mailbox $args[1]
            """,
            tenant.Mailboxes[5], tenant.Mailboxes[1], "scoped-" + Guid.NewGuid().ToString("N")[..8]);
        Assert.Equal([tenant.Mailboxes[5]], read.Output.Select(o => o.BaseObject).OfType<SyncSourceFolder>().Select(f => f.Mailbox).Distinct());
        Assert.Contains("ErrorAccessDenied", Assert.Single(read.Errors).ToString());

        await tenant.ControlAsync("groups/Field staff/members", new { member = tenant.Mailboxes[1] });
        var refreshed = host.Run("Grant-SyncMailboxAccess -Name Scoped -Group 'Field staff' -Flatten").ThrowOnError();
        Assert.Single(refreshed.Warnings);
        Assert.True(Assert.Single(host.Run("Get-SyncMailboxAccess -Name Scoped -Mailbox $args[0]", tenant.Mailboxes[1])
            .ThrowOnError().Objects<SyncMailboxAccess>()).InScope);
    }

    [Fact]
    public async Task Members_within_groups_are_named_and_a_grant_that_cancels_the_scope_is_told()
    {
        await tenant.MakeGroupAsync("Inner", tenant.Mailboxes[1]);
        await tenant.MakeGroupAsync("O'Outer", tenant.Mailboxes[0], "Inner");
        using var host = tenant.Connect();

        var result = host.Run("$args[0] | Grant-SyncMailboxAccess -Group \"O'Outer\"", tenant.App).ThrowOnError();

        Assert.True(Assert.Single(result.Objects<SyncMailboxAccess>()).IsCancelled);
        Assert.Contains(result.Warnings, warning => warning.StartsWith("1 members of 'O'Outer'") && warning.Contains(tenant.Mailboxes[1]));
        Assert.Contains(result.Warnings, warning => warning.Contains("-RemoveTenantWideGrant"));
        Assert.True(host.Run("$args[0] | Get-AdminConsent", tenant.App).Objects<SyncConsent>().All(consent => consent.Granted));
        Assert.Equal(
            [true, false],
            host.Run("$args[0] | Get-SyncMailboxAccess -Mailbox $args[1]", tenant.App, tenant.Mailboxes.Take(2).ToArray())
                .Objects<SyncMailboxAccess>().Select(access => access.InScope == true));

        var gone = host.Run("$args[0] | Revoke-SyncMailboxAccess -Group \"O'Outer\" -Confirm:$false", tenant.App).ThrowOnError();
        Assert.Equal("Removed", Assert.Single(gone.Objects<SyncMailboxAccess>()).Change);
        Assert.DoesNotContain(tenant.Exchange.Scopes, scope => scope.Name.Contains("Outer"));
        Assert.Empty(host.Run("$args[0] | Get-SyncMailboxAccess", tenant.App).ThrowOnError().Output);
        Assert.Empty(tenant.RunReading(host, "$args[0] | Revoke-SyncMailboxAccess -Confirm:$false", tenant.App).ThrowOnError().Output);
    }

    [Fact]
    public void Consent_leaves_out_what_Exchange_scopes_unless_all_mailboxes_are_asked_for()
    {
        using var host = tenant.Connect();
        host.Run(
            """
            $app = New-SyncAppRegistration -Name 'Scoped before' -Preset ContactImport
            $app | Grant-SyncMailboxAccess -Group 'Field staff' -Flatten
            """).ThrowOnError();

        var consented = host.Run("$app | Grant-AdminConsent").ThrowOnError();
        Assert.Contains(consented.Objects<SyncConsent>(), consent => consent is { Permission: "User.ReadBasic.All", Granted: true });
        Assert.False(consented.Objects<SyncConsent>().Single(consent => consent.Permission == "Contacts.Read").Granted);
        Assert.Contains("-AllMailboxes", Assert.Single(consented.Warnings));
        Assert.False(Cancelled());

        var again = host.Run("$app | Grant-AdminConsent").ThrowOnError();
        Assert.Single(again.Warnings);
        var planned = host.Run("$app | Grant-AdminConsent -AllMailboxes -WhatIf").ThrowOnError();
        Assert.Empty(planned.Warnings);
        Assert.False(Cancelled());

        var opened = host.Run("$app | Grant-AdminConsent -AllMailboxes").ThrowOnError();
        Assert.All(opened.Objects<SyncConsent>(), consent => Assert.True(consent.Granted));
        Assert.Empty(opened.Warnings);
        Assert.True(Cancelled());
        // What is granted is granted: there is nothing left to warn of.
        Assert.Empty(host.Run("$app | Grant-AdminConsent").ThrowOnError().Warnings);

        bool Cancelled() => Assert.Single(host.Run("$app | Get-SyncMailboxAccess").ThrowOnError().Objects<SyncMailboxAccess>()).IsCancelled;
    }

    [Fact]
    public void The_doctor_tells_a_scope_from_a_missing_consent_as_far_as_it_can_see()
    {
        using var host = tenant.Connect();
        using var other = new HostedModule();
        var name = "doctor-" + Guid.NewGuid().ToString("N")[..8];
        host.Run(
            """
            $app = New-SyncAppRegistration -Name $args[0] -Preset ContactImport
            $null = $app | Grant-SyncMailboxAccess -Group 'Field staff' -Flatten
            $null = $app | Grant-AdminConsent -WarningAction SilentlyContinue
            $null = $app | New-SyncConnection -Name $args[0] -Credential ($app | New-SyncAppCredential) -Region DE
            """,
            name).ThrowOnError();
        var (inside, outside) = (tenant.Mailboxes[4], tenant.Mailboxes[2]);
        const string Test = "Test-SyncConnection $args[0] -Mailbox $args[1]";

        var seen = Refused(host, outside);
        Assert.Contains("not among them", seen.Detail);
        Assert.Contains("Test-ServicePrincipalAuthorization", seen.Advice);
        Assert.DoesNotContain("Grant-AdminConsent", seen.Advice);
        // Without an administrator a mailbox that was read is evidence enough, and without that there is none.
        Assert.DoesNotContain("Grant-AdminConsent", Refused(other, inside, outside).Advice);
        var unseen = Refused(other, outside);
        Assert.Contains("Grant-AdminConsent", unseen.Advice);
        Assert.Contains("Test-ServicePrincipalAuthorization", unseen.Advice);

        host.Run("$app | Revoke-SyncMailboxAccess -Confirm:$false").ThrowOnError();
        var ungranted = Refused(host, outside);
        Assert.Contains("Contacts.Read is missing", ungranted.Detail);
        Assert.Contains("Grant-AdminConsent", ungranted.Advice);
        Assert.DoesNotContain("Test-ServicePrincipalAuthorization", ungranted.Advice);

        SyncCheck Refused(HostedModule host, params string[] mailboxes) => Assert.Single(
            host.Run(Test, name, mailboxes).ThrowOnError().Objects<SyncCheck>(),
            check => check is { Stage: "Mailbox", Code: "ErrorAccessDenied" });
    }

    [Fact]
    public void Consent_says_so_where_Exchange_cannot_be_asked()
    {
        var principal = tenant.Server.Context.Tenant.FindPrincipal(tenant.Server.AdminClientId)!;
        var roles = principal.Roles.ToList();
        principal.Roles.Clear();
        try
        {
            using var host = tenant.Connect();
            var result = host.Run(
                "New-SyncAppRegistration -Name 'Scope unknown' -Preset ContactImport | Grant-AdminConsent").ThrowOnError();

            Assert.All(result.Objects<SyncConsent>(), consent => Assert.True(consent.Granted));
            var warning = Assert.Single(result.Warnings);
            Assert.Contains("cannot see", warning);
            Assert.Contains("-Permission Contacts.Read", warning);
            // No permission of mailboxes, nothing to see.
            Assert.Empty(host.Run(
                "New-SyncAppRegistration -Name 'Users only' -ApplicationPermission User.Read.All | Grant-AdminConsent")
                .ThrowOnError().Warnings);
        }
        finally
        {
            principal.Roles.UnionWith(roles);
        }
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        using var host = tenant.Connect();
        var assigned = tenant.Server.Context.Tenant.Assignments.Count;

        var result = tenant.RunReading(
            host, "$args[0] | Grant-SyncMailboxAccess -Group 'Phone users' -Flatten -RemoveTenantWideGrant -WhatIf", tenant.App).ThrowOnError();

        Assert.Empty(result.Output);
        Assert.Equal(assigned, tenant.Server.Context.Tenant.Assignments.Count);
    }

    [Fact]
    public void A_flat_group_goes_with_the_last_scope_that_is_made_of_it()
    {
        using var host = tenant.Connect();
        host.Run(
            """
            $first = New-SyncAppRegistration -Name 'Flat one' -Preset ContactImport
            $second = New-SyncAppRegistration -Name 'Flat two' -Preset ContactImport
            $first, $second | Grant-SyncMailboxAccess -Group 'Everyone' -Flatten
            """).ThrowOnError();
        const string Flat = "ContactSync Everyone flat";
        bool Exists() => tenant.Server.Context.Tenant.FindGroup(Flat) is not null;
        Assert.True(Exists());

        host.Run("$first | Revoke-SyncMailboxAccess -Confirm:$false").ThrowOnError();
        Assert.True(Exists());
        tenant.RunReading(host, "$second | Revoke-SyncMailboxAccess -WhatIf").ThrowOnError();
        Assert.True(Exists());
        host.Run("$second | Revoke-SyncMailboxAccess -Confirm:$false").ThrowOnError();
        Assert.False(Exists());
    }

    [Fact]
    public void A_group_that_Exchange_does_not_know_leads_to_Flatten()
    {
        using var host = tenant.Connect();
        var error = Assert.Single(tenant.RunReading(host, "$args[0] | Grant-SyncMailboxAccess -Group 'Phone users'", tenant.App).Errors);

        Assert.StartsWith("ExchangeGroupUnknown,", error.FullyQualifiedErrorId);
        Assert.Contains("-Flatten", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task A_group_of_the_same_name_is_not_taken_for_ours()
    {
        await tenant.MakeGroupAsync("ContactSync Mixed group flat", tenant.Mailboxes[3]);
        using var host = tenant.Connect();

        var result = tenant.RunReading(host, "$args[0] | Grant-SyncMailboxAccess -Group 'Mixed group' -Flatten", tenant.App);

        Assert.StartsWith("FlatGroupTaken,", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_missing_role_is_named()
    {
        var principal = tenant.Server.Context.Tenant.FindPrincipal(tenant.Server.AdminClientId)!;
        var roles = principal.Roles.ToList();
        principal.Roles.Clear();
        try
        {
            using var host = tenant.Connect();
            var error = Assert.Single(host.Run("$args[0] | Get-SyncMailboxAccess", tenant.App).Errors);

            Assert.StartsWith("ExchangeRoleMissing,", error.FullyQualifiedErrorId);
            Assert.Contains("Exchange Administrator", error.ErrorDetails.RecommendedAction);
        }
        finally
        {
            principal.Roles.UnionWith(roles);
        }
    }

    [Fact]
    public void Without_a_sign_in_the_lines_for_other_places_are_written()
    {
        using var host = new HostedModule();

        var server = host.Run("Grant-SyncMailboxAccess -OnPremises -Account svc@contoso.com -Group \"O'Brien\"").ThrowOnError().Objects<string>();
        Assert.Equal(3, server.Count);
        Assert.Contains("Get-Group -Identity 'O''Brien'", server[0]);
        Assert.Contains("New-ManagementScope -Name 'ContactSync O''Brien' -RecipientRestrictionFilter", server[1]);
        Assert.Contains(
            "-Role ApplicationImpersonation -User 'svc@contoso.com' -CustomRecipientWriteScope 'ContactSync O''Brien'", server[2]);

        var person = host.Run("Grant-SyncMailboxAccess -ForUser door@contoso.com -Mailbox r1@contoso.com -Group Rooms").ThrowOnError();
        Assert.Equal(2, person.Output.Count);
        Assert.All(person.Objects<string>(), line => Assert.Contains("-User 'door@contoso.com' -AccessRights Reviewer", line));
        // They are meant to be typed: PowerShell must be able to read them.
        Assert.All(server.Concat(person.Objects<string>()), line =>
        {
            System.Management.Automation.Language.Parser.ParseInput(line, out _, out var errors);
            Assert.Empty(errors);
        });
        Assert.StartsWith(
            "NoMailboxesNamed,", Assert.Single(host.Run("Grant-SyncMailboxAccess -ForUser door@contoso.com").Errors).FullyQualifiedErrorId);
    }
}

using ContactSync.Microsoft365.Fields;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>From EWS to Graph, as an admin types it, and what that would lose.</summary>
public sealed class ConversionCommandTests(ExchangeFixture tenant) : IClassFixture<ExchangeFixture>
{
    private static readonly Guid FullAccess = new("dc890d15-9560-4a4c-9b7f-a736ec74ec40");

    private static readonly HashSet<PhoneNumberKind> Carried =
    [
        PhoneNumberKind.BusinessPhone, PhoneNumberKind.BusinessPhone2, PhoneNumberKind.HomePhone, PhoneNumberKind.HomePhone2,
        PhoneNumberKind.MobilePhone,
    ];

    [Fact]
    public void Three_steps_take_an_app_to_graph_and_go_on_where_they_were_interrupted()
    {
        using var host = tenant.Connect();
        var (app, connection) = MakeOld(host, "Bridge");

        var first = host.Run(
            "$args[0] | Convert-SyncAppRegistration -Step Grant -ProductNoLongerUsesEws -Confirm:$false", app).ThrowOnError();
        Assert.Equal((ConversionStep.Grant, "Done"), Steps(first).Single());
        Assert.True(HoldsOldRight(app));

        const string All = "$args[0] | Convert-SyncAppRegistration -Connection $args[1] -Mailbox $args[2] -ProductNoLongerUsesEws "
            + "-Confirm:$false";
        var rest = host.Run(All, app, connection, tenant.Mailboxes[0]).ThrowOnError();
        Assert.Equal(
            [(ConversionStep.Grant, "Unchanged"), (ConversionStep.Prove, "Done"), (ConversionStep.Retire, "Done")], Steps(rest));
        Assert.False(HoldsOldRight(app));
        var consents = host.Run("$args[0] | Get-AdminConsent", app).ThrowOnError().Objects<SyncConsent>();
        Assert.All(consents, consent => Assert.True(consent is { Declared: true, Granted: true }));
        Assert.DoesNotContain(consents, consent => consent.Permission == "full_access_as_app");

        var again = host.Run(All, app, connection, tenant.Mailboxes[0]).ThrowOnError();
        Assert.Equal(
            [(ConversionStep.Grant, "Unchanged"), (ConversionStep.Prove, "Done"), (ConversionStep.Retire, "Unchanged")], Steps(again));
    }

    [Fact]
    public void Without_a_proof_the_old_right_stays()
    {
        using var host = tenant.Connect();
        var (app, connection) = MakeOld(host, "Unproven");
        const string Retire = "$args[0] | Convert-SyncAppRegistration -Step Retire -ProductNoLongerUsesEws -Confirm:$false ";

        AssertRefused("ProofNeedsConnection", host.Run(Retire, app));
        AssertRefused("GraphNotGranted", host.Run(Retire + "-Connection $args[1] -Mailbox $args[2]", app, connection, tenant.Mailboxes[0]));
        host.Run("$args[0] | Convert-SyncAppRegistration -Step Grant -ProductNoLongerUsesEws -Confirm:$false", app).ThrowOnError();
        AssertRefused("MailboxUnknown", host.Run(Retire + "-Connection $args[1] -Mailbox nobody@contoso.example", app, connection));
        AssertRefused(
            "ProofByOtherApp", host.Run(Retire + "-Connection $args[1] -Mailbox $args[2]", app, tenant.Connection, tenant.Mailboxes[0]));
        AssertRefused("ConversionToEws", host.Run(Retire + "-Preset UCware", app));

        void AssertRefused(string errorId, HostedResult result)
        {
            Assert.StartsWith(errorId + ",", Assert.Single(result.Errors).FullyQualifiedErrorId);
            Assert.True(HoldsOldRight(app));
        }
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        using var host = tenant.Connect();
        var (app, connection) = MakeOld(host, "Planned");
        var before = tenant.Server.Context.Tenant.Assignments.Count;

        var result = host.Run(
            "$args[0] | Convert-SyncAppRegistration -Connection $args[1] -Mailbox $args[2] -ProductNoLongerUsesEws -WhatIf",
            app, connection, tenant.Mailboxes[0]).ThrowOnError();

        Assert.Empty(result.Output);
        Assert.Equal(before, tenant.Server.Context.Tenant.Assignments.Count);
        Assert.True(HoldsOldRight(app));
        var declared = host.Run("Get-SyncAppRegistration -AppId $args[0]", app.AppId).Objects<SyncAppRegistration>().Single().Permissions;
        Assert.Equal(["full_access_as_app"], declared.Select(permission => permission.Permission));
    }

    [Fact]
    public void An_app_of_a_product_is_refused_and_the_way_out_is_told()
    {
        using var host = tenant.Connect();
        var (app, _) = MakeOld(host, "UCware");

        var error = Assert.Single(host.Run("$args[0] | Convert-SyncAppRegistration -Step Grant -Confirm:$false", app).Errors);

        Assert.StartsWith("ProductLivesOnEws,", error.FullyQualifiedErrorId);
        Assert.Contains("-Preset ContactImport", error.ErrorDetails.RecommendedAction);
        Assert.Contains("-ProductNoLongerUsesEws", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Within_a_scope_entra_grants_nothing_of_mailboxes()
    {
        using var host = tenant.Connect();
        var (app, _) = MakeOld(host, "Scoped bridge");

        host.Run(
            "$args[0] | Convert-SyncAppRegistration -Step Grant -WithinScope -ProductNoLongerUsesEws -Confirm:$false", app).ThrowOnError();

        var consents = host.Run("$args[0] | Get-AdminConsent", app).ThrowOnError().Objects<SyncConsent>();
        Assert.Equal(
            ["Contacts.Read"],
            consents.Where(consent => consent is { Declared: true, Granted: false }).Select(consent => consent.Permission));
    }

    [Fact]
    public async Task What_graph_does_not_carry_is_counted_mailbox_by_mailbox()
    {
        await tenant.ControlAsync(
            $"mailboxes/{tenant.Mailboxes[1]}/contacts",
            new
            {
                contact = new { givenName = "Paula" },
                phones = new Dictionary<string, string>
                {
                    ["Callback"] = "+49 30 1", ["Pager"] = "+49 30 2", ["MobilePhone"] = "+49 170 3",
                },
            });
        await tenant.ControlAsync(
            $"mailboxes/{tenant.Mailboxes[1]}/lists", new { displayName = "Vorstand", members = Array.Empty<object>() });
        using var host = tenant.Connect();
        var (_, connection) = MakeOld(host, "Counting");

        var result = host.Run(
            """
            Get-SyncParityReport $args[0] -Mailbox $args[1]
            Get-SyncSourceContact $args[0] -Mailbox $args[1] -Protocol Ews
            """,
            connection, tenant.Mailboxes[1]).ThrowOnError();

        var report = result.Output.Select(o => o.BaseObject).OfType<SyncParityReport>().Single();
        var contacts = result.Output.Select(o => o.BaseObject).OfType<SyncContact>().ToList();
        var people = contacts.Where(contact => contact.Kind == ContactKind.Contact).ToList();
        Assert.Equal((people.Count, contacts.Count - people.Count), (report.Contacts, report.ContactGroups));
        Assert.Equal(people.Sum(one => one.PhoneNumbers.Count(number => !Carried.Contains(number.Kind))), report.ExtraNumbers);
        Assert.True(report is { ContactGroups: >= 1, ExtraNumbers: >= 2, ContactsWithExtraNumbers: >= 1, IsEqual: false });
        Assert.Equal(0, report.PublicFolderContacts);
    }

    [Fact]
    public void Of_a_public_folder_all_is_lost()
    {
        SyncContact[] contacts =
        [
            new() { Id = "1", FolderId = "f", PhoneNumbers = [new SyncPhoneNumber(PhoneNumberKind.MobilePhone, "+49 170 3")] },
            new() { Id = "2", FolderId = "f", Kind = ContactKind.Group },
        ];

        var lost = GraphParity.Count("Firmenkontakte", isPublicFolder: true, contacts);
        Assert.Equal((1, 1, 0, 1, false), (lost.Contacts, lost.ContactGroups, lost.ExtraNumbers, lost.PublicFolderContacts, lost.IsEqual));
        Assert.True(GraphParity.Count("anna@contoso.example", isPublicFolder: false, contacts[..1]).IsEqual);
    }

    /// <summary>An app with full_access_as_app, as a product has it, and a connection by which it signs in.</summary>
    private (SyncAppRegistration App, string Connection) MakeOld(HostedModule host, string name)
    {
        var connection = $"old-{Guid.NewGuid():N}"[..12];
        var made = host.Run(
            """
            $app = New-SyncAppRegistration -Name $args[0] -Preset UCware -WarningAction SilentlyContinue
            $app
            $null = $app | Grant-AdminConsent
            $secret = $app | New-SyncAppCredential
            $null = New-SyncConnection $args[1] -Environment $args[2] -ClientId $app.AppId -ClientSecret $secret.Secret -Region DE `
                -StorePath $args[3] -Protocol Ews -WarningAction SilentlyContinue
            """,
            name, connection, tenant.LabWithEws, Path.Combine(tenant.Folder, connection + ".db")).ThrowOnError();
        return (made.Objects<SyncAppRegistration>().Single(), connection);
    }

    private bool HoldsOldRight(SyncAppRegistration app)
    {
        lock (tenant.Server.Context.Tenant.Gate)
        {
            return tenant.Server.Context.Tenant.Assignments.Exists(
                one => one.Principal.Id.ToString() == app.ServicePrincipalId && one.RoleId == FullAccess);
        }
    }

    private static IEnumerable<(ConversionStep, string)> Steps(HostedResult result) =>
        result.Objects<SyncAppConversion>().Select(step => (step.Step, step.Change));
}

using System.Collections.Concurrent;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class ConsentTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    private static readonly Guid Graph = Guid.Parse("00000003-0000-0000-c000-000000000000");

    private static readonly AppPreset Delegated = new("Delegated", "For a test.", "AzureADMyOrg",
    [
        Scope("Contacts.Read", "ff74d97f-43af-4b68-9f2a-b77ee6968c5d"),
        Scope("User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"),
    ]);

    [Fact]
    public async Task A_new_app_declares_and_was_granted_nothing()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Declared only");

        var rows = await Service(session).GetAsync(app, default);

        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.True(row.Declared));
        Assert.All(rows, row => Assert.False(row.Granted));
        Assert.All(rows, row => Assert.Equal("Not granted for Contoso GmbH", row.State));
    }

    [Fact]
    public async Task What_is_declared_is_granted_once()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var app = await SandboxTenant.RegisterAsync(session, "Granted");
        var service = Service(session);

        var planned = await service.PlanGrantAsync(app, default);
        var granted = await service.GrantAsync(app, wait: true, default);
        requests.Clear();
        var again = await service.GrantAsync(app, wait: true, default);

        Assert.Equal(3, planned.Count);
        Assert.Contains(planned, one => one.Change.Contains("Contacts.Read") && one.Change.Contains("'Granted'"));
        Assert.Equal(3, granted.Count);
        Assert.All(granted, row => Assert.Equal("Granted for Contoso GmbH", row.State));
        Assert.All(granted, row => Assert.Equal("Microsoft Graph", row.Resource));
        Assert.All(again, row => Assert.True(row.Granted));
        Assert.Empty(SandboxTenant.Writing(requests));
        Assert.Empty(await service.PlanGrantAsync(app, default));
    }

    [Fact]
    public async Task A_plan_only_reads()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var app = await SandboxTenant.RegisterAsync(session, "Only planned");
        requests.Clear();

        await Service(session).PlanGrantAsync(app, default);

        Assert.NotEmpty(requests);
        Assert.Empty(SandboxTenant.Writing(requests));
    }

    [Fact]
    public async Task A_grant_without_waiting_meets_replication_itself()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Hurried");

        var rows = await Service(session).GrantAsync(app, wait: false, default);

        Assert.All(rows, row => Assert.True(row.Granted));
    }

    [Fact]
    public async Task Delegated_scopes_are_one_grant_and_further_ones_are_merged_into_it()
    {
        await using var session = tenant.Administrator();
        var service = Service(session);
        var app = await SandboxTenant.RegisterAsync(session, "Delegated", Delegated with { Permissions = [Delegated.Permissions[0]] });
        await service.GrantAsync(app, wait: true, default);
        app = await SandboxTenant.RegisterAsync(session, "Delegated", Delegated);

        var rows = await service.GrantAsync(app, wait: true, default);

        Assert.Equal(["Contacts.Read", "User.Read"], rows.Select(row => row.Permission).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row.Granted && row.Type == PermissionType.Delegated));
        var grants = await session.Graph.ServicePrincipals[app.ServicePrincipalId].Oauth2PermissionGrants.GetAsync();
        var grant = Assert.Single(grants!.Value!);
        Assert.Equal("AllPrincipals", grant.ConsentType);
        Assert.Equal("Contacts.Read User.Read", grant.Scope);
    }

    [Fact]
    public async Task What_is_granted_and_no_longer_declared_is_shown()
    {
        await using var session = tenant.Administrator();
        var service = Service(session);
        var app = await SandboxTenant.RegisterAsync(session, "Narrowed");
        await service.GrantAsync(app, wait: true, default);
        await session.Graph.Applications[app.ObjectId].PatchAsync(new() { RequiredResourceAccess = [] });

        var rows = await service.GetAsync(app, default);

        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.True(row.Granted && !row.Declared));
    }

    [Fact]
    public async Task An_app_without_an_enterprise_application_is_named()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Headless");
        await session.Graph.ServicePrincipals[app.ServicePrincipalId].DeleteAsync();
        var found = await new AppRegistrationService(session, TimeProvider.System).FindAsync(null, app.AppId, default).FirstAsync();

        var error = await Assert.ThrowsAsync<SyncException>(() => Service(session).GrantAsync(found, wait: true, default));

        Assert.Equal("EnterpriseAppMissing", error.ErrorId);
    }

    private static ConsentService Service(TenantSession session) => new(session, TimeProvider.System);

    private static PresetPermission Scope(string value, string id) =>
        new(Graph, "Microsoft Graph", value, PermissionType.Delegated, Guid.Parse(id), "Test.");
}

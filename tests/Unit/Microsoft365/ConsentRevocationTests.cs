using System.Collections.Concurrent;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Consent for one user, and consent taken back, against the sandbox.</summary>
public sealed class ConsentRevocationTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    private static readonly Guid Graph = Guid.Parse("00000003-0000-0000-c000-000000000000");

    private static readonly AppPreset Mixed = new("Mixed", "For a test.", "AzureADMyOrg",
    [
        One("Contacts.Read", PermissionType.Application, "089fe4d0-434a-44c5-8827-41ba8a0b17f5"),
        One("Contacts.Read", PermissionType.Delegated, "ff74d97f-43af-4b68-9f2a-b77ee6968c5d"),
        One("User.Read", PermissionType.Delegated, "e1fe6dd8-ba31-4d61-89e7-88639da4683d"),
    ]);

    private string User => tenant.Host.Users[0].Address;

    [Fact]
    public async Task Delegated_permissions_are_granted_for_one_user_alone()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var app = await SandboxTenant.RegisterAsync(session, "For one", Mixed);
        var service = Service(session);

        var planned = await service.PlanGrantAsync(app, default, User);
        var rows = await service.GrantAsync(app, wait: true, default, user: User);
        requests.Clear();
        await service.GrantAsync(app, wait: true, default, user: User);

        Assert.Equal(2, planned.Count);
        Assert.All(planned, one => Assert.Contains($"for {User} alone", one.Change));
        Assert.All(rows, row => Assert.Equal((PermissionType.Delegated, User, $"Granted for {User}"), (row.Type, row.User, row.State)));
        Assert.Empty(SandboxTenant.Writing(requests));
        Assert.All(await service.GetAsync(app, default), row => Assert.False(row.Granted));
        Assert.All(await service.GetAsync(app, default, tenant.Host.Users[1].Address), row => Assert.False(row.Granted));
        var grants = await session.Graph.ServicePrincipals[app.ServicePrincipalId].Oauth2PermissionGrants.GetAsync();
        Assert.Equal(("Principal", "Contacts.Read User.Read"), (grants!.Value![0].ConsentType, grants.Value[0].Scope));
    }

    [Fact]
    public async Task What_the_organisation_granted_a_user_has_too_and_keeps()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "For all and one", Mixed);
        var service = Service(session);
        await service.GrantAsync(app, wait: true, default, user: User);
        await service.GrantAsync(app, wait: true, default);

        var revoked = await service.RevokeAsync(app, new ConsentSelection(), default, User);

        Assert.All(revoked, row => Assert.Equal((true, "Granted for Contoso GmbH"), (row.Granted, row.State)));
        Assert.Empty(await service.PlanRevokeAsync(app, new ConsentSelection(), default, User));
        var grants = await session.Graph.ServicePrincipals[app.ServicePrincipalId].Oauth2PermissionGrants.GetAsync();
        Assert.Equal("AllPrincipals", Assert.Single(grants!.Value!).ConsentType);
    }

    [Fact]
    public async Task Chosen_permissions_are_taken_back_then_all_then_nothing()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var app = await SandboxTenant.RegisterAsync(session, "Revoked", Mixed);
        var service = Service(session);
        await service.GrantAsync(app, wait: true, default);

        var some = await service.RevokeAsync(app, new ConsentSelection(["User.Read"]), default);
        var all = await service.RevokeAsync(app, new ConsentSelection(), default);
        requests.Clear();
        var none = await service.RevokeAsync(app, new ConsentSelection(), default);

        Assert.Equal(["User.Read"], some.Where(row => !row.Granted).Select(row => row.Permission));
        Assert.All(all.Concat(none), row => Assert.False(row.Granted));
        Assert.Empty(SandboxTenant.Writing(requests));
        Assert.All(await service.GetAsync(app, default), row => Assert.False(row.Granted));
    }

    [Fact]
    public async Task What_is_no_longer_declared_can_be_taken_back_alone()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Slimmed", Mixed);
        var service = Service(session);
        await service.GrantAsync(app, wait: true, default);
        app = await SandboxTenant.RegisterAsync(session, "Slimmed", Mixed with { Permissions = [Mixed.Permissions[0]] });
        await session.Graph.Applications[app.ObjectId].PatchAsync(new()
        {
            RequiredResourceAccess = [new() { ResourceAppId = Graph.ToString(), ResourceAccess = [new() { Id = Mixed.Permissions[0].Id, Type = "Role" }] }],
        });

        var planned = await service.PlanRevokeAsync(app, new ConsentSelection(NotDeclared: true), default);
        await service.RevokeAsync(app, new ConsentSelection(NotDeclared: true), default);

        Assert.Equal(2, planned.Count);
        var left = Assert.Single(await service.GetAsync(app, default));
        Assert.Equal((PermissionType.Application, true, true), (left.Type, left.Granted, left.Declared));
    }

    [Fact]
    public async Task A_user_who_is_not_there_is_named()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "For nobody", Mixed);

        var error = await Assert.ThrowsAsync<SyncException>(() => Service(session).GetAsync(app, default, "nobody@contoso.example"));

        Assert.Equal("UserNotInDirectory", error.ErrorId);
    }

    private static ConsentService Service(TenantSession session) => new(session, TimeProvider.System);

    private static PresetPermission One(string value, PermissionType type, string id) =>
        new(Graph, "Microsoft Graph", value, type, Guid.Parse(id), "Test.");
}

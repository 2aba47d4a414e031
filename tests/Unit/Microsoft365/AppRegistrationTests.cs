using System.Collections.Concurrent;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class AppRegistrationTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    private const string ExchangeOnline = "00000002-0000-0ff1-ce00-000000000000";

    private static readonly AppPreset Preset = AppPresets.Find("ContactImport");

    [Fact]
    public async Task A_plan_lists_the_changes_and_only_reads()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);

        var plan = await Service(session).PlanAsync(new AppRegistrationRequest("Planned", Preset), default);

        Assert.Equal(AppRegistrationPlan.Created, plan.Change);
        Assert.Equal(5, plan.Changes.Count);
        Assert.Contains(plan.Changes, change => change.Contains("'Planned'") && change.Contains("AzureADMyOrg"));
        Assert.Contains(plan.Changes, change => change.Contains("Contacts.Read") && change.Contains("Microsoft Graph"));
        Assert.Empty(SandboxTenant.Writing(requests));
        await Assert.ThrowsAsync<SyncException>(async () => await Service(session).FindAsync("Planned", null, default).FirstAsync());
    }

    [Fact]
    public async Task An_app_is_made_once()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);

        var first = await SandboxTenant.RegisterAsync(session, "Once");
        requests.Clear();
        var second = await SandboxTenant.RegisterAsync(session, "Once");

        Assert.Equal("Created", first.Change);
        Assert.Equal("Unchanged", second.Change);
        Assert.Equal((first.AppId, first.ObjectId, first.ServicePrincipalId), (second.AppId, second.ObjectId, second.ServicePrincipalId));
        Assert.NotEmpty(requests);
        Assert.Empty(SandboxTenant.Writing(requests));
    }

    [Fact]
    public async Task An_app_has_what_its_preset_says_and_nothing_more()
    {
        await using var session = tenant.Administrator();

        var app = await SandboxTenant.RegisterAsync(session, "Least");

        Assert.Equal("AzureADMyOrg", app.SignInAudience);
        Assert.Equal(
            ["Contacts.Read", "GroupMember.Read.All", "User.ReadBasic.All"],
            app.Permissions.Select(permission => permission.Permission).Order(StringComparer.Ordinal));
        Assert.Equal(UniqueNames.For("Least"), app.UniqueName);
        var stored = await session.Graph.Applications[app.ObjectId].GetAsync();
        Assert.Empty(stored!.Web!.RedirectUris!);
        Assert.Empty(stored.PublicClient!.RedirectUris!);
        Assert.NotEqual(true, stored.IsFallbackPublicClient);
        Assert.Equal(3, Assert.Single(stored.RequiredResourceAccess!).ResourceAccess!.Count);
        var principal = await session.Graph.ServicePrincipals[app.ServicePrincipalId].GetAsync();
        Assert.Contains("WindowsAzureActiveDirectoryIntegratedApp", principal!.Tags!);
    }

    [Fact]
    public async Task What_was_taken_away_is_added_again_and_what_was_added_stays()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Repaired");
        var readAll = new ResourceAccess { Id = Guid.Parse("df021288-bdef-4463-88db-98f22de89214"), Type = "Role" };
        await session.Graph.Applications[app.ObjectId].PatchAsync(new Application
        {
            SignInAudience = "AzureADMultipleOrgs",
            DisplayName = "Renamed by hand",
            RequiredResourceAccess =
            [
                new RequiredResourceAccess { ResourceAppId = "00000003-0000-0000-c000-000000000000", ResourceAccess = [readAll] },
            ],
        });

        var repaired = await SandboxTenant.RegisterAsync(session, "Repaired");

        Assert.Equal("Updated", repaired.Change);
        Assert.Equal(app.AppId, repaired.AppId);
        Assert.Equal("Repaired", repaired.Name);
        Assert.Equal("AzureADMyOrg", repaired.SignInAudience);
        Assert.Equal(
            ["Contacts.Read", "GroupMember.Read.All", "User.Read.All", "User.ReadBasic.All"],
            repaired.Permissions.Select(permission => permission.Permission).Order(StringComparer.Ordinal));
        Assert.Equal("Unchanged", (await SandboxTenant.RegisterAsync(session, "Repaired")).Change);
    }

    [Fact]
    public async Task A_service_principal_that_is_missing_is_made()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Half made");
        await session.Graph.ServicePrincipals[app.ServicePrincipalId].DeleteAsync();

        var whole = await SandboxTenant.RegisterAsync(session, "Half made");

        Assert.Equal("Updated", whole.Change);
        Assert.Equal(app.AppId, whole.AppId);
        Assert.NotEqual(app.ServicePrincipalId, whole.ServicePrincipalId);
    }

    [Fact]
    public async Task An_app_of_the_same_name_made_elsewhere_is_not_taken_over_silently()
    {
        await using var session = tenant.Administrator();
        var other = await MakeElsewhereAsync(session, "Somebody's app");

        var error = await Assert.ThrowsAsync<SyncException>(() => SandboxTenant.RegisterAsync(session, "Somebody's app"));

        Assert.Equal("AppNameTaken", error.ErrorId);
        Assert.Contains(other.AppId!, error.Message);
        Assert.Contains($"-AppId {other.AppId}", error.Advice);
    }

    [Fact]
    public async Task An_app_made_elsewhere_is_taken_over_where_its_id_is_given()
    {
        await using var session = tenant.Administrator();
        var other = await MakeElsewhereAsync(session, "Adopted");
        var service = Service(session);
        var request = new AppRegistrationRequest("Adopted", Preset, other.AppId);

        var adopted = await service.ApplyAsync(await service.PlanAsync(request, default), default);
        var again = await service.PlanAsync(request, default);

        Assert.Equal(other.AppId, adopted.AppId);
        Assert.Equal("Updated", adopted.Change);
        Assert.Equal("AzureADMultipleOrgs", adopted.SignInAudience);
        Assert.Equal(3, adopted.Permissions.Count);
        Assert.NotEmpty(adopted.ServicePrincipalId);
        Assert.True(again.IsUnchanged, string.Join('\n', again.Changes));
    }

    [Fact]
    public async Task An_id_that_no_app_has_is_named()
    {
        await using var session = tenant.Administrator();
        var unknown = Guid.NewGuid().ToString();

        var error = await Assert.ThrowsAsync<SyncException>(
            () => Service(session).PlanAsync(new AppRegistrationRequest("x", Preset, unknown), default));

        Assert.Equal("AppIdNotFound", error.ErrorId);
        Assert.Contains(unknown, error.Message);
    }

    [Fact]
    public async Task A_resource_that_the_tenant_lacks_is_added()
    {
        await using var session = tenant.Administrator();
        var directory = tenant.Host.Context.Tenant;
        lock (directory.Gate)
            directory.RemovePrincipal(directory.ServicePrincipals.First(principal => principal.AppId == ExchangeOnline));
        var preset = new AppPreset("Ews", "Reads over EWS.", "AzureADMyOrg",
        [
            new PresetPermission(
                Guid.Parse(ExchangeOnline), "Office 365 Exchange Online", "full_access_as_app", PermissionType.Application,
                Guid.Parse("dc890d15-9560-4a4c-9b7f-a736ec74ec40"), "Test."),
        ]);

        var app = await SandboxTenant.RegisterAsync(session, "EWS app", preset);

        Assert.Equal("full_access_as_app", Assert.Single(app.Permissions).Permission);
        Assert.NotNull(await session.Graph.ServicePrincipalsWithAppId(ExchangeOnline).GetAsync());
    }

    [Fact]
    public async Task A_permission_that_the_resource_does_not_offer_is_named()
    {
        await using var session = tenant.Administrator();
        var wrong = Preset.Permissions[0] with { Permission = "Contacts.ReadEverything", Id = Guid.NewGuid() };

        var error = await Assert.ThrowsAsync<SyncException>(
            () => SandboxTenant.RegisterAsync(session, "Wrong", Preset with { Permissions = [wrong] }));

        Assert.Equal("PermissionUnknown", error.ErrorId);
        Assert.Contains("Contacts.ReadEverything", error.Message);
    }

    [Fact]
    public async Task Apps_are_found_by_name_by_id_and_all_of_ours()
    {
        await using var session = tenant.Administrator();
        var service = Service(session);
        var app = await SandboxTenant.RegisterAsync(session, "O'Reilly PBX");
        var other = await MakeElsewhereAsync(session, "Foreign");

        var byName = await service.FindAsync("O'Reilly PBX", null, default).ToListAsync();
        var byId = await service.FindAsync(null, app.AppId, default).ToListAsync();
        var ours = await service.FindAsync(null, null, default).ToListAsync();
        var foreign = await service.FindAsync("Foreign", null, default).ToListAsync();

        Assert.Equal(app.AppId, Assert.Single(byName).AppId);
        Assert.Equal(app.ServicePrincipalId, Assert.Single(byId).ServicePrincipalId);
        Assert.Contains(ours, one => one.AppId == app.AppId);
        Assert.DoesNotContain(ours, one => one.AppId == other.AppId);
        Assert.Null(Assert.Single(foreign).UniqueName);
        var missing = await Assert.ThrowsAsync<SyncException>(
            async () => await service.FindAsync("Nobody's", null, default).ToListAsync());
        Assert.Equal("AppRegistrationNotFound", missing.ErrorId);
    }

    private static AppRegistrationService Service(TenantSession session) => new(session, TimeProvider.System);

    private static async Task<Application> MakeElsewhereAsync(TenantSession session, string name)
    {
        var app = await session.Graph.Applications.PostAsync(
            new Application { DisplayName = name, SignInAudience = "AzureADMultipleOrgs" });
        var reader = new AppRegistrationReader(session, new ResourcePrincipals(session));
        await new Replication(TimeProvider.System).ConfirmAsync(
            name, async () => await reader.FindByAppIdAsync(app!.AppId!, default) is not null, default);
        return app!;
    }
}

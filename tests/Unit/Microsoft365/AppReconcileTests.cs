using System.Collections.Concurrent;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Redirect URIs, notes, logo, owners, exactness, deleted apps and refusals.</summary>
public sealed class AppReconcileTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    private static readonly AppPreset Import = AppPresets.Find("ContactImport");

    [Theory]
    [InlineData("UCware")]
    [InlineData("ProCall")]
    [InlineData("Datapump")]
    [InlineData("BueroWare")]
    [InlineData("Microtech")]
    [InlineData("ContactPublish")]
    [InlineData("Presence")]
    [InlineData("Calendar")]
    public async Task Every_preset_is_registered_once_and_as_it_says(string name)
    {
        var preset = AppPresets.Find(name);
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);

        var first = await ApplyAsync(session, new AppRegistrationRequest(preset.AppName, preset));
        requests.Clear();
        var second = await ApplyAsync(session, new AppRegistrationRequest(preset.AppName, preset));

        Assert.Equal(("Created", "Unchanged"), (first.Change, second.Change));
        Assert.Empty(SandboxTenant.Writing(requests));
        Assert.Equal([preset.Name], second.Presets);
        Assert.Equal(
            preset.Permissions.Select(one => (one.ResourceAppId, one.Permission, one.Type, one.Id)).Order(),
            second.Permissions.Select(one => (one.ResourceAppId, one.Permission, one.Type, one.Id)).Order());
        Assert.Equal(
            preset.RedirectUris.Where(one => !one.IsOptional).Select(one => (one.Platform, one.Uri)),
            second.RedirectUris.Select(one => (one.Platform, one.Uri)));
    }

    [Fact]
    public async Task A_warning_goes_with_full_access_whether_by_preset_or_by_name()
    {
        await using var session = tenant.Administrator();
        var service = Service(session);
        var named = await PermissionCatalog.Of(session).FindAsync(
            "Office 365 Exchange Online/full_access_as_app", PermissionType.Application, default);

        var byPreset = await service.PlanAsync(new AppRegistrationRequest("x", AppPresets.Find("UCware")), default);
        var byName = await service.PlanAsync(
            new AppRegistrationRequest("x", new AppPreset("", "", "AzureADMyOrg", [])) { Permissions = [named] }, default);
        var without = await service.PlanAsync(new AppRegistrationRequest("x", Import), default);

        foreach (var plan in new[] { byPreset, byName })
        {
            var warning = Assert.Single(plan.Warnings);
            Assert.Contains("1 April 2027", warning);
            Assert.Contains("Convert-SyncAppRegistration", warning);
            Assert.Contains("ContactImport", warning);
        }
        Assert.Empty(without.Warnings);
    }

    [Fact]
    public async Task Another_address_stands_in_the_place_of_the_presets()
    {
        await using var session = tenant.Administrator();
        var request = new AppRegistrationRequest("Door signs", AppPresets.Find("Datapump"));
        var other = request with { RedirectUris = [new SyncRedirectUri(RedirectPlatform.Web, "http://localhost:10080/ews")] };

        var app = await ApplyAsync(session, other);

        Assert.Equal("http://localhost:10080/ews", Assert.Single(app.RedirectUris).Uri);
        Assert.True((await Service(session).PlanAsync(request, default)).IsUnchanged);
        var wrong = request with { RedirectUris = [new SyncRedirectUri(RedirectPlatform.Web, "http://localhost:9000/ews")] };
        var error = await Assert.ThrowsAsync<SyncException>(() => Service(session).PlanAsync(wrong, default));
        Assert.Equal("RedirectUriNotOfPreset", error.ErrorId);
        Assert.Contains("10000-65000", error.Advice);
    }

    [Theory]
    [InlineData(RedirectPlatform.Web, "http://pbx.contoso.com")]
    [InlineData(RedirectPlatform.Spa, "bw-link://o365/oauth2")]
    [InlineData(RedirectPlatform.PublicClient, "https://*.contoso.com")]
    public async Task An_address_that_Entra_would_refuse_is_named_before_anything_is_written(RedirectPlatform platform, string uri)
    {
        await using var session = tenant.Administrator();
        var request = new AppRegistrationRequest("x", Import) { RedirectUris = [new SyncRedirectUri(platform, uri)] };

        var error = await Assert.ThrowsAsync<SyncException>(() => Service(session).PlanAsync(request, default));

        Assert.Equal("RedirectUriInvalid", error.ErrorId);
        Assert.Contains(uri, error.Message);
    }

    [Fact]
    public async Task Exactly_what_is_asked_for_is_left()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var catalog = PermissionCatalog.Of(session);
        var wide = new AppRegistrationRequest("Too much", AppPresets.Find("ProCall"))
        {
            Permissions = [await catalog.FindAsync("Contacts.Read", PermissionType.Application, default)],
            RedirectUris = [new SyncRedirectUri(RedirectPlatform.Spa, "https://pbx.contoso.com/spa")],
        };
        var app = await ApplyAsync(session, wide);
        var more = new AppRegistrationRequest(app.Name, Import, app.AppId);
        Assert.Equal(7, (await ApplyAsync(session, more)).Permissions.Count);

        var exact = more with { ExactPermissions = true, ExactRedirectUris = true };
        var plan = await Service(session).PlanAsync(exact, default);
        Assert.Contains(plan.Changes, change => change.Contains("No longer declare the permission Presence.Read.All of Microsoft Graph"));
        Assert.Contains(plan.Warnings, warning => warning.Contains("stays granted"));
        var left = await Service(session).ApplyAsync(plan, default);

        Assert.Equal(
            ["Contacts.Read", "GroupMember.Read.All", "User.ReadBasic.All"], left.Permissions.Select(one => one.Permission).Order());
        Assert.Empty(left.RedirectUris);
        Assert.Equal(["ContactImport"], left.Presets);
        requests.Clear();
        Assert.Equal("Unchanged", (await ApplyAsync(session, exact)).Change);
        Assert.Empty(SandboxTenant.Writing(requests));
    }

    [Fact]
    public async Task Notes_logo_and_owners_are_written_once()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var (first, second) = (tenant.Host.Users[0], tenant.Host.Users[1]);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 1, 2]);
        var request = new AppRegistrationRequest("Furnished", Import)
        {
            Notes = "Asked for by the front desk",
            Logo = AppLogo.Read(file),
            Owners = [first.Address, tenant.Host.AdminClientId],
            SignInAudience = "AzureADMultipleOrgs",
        };
        File.Delete(file);

        var app = await ApplyAsync(session, request);
        requests.Clear();
        var again = await ApplyAsync(session, request);

        Assert.Equal(
            ("Unchanged", "Asked for by the front desk", "AzureADMultipleOrgs"), (again.Change, again.Notes, again.SignInAudience));
        Assert.Empty(SandboxTenant.Writing(requests));
        Assert.Equal(2, (await OwnersAsync(session, app)).Count);

        await ApplyAsync(session, request with { Owners = [second.Address] });
        Assert.Equal(3, (await OwnersAsync(session, app)).Count);
        await ApplyAsync(session, request with { Owners = [second.Address], ExactOwners = true });
        var owner = Assert.IsType<User>(Assert.Single(await OwnersAsync(session, app)));
        Assert.Equal(second.Address, owner.UserPrincipalName);
        await ApplyAsync(session, request with { Owners = null, ExactPermissions = true });
        Assert.Single(await OwnersAsync(session, app));
        var nobody = request with { Owners = ["nobody@contoso.example"] };
        var error = await Assert.ThrowsAsync<SyncException>(() => ApplyAsync(session, nobody));
        Assert.Equal("OwnerNotFound", error.ErrorId);
    }

    [Fact]
    public void What_is_no_picture_is_no_logo()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "text");

        Assert.Equal("LogoInvalid", Assert.Throws<SyncException>(() => AppLogo.Read(file)).ErrorId);
        File.WriteAllBytes(file, [0x89, 0x50, 0x4E, 0x47, .. new byte[100 * 1024]]);
        Assert.Equal("LogoInvalid", Assert.Throws<SyncException>(() => AppLogo.Read(file)).ErrorId);
        File.Delete(file);
    }

    [Fact]
    public async Task A_deleted_app_is_named_and_comes_back_with_its_ids_and_grants()
    {
        await using var session = tenant.Administrator();
        var request = new AppRegistrationRequest("Deleted one", Import);
        var app = await ApplyAsync(session, request);
        await new ConsentService(session, TimeProvider.System).GrantAsync(app, wait: false, default);
        await Removal(session).RemoveAsync(app, isPermanent: false, default);

        var error = await Assert.ThrowsAsync<SyncException>(() => Service(session).PlanAsync(request, default));
        Assert.Equal("AppDeleted", error.ErrorId);
        Assert.Contains(app.AppId, error.Message);
        Assert.Contains("-Restore", error.Advice);
        var listed = Assert.Single(await Service(session).FindDeletedAsync("deleted one", null, default).ToListAsync());
        Assert.NotNull(listed.Deleted);

        var plan = await Service(session).PlanAsync(request with { Restore = true }, default);
        Assert.Contains(plan.Changes, change => change.StartsWith("Restore ", StringComparison.Ordinal));
        var restored = await Service(session).ApplyAsync(plan, default);
        Assert.Equal(
            ("Restored", app.AppId, app.ObjectId, app.ServicePrincipalId),
            (restored.Change, restored.AppId, restored.ObjectId, restored.ServicePrincipalId));
        Assert.All(await new ConsentService(session, TimeProvider.System).GetAsync(restored, default), one => Assert.True(one.Granted));
        Assert.Equal("Unchanged", (await ApplyAsync(session, request with { Restore = true })).Change);
    }

    [Fact]
    public async Task An_app_is_deleted_once_and_for_good_once()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var request = new AppRegistrationRequest("Short-lived", Import);
        var app = await ApplyAsync(session, request);
        var removal = Removal(session);

        Assert.Equal(2, (await removal.PlanAsync(app, isPermanent: true, default)).Count);
        await removal.RemoveAsync(app, isPermanent: false, default);
        requests.Clear();
        Assert.Empty(await removal.PlanAsync(app, isPermanent: false, default));
        await removal.RemoveAsync(app, isPermanent: false, default);
        Assert.Empty(SandboxTenant.Writing(requests));

        Assert.Equal(app.AppId, Assert.Single(await removal.FindAsync("Short-lived", null, default).ToListAsync()).AppId);
        Assert.Single(await removal.PlanAsync(app, isPermanent: true, default));
        await removal.RemoveAsync(app, isPermanent: true, default);
        Assert.Empty(await removal.FindAsync(null, app.AppId, default).ToListAsync());
        Assert.DoesNotContain(tenant.Host.Context.Tenant.Deleted, item => item.Object.Id.ToString() == app.ServicePrincipalId);
        var next = await ApplyAsync(session, request);
        Assert.NotEqual(app.AppId, next.AppId);
        await removal.RemoveAsync(next, isPermanent: true, default);
        Assert.Empty(await removal.FindAsync(null, next.AppId, default).ToListAsync());
    }

    [Fact]
    public async Task Several_apps_of_a_name_are_told_from_one()
    {
        await using var session = tenant.Administrator();
        var first = await MakeElsewhereAsync(session, "estos ProCall 2");
        var second = await MakeElsewhereAsync(session, "estos ProCall 2");

        var error = await Assert.ThrowsAsync<SyncException>(
            () => Service(session).PlanAsync(new AppRegistrationRequest("estos ProCall 2", AppPresets.Find("ProCall")), default));

        Assert.Equal("AppNamesTaken", error.ErrorId);
        Assert.Contains(first.AppId!, error.Message);
        Assert.Contains(second.AppId!, error.Message);
        Assert.Contains("-Preset ProCall", error.Advice);
    }

    [Fact]
    public async Task A_namesake_is_warned_of_where_the_name_must_be_unique()
    {
        await using var session = tenant.Administrator();
        var request = new AppRegistrationRequest("Unique ProCall", AppPresets.Find("ProCall"));
        await ApplyAsync(session, request);
        Assert.Empty((await Service(session).PlanAsync(request, default)).Warnings);
        var other = await MakeElsewhereAsync(session, "Unique ProCall");

        var plan = await Service(session).PlanAsync(request, default);

        Assert.True(plan.IsUnchanged);
        Assert.Contains(other.AppId!, Assert.Single(plan.Warnings));
    }

    [Fact]
    public async Task A_full_directory_and_a_policy_are_told_apart()
    {
        await using var session = tenant.Administrator();
        var directory = tenant.Host.Context.Tenant;
        var request = new AppRegistrationRequest("Refused", Import);
        try
        {
            directory.ObjectQuota = 1;
            var full = await Assert.ThrowsAsync<ServiceRefusedException>(() => ApplyAsync(session, request));
            Assert.Equal(("DirectoryQuotaExceeded", "Directory_QuotaExceeded"), (full.ErrorId, full.Code));
            Assert.Contains("Remove-SyncAppRegistration -Permanent", full.Advice);

            directory.ObjectQuota = null;
            directory.ForbiddenAudiences = ["AzureADMultipleOrgs"];
            var forbidden = await Assert.ThrowsAsync<ServiceRefusedException>(
                () => ApplyAsync(session, request with { SignInAudience = "AzureADMultipleOrgs" }));
            Assert.Equal("RegistrationForbiddenByPolicy", forbidden.ErrorId);
        }
        finally
        {
            directory.ObjectQuota = null;
            directory.ForbiddenAudiences = [];
        }
    }

    [Fact]
    public async Task A_permission_is_found_by_name_in_the_tenants_own_resources()
    {
        await using var session = tenant.Administrator();
        var catalog = PermissionCatalog.Of(session);

        var graph = await catalog.FindAsync("contacts.read", PermissionType.Delegated, default);
        Assert.Equal(
            ("Microsoft Graph", "Contacts.Read", "ff74d97f-43af-4b68-9f2a-b77ee6968c5d"),
            (graph.Resource, graph.Permission, $"{graph.Id}"));
        var byId = await catalog.FindAsync(
            "00000002-0000-0ff1-ce00-000000000000/full_access_as_app", PermissionType.Application, default);
        Assert.Equal("Office 365 Exchange Online", byId.Resource);
        Assert.Contains("Office 365 Exchange Online/full_access_as_app", await catalog.ListAsync(PermissionType.Application, default));
        Assert.Contains("Presence.Read", await catalog.ListAsync(PermissionType.Delegated, default));

        var other = await Assert.ThrowsAsync<SyncException>(() => catalog.FindAsync("Presence.Read", PermissionType.Application, default));
        Assert.Equal("PermissionNotOffered", other.ErrorId);
        Assert.Contains("Presence.Read (Delegated)", other.Advice);
        var unknown = await Assert.ThrowsAsync<SyncException>(() => catalog.FindAsync("SharePoint/x", PermissionType.Application, default));
        Assert.Equal("ResourceUnknown", unknown.ErrorId);
    }

    private static AppRegistrationService Service(TenantSession session) => new(session, TimeProvider.System);

    private static AppRemovalService Removal(TenantSession session) => new(session, TimeProvider.System);

    private static async Task<SyncAppRegistration> ApplyAsync(TenantSession session, AppRegistrationRequest request)
    {
        var service = Service(session);
        return await service.ApplyAsync(await service.PlanAsync(request, default), default);
    }

    private static async Task<List<DirectoryObject>> OwnersAsync(TenantSession session, SyncAppRegistration app) =>
        (await session.Graph.Applications[app.ObjectId].Owners.GetAsync())!.Value!;

    private async Task<Application> MakeElsewhereAsync(TenantSession session, string name)
    {
        var app = await session.Graph.Applications.PostAsync(new Application { DisplayName = name, SignInAudience = "AzureADMyOrg" });
        tenant.Host.Context.Tenant.Settle();
        return app!;
    }
}

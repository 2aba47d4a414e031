using System.Net;
using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Ews.Access;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class ExchangeAdminTests : IAsyncLifetime
{
    private const string Exchange = "https://outlook.office365.com";
    private const string ExchangePowerShell = "fb78d390-0c51-40cd-8e17-fdbfab77341b";
    private const string SystemMailbox = "UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.example";

    private SandboxClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await SandboxClient.StartAsync();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task OnlyAnAppWithTheRightAndARoleIsLetIn()
    {
        var app = await _client.CreateAppAsync("Contacts.Read");
        var token = await _client.AppTokenAsync(app.AppId, app.Secret, Exchange);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RunAsync("Get-OrganizationConfig", token: token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RunAsync("Get-OrganizationConfig", token: await _client.AdminTokenAsync())).Status);

        var admin = await ExchangeTokenAsync();
        await SetRolesAsync();
        var refused = await RunAsync("Get-OrganizationConfig", token: admin);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal('\0', refused.Text[0]);
        await SetRolesAsync("Global Reader");
        Assert.Equal(HttpStatusCode.OK, (await RunAsync("Get-OrganizationConfig", token: admin)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await RunAsync("Set-OrganizationConfig", new() { ["EwsEnabled"] = false })).Status);
        await SetRolesAsync("Exchange Administrator");
        Assert.Equal(HttpStatusCode.OK, (await RunAsync("Set-OrganizationConfig", new() { ["EwsEnabled"] = false })).Status);
    }

    [Fact]
    public async Task APersonComesWithExchangePowerShellAndNamesHimself()
    {
        var admin = _client.Host.Administrator;
        var token = await PersonTokenAsync(admin, ExchangePowerShell, Exchange);
        Assert.Equal("Exchange.Manage", (string)SandboxClient.Claims(token)["scp"]!);

        Assert.Equal(HttpStatusCode.OK, (await RunAsync("Get-OrganizationConfig", token: token, anchor: "UPN:" + admin.Address)).Status);
        Assert.Contains("X-AnchorMailbox", TextOf(await RunAsync("Get-OrganizationConfig", token: token)));
        Assert.Contains("X-AnchorMailbox", TextOf(await RunAsync("Get-OrganizationConfig", anchor: "UPN:" + admin.Address)));
        var user = _client.Host.Users[0];
        var other = await PersonTokenAsync(user, ExchangePowerShell, Exchange);
        Assert.Equal(
            HttpStatusCode.Forbidden, (await RunAsync("Get-OrganizationConfig", token: other, anchor: "UPN:" + user.Address)).Status);
    }

    [Theory]
    [InlineData(ExchangePowerShell, SandboxClient.Graph)]
    [InlineData("14d82eec-204b-4c2f-b7e8-296a70dab67e", Exchange)]
    public async Task MicrosoftsOwnClientsAreLetInByOneServiceOnly(string clientId, string resource)
    {
        var refused = await PersonAsync(_client.Host.Administrator, clientId, resource);

        Assert.Equal((HttpStatusCode.BadRequest, 65002), (refused.Status, refused.AadSts));
    }

    [Fact]
    public async Task MistakesAreToldAsExchangeTellsThem()
    {
        var missing = await RunAsync("Get-ManagementScope", new() { ["Identity"] = "none" });
        Assert.Equal((HttpStatusCode.NotFound, "Invalid Operation"), (missing.Status, missing.Message));
        Assert.StartsWith(
            "|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|", (string)missing.Json["error"]!["details"]![0]!["message"]!);
        Assert.Contains("matches parameter name 'Nonsense'", TextOf(await RunAsync("Get-Group", new() { ["Nonsense"] = 1 })));
        Assert.Contains("not recognized", TextOf(await RunAsync("Get-Nonsense")));
        Assert.Contains("X-AnchorMailbox", TextOf(await RunAsync("Get-OrganizationConfig", anchor: null)));
    }

    [Fact]
    public async Task ListsComeInPages()
    {
        var first = await RunAsync("Get-CASMailbox", new() { ["ResultSize"] = "Unlimited" }, prefer: "odata.maxpagesize=4");
        var next = (string)first.Json["@odata.nextLink"]!;
        var second = await RunAsync("Get-CASMailbox", new() { ["ResultSize"] = "Unlimited" }, prefer: "odata.maxpagesize=4", path: next);

        Assert.Equal((4, 2), (first.Json["value"]!.AsArray().Count, second.Json["value"]!.AsArray().Count));
        Assert.Null(second.Json["@odata.nextLink"]);
    }

    [Fact]
    public async Task AScopeLetsAnAppIntoTheMailboxesOfDirectMembersOnly()
    {
        var (app, inside, nested, outside) = await ScopeAsync();
        var token = await _client.AppTokenAsync(app.AppId, app.Secret);

        Assert.Null(SandboxClient.Claims(token)["roles"]);
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(token, inside));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync(token, nested));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync(token, outside));
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.PostAsync($"users/{inside}/contacts", token, new JsonObject())).Status);

        var tested = await RunAsync("Test-ServicePrincipalAuthorization", new() { ["Identity"] = app.PrincipalId, ["Resource"] = nested });
        var row = Assert.Single(tested.Json["value"]!.AsArray())!;
        Assert.Equal(("Contacts.Read", "False"), ((string?)row["GrantedPermissions"], (string?)row["InScope"]));
        tested = await RunAsync("Test-ServicePrincipalAuthorization", new() { ["Identity"] = app.AppId });
        Assert.Equal("Not Run", (string?)tested.Json["value"]![0]!["InScope"]);
    }

    [Fact]
    public async Task AGrantOfEntraCancelsTheScope()
    {
        var (app, _, _, outside) = await ScopeAsync();
        Assert.Equal(HttpStatusCode.Created, (await _client.AssignAsync(app, "Contacts.Read")).Status);
        _client.Settle();

        Assert.Equal(HttpStatusCode.OK, await ReadAsync(await _client.AppTokenAsync(app.AppId, app.Secret), outside));
    }

    [Fact]
    public async Task AChangeIsNoticedWhenTheAppWasIdleForHalfAnHourOrAfterTwo()
    {
        var (app, inside, _, _) = await ScopeAsync();
        var token = await _client.AppTokenAsync(app.AppId, app.Secret);
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(token, inside));
        await RunAsync("Remove-ManagementRoleAssignment", new() { ["Identity"] = "CS", ["Confirm"] = false });

        for (var minutes = 0; minutes < 100; minutes += 20)
        {
            _client.Time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, await ReadAsync(await _client.AppTokenAsync(app.AppId, app.Secret), inside));
        }
        _client.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadAsync(await _client.AppTokenAsync(app.AppId, app.Secret), inside));
    }

    [Fact]
    public async Task ThePrincipalMustBeTheEnterpriseApplication()
    {
        var app = await _client.CreateAppAsync();
        Assert.Contains(
            "couldn't be found", TextOf(await RunAsync("New-ServicePrincipal", new() { ["AppId"] = app.AppId, ["ObjectId"] = app.Id })));
        JsonObject right = new() { ["AppId"] = app.AppId, ["ObjectId"] = app.PrincipalId };
        Assert.Equal(HttpStatusCode.OK, (await RunAsync("New-ServicePrincipal", right)).Status);
        Assert.Contains("already exists", TextOf(await RunAsync("New-ServicePrincipal", (JsonObject)right.DeepClone())));

        await _client.DeleteAsync($"servicePrincipals/{app.PrincipalId}", await _client.AdminTokenAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await RunAsync("Get-ServicePrincipal", new() { ["Identity"] = app.AppId })).Status);
    }

    [Fact]
    public async Task SecurityGroupsWithoutAnAddressDoNotExistInExchange()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await RunAsync("Get-Group", new() { ["Identity"] = "Phone users" })).Status);
        JsonObject wanted = new() { ["Name"] = "Flat", ["Type"] = "Security" };
        var dn = (string)(await RunAsync("New-DistributionGroup", wanted)).Json["value"]![0]!["DistinguishedName"]!;
        Assert.StartsWith("CN=Flat,OU=", dn);
        JsonObject members = new() { ["Identity"] = "Flat", ["Members"] = new JsonArray(_client.Host.Users[0].Address) };
        Assert.Equal(HttpStatusCode.OK, (await RunAsync("Update-DistributionGroupMember", members)).Status);
        Assert.Single((await RunAsync("Get-DistributionGroupMember", new() { ["Identity"] = "Flat" })).Json["value"]!.AsArray());
    }

    [Fact]
    public async Task WhatIsWrittenOfEwsIsReadAtOnceAndInForceLater()
    {
        var settings = _client.Host.Context.Ews;
        var id = Guid.NewGuid().ToString();
        await RunAsync("Set-OrganizationConfig", new() { ["EwsEnabled"] = true, ["EwsAllowedAppIDs"] = id });
        var hidden = await RunAsync("Get-OrganizationConfig");
        Assert.Null(hidden.Json["value"]![0]!["EwsAllowedAppIDs"]);
        var shown = await RunAsync("Get-OrganizationConfig", new() { ["RetrieveEwsOperationAccessPolicy"] = true });
        Assert.Equal(id, (string?)shown.Json["value"]![0]!["EwsAllowedAppIDs"]);
        Assert.Null(settings.EwsEnabled);

        _client.Time.Advance(TimeSpan.FromHours(1));
        await RunAsync("Get-OrganizationConfig");
        Assert.True(settings.EwsEnabled);
        Assert.Empty(settings.AllowedAppIds);
        _client.Time.Advance(TimeSpan.FromHours(23));
        await RunAsync("Get-OrganizationConfig");
        Assert.Equal([id], settings.AllowedAppIds);
    }

    [Theory]
    [InlineData("EnforceAllowList", "Outlook*", true)]
    [InlineData("EnforceAllowList", "ContactSync/*", false)]
    [InlineData("EnforceBlockList", "ContactSync/*", true)]
    [InlineData("EnforceBlockList", "Outlook*", false)]
    public async Task UserAgentsAreLetInByPatterns(string policy, string pattern, bool blocked)
    {
        var list = policy == "EnforceAllowList" ? "EwsAllowList" : "EwsBlockList";
        var set = await RunAsync(
            "Set-OrganizationConfig", new() { ["EwsApplicationAccessPolicy"] = policy, [list] = new JsonArray(pattern) });
        Assert.Equal(HttpStatusCode.OK, set.Status);
        _client.Host.Context.Exchange.Settle();

        void Check() => EwsPolicy.Check(_client.Host.Context.Ews, new EwsCaller { IsOnline = true }, "ContactSync/1.0");
        if (blocked)
            Assert.Equal(EwsPolicy.Blocked, Assert.Throws<EwsDenied>(Check).PolicyReason);
        else
            Check();
    }

    /// <summary>An app that may read the contacts of a group's direct members, and who is in it directly, through a group, and not.</summary>
    private async Task<(TestApp App, string Inside, string Nested, string Outside)> ScopeAsync()
    {
        var users = _client.Host.Users.Select(user => user.Address).ToArray();
        await _client.ControlAsync(HttpMethod.Post, "groups", new JsonObject { ["displayName"] = "Inner", ["mailEnabled"] = true });
        await _client.ControlAsync(HttpMethod.Post, "groups", new JsonObject { ["displayName"] = "Outer, all", ["mailEnabled"] = true });
        await _client.ControlAsync(HttpMethod.Post, "groups/Inner/members", new JsonObject { ["member"] = users[1] });
        foreach (var member in new[] { users[0], "Inner" })
            await _client.ControlAsync(HttpMethod.Post, "groups/Outer, all/members", new JsonObject { ["member"] = member });
        var group = await RunAsync("Get-Group", new() { ["Identity"] = "Outer, all" });
        var dn = (string)group.Json["value"]![0]!["DistinguishedName"]!;

        var app = await _client.CreateAppAsync();
        await RunAsync("New-ServicePrincipal", new() { ["AppId"] = app.AppId, ["ObjectId"] = app.PrincipalId, ["DisplayName"] = "App" });
        await RunAsync("New-ManagementScope", new() { ["Name"] = "S", ["RecipientRestrictionFilter"] = $"MemberOfGroup -eq '{dn}'" });
        var assigned = await RunAsync("New-ManagementRoleAssignment", new()
        {
            ["Name"] = "CS", ["App"] = app.PrincipalId, ["Role"] = "Application Contacts.Read", ["CustomResourceScope"] = "S",
        });
        Assert.Equal(HttpStatusCode.OK, assigned.Status);
        return (app, users[0], users[1], users[2]);
    }

    private async Task<HttpStatusCode> ReadAsync(string token, string user) => (await _client.GetAsync($"users/{user}/contacts", token)).Status;

    private Task<string> ExchangeTokenAsync() => _client.AppTokenAsync(_client.Host.AdminClientId, _client.Host.AdminClientSecret, Exchange);

    private Task<SandboxAnswer> SetRolesAsync(params string[] roles) => _client.ControlAsync(
        HttpMethod.Put, $"exchange/roles/{_client.Host.AdminClientId}", new JsonObject { ["roles"] = new JsonArray([.. roles]) });

    private async Task<string> PersonTokenAsync(SandboxUser user, string clientId, string resource) =>
        (string)(await PersonAsync(user, clientId, resource)).Json["access_token"]!;

    private Task<SandboxAnswer> PersonAsync(SandboxUser user, string clientId, string resource) => _client.TokenAsync(
        ("grant_type", "password"), ("client_id", clientId), ("username", user.Address), ("password", user.Password),
        ("scope", resource + "/.default"));

    private async Task<SandboxAnswer> RunAsync(
        string command, JsonObject? parameters = null, string? token = null, string? anchor = SystemMailbox,
        string? prefer = null, string? path = null)
    {
        var input = new JsonObject { ["CmdletName"] = command, ["Parameters"] = parameters ?? [] };
        return await _client.SendAsync(
            HttpMethod.Post, path ?? $"{_client.Host.Authority}adminapi/beta/{_client.Host.TenantId}/InvokeCommand",
            token ?? await ExchangeTokenAsync(), new JsonObject { ["CmdletInput"] = input },
            ("X-AnchorMailbox", anchor ?? ""), ("Prefer", prefer ?? "x"));
    }

    private static string TextOf(SandboxAnswer answer) => (string)answer.Json["error"]!["innererror"]!["internalexception"]!["message"]!;
}

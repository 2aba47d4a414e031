using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>The page on which an administrator consents for everybody.</summary>
public sealed class AdminConsentTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string Redirect = "https://pbx.contoso.example/answer";
    private const string Graph = "00000003-0000-0000-c000-000000000000";
    private const string ContactsRead = "089fe4d0-434a-44c5-8827-41ba8a0b17f5";
    private const string UserRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";

    private readonly SandboxClient _sandbox = fixture.Client;
    private readonly TestBrowser _browser = new(fixture.Client.Http);

    [Fact]
    public async Task AnAdministratorConsentsAndTheAppIsTold()
    {
        await PersonAsync(_sandbox.Host.Administrator.Address, true);
        var app = await AppAsync(Redirect);

        var page = await _browser.OpenAsync(Url(app, Redirect));
        _sandbox.Settle();

        Assert.Equal((Redirect, "True", "4711"), (page.Target, page.Fields["admin_consent"], page.Fields["state"]));
        Assert.Equal(_sandbox.Host.TenantId.ToString(), page.Fields["tenant"]);
        Assert.DoesNotContain("error", page.Fields.Keys);
        Assert.Equal("Contacts.Read", (string)Assert.Single(await RolesAsync(app))!);
        var grants = (await _sandbox.GetAsync($"servicePrincipals/{app.PrincipalId}/oauth2PermissionGrants", await _sandbox.AdminTokenAsync()))
            .Json["value"]!.AsArray();
        Assert.Equal(("AllPrincipals", "User.Read"), ((string)Assert.Single(grants)!["consentType"]!, (string)grants[0]!["scope"]!));
    }

    [Fact]
    public async Task WithoutAnyAddressTheBrowserEndsInAnErrorThoughConsentIsGiven()
    {
        await PersonAsync(_sandbox.Host.Administrator.Address, true);
        var app = await AppAsync();

        var page = await _browser.OpenAsync(Url(app, null));
        _sandbox.Settle();

        Assert.Contains("AADSTS500113", page.Text);
        Assert.NotEmpty(await RolesAsync(app));
    }

    [Fact]
    public async Task WhoMayNotConsentIsRefusedAndTheAnswerStillSaysTrue()
    {
        var user = _sandbox.Host.Users[0].Address;
        await PersonAsync(user, true);
        var app = await AppAsync(Redirect);

        var nobody = await _browser.OpenAsync(Url(app, Redirect));
        await RolesOfAsync(user, "Cloud Application Administrator");
        var tooFew = await _browser.OpenAsync(Url(app, Redirect));
        await RolesOfAsync(user, "Privileged Role Administrator");
        await PersonAsync(user, false);
        var declined = await _browser.OpenAsync(Url(app, Redirect));
        await RolesOfAsync(user);

        Assert.Equal("True", nobody.Fields["admin_consent"]);
        Assert.StartsWith("AADSTS90094: ", nobody.Fields["error_description"]);
        Assert.StartsWith("AADSTS90094: ", tooFew.Fields["error_description"]);
        Assert.StartsWith("AADSTS65004: ", declined.Fields["error_description"]);
        Assert.Empty(await RolesAsync(app));
    }

    [Fact]
    public async Task AnAddressThatIsNotTheAppsOwnIsSentNothing()
    {
        await PersonAsync(_sandbox.Host.Administrator.Address, true);
        var app = await AppAsync(Redirect);

        var page = await _browser.OpenAsync(Url(app, "https://evil.example/answer"));

        Assert.Null(page.Target);
        Assert.Contains("AADSTS50011", page.Text);
        Assert.Empty(await RolesAsync(app));
    }

    private async Task<TestApp> AppAsync(params string[] redirects)
    {
        var app = await _sandbox.CreateAppAsync();
        var changes = new JsonObject
        {
            ["web"] = new JsonObject { ["redirectUris"] = new JsonArray([.. redirects.Select(uri => (JsonNode?)uri)]) },
            ["requiredResourceAccess"] = new JsonArray(new JsonObject
            {
                ["resourceAppId"] = Graph,
                ["resourceAccess"] = new JsonArray(
                    new JsonObject { ["id"] = ContactsRead, ["type"] = "Role" }, new JsonObject { ["id"] = UserRead, ["type"] = "Scope" }),
            }),
        };
        var answer = await _sandbox.PatchAsync($"applications/{app.Id}", await _sandbox.AdminTokenAsync(), changes);
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        return app;
    }

    private async Task<JsonArray> RolesAsync(TestApp app) =>
        SandboxClient.Claims(await _sandbox.AppTokenAsync(app.AppId, app.Secret))["roles"]?.AsArray() ?? [];

    private Task PersonAsync(string user, bool consents) =>
        _sandbox.ControlAsync(HttpMethod.Post, "browser", new JsonObject { ["user"] = user, ["consent"] = consents });

    private Task RolesOfAsync(string user, params string[] roles) => _sandbox.ControlAsync(
        HttpMethod.Put, $"users/{user}/roles", new JsonObject { ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode?)role)]) });

    private string Url(TestApp app, string? redirect) =>
        $"/{_sandbox.Host.TenantId}/v2.0/adminconsent?client_id={app.AppId}&state=4711"
        + $"&scope={Uri.EscapeDataString(SandboxClient.Graph + "/.default")}"
        + (redirect is null ? "" : $"&redirect_uri={Uri.EscapeDataString(redirect)}");
}

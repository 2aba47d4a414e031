using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>The code flow: the browser's part, and the token for the code.</summary>
public sealed class BrowserTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string GraphTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
    private const string Loopback = "http://localhost:51234";
    private const string Verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";

    private readonly SandboxClient _sandbox = fixture.Client;
    private readonly TestBrowser _browser = new(fixture.Client.Http);

    [Fact]
    public async Task APersonSignsInAndTheCodeBecomesAToken()
    {
        var user = _sandbox.Host.Users[0].Address;
        await PersonAsync(user, consents: true);

        var page = await _browser.OpenAsync(Url(GraphTools, Loopback));
        var answer = await RedeemAsync(GraphTools, page.Fields["code"]);
        var again = await RedeemAsync(GraphTools, page.Fields["code"]);

        Assert.Equal((HttpStatusCode.Redirect, Loopback + "/", "4711"), (page.Status, page.Target, page.Fields["state"]));
        Assert.Equal("User.Read", (string)SandboxClient.Claims((string)answer.Json["access_token"]!)["scp"]!);
        Assert.Equal(user, (string)SandboxClient.Claims((string)answer.Json["id_token"]!)["preferred_username"]!);
        Assert.Equal(54005, again.AadSts);
    }

    [Fact]
    public async Task NobodyNamedIsAskedForAndSoIsConsent()
    {
        await PersonAsync(null, null);
        var app = await AppAsync();

        var pick = await _browser.OpenAsync(Url(app.AppId, Loopback));
        var consent = await _browser.OpenAsync(Url(app.AppId, Loopback, ("login_hint", _sandbox.Host.Users[0].Address)));
        var declined = await _browser.OpenAsync(
            Url(app.AppId, Loopback, ("login_hint", _sandbox.Host.Users[0].Address), ("sandbox_consent", "decline")));

        Assert.Contains(_sandbox.Host.Users[0].Address, pick.Text);
        Assert.Contains("would like to: User.Read", consent.Text);
        Assert.Equal("access_denied", declined.Fields["error"]);
        Assert.StartsWith("AADSTS65004: ", declined.Fields["error_description"]);
    }

    [Fact]
    public async Task WhatWantsAnAdministratorIsNotForEverybodyToGive()
    {
        await PersonAsync(_sandbox.Host.Users[0].Address, true);
        var denied = await _browser.OpenAsync(Url(GraphTools, Loopback, ("scope", "Application.ReadWrite.All")));
        await PersonAsync(_sandbox.Host.Administrator.Address, true);
        var granted = await _browser.OpenAsync(Url(GraphTools, Loopback, ("scope", "Application.ReadWrite.All")));

        Assert.StartsWith("AADSTS90094: ", denied.Fields["error_description"]);
        Assert.Contains("code", granted.Fields.Keys);
    }

    [Fact]
    public async Task AnAddressThatIsNotTheAppsOwnIsSentNothing()
    {
        var app = await AppAsync();

        var unknown = await _browser.OpenAsync(Url(app.AppId, "https://evil.example/answer"));
        var otherPath = await _browser.OpenAsync(Url(app.AppId, "http://localhost:51234/other"));
        var none = await _browser.OpenAsync(Url((await _sandbox.CreateAppAsync()).AppId, Loopback));

        Assert.All(new[] { unknown, otherPath, none }, page =>
        {
            Assert.Null(page.Target);
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.Contains("AADSTS50011", page.Text);
        });
    }

    [Theory]
    [InlineData("code_verifier", "another-verifier-that-is-long-enough-0123456789", 501481)]
    [InlineData("code_verifier", "", 900144)]
    [InlineData("redirect_uri", "http://localhost:1", 500112)]
    [InlineData("code", "1.unknown", 9002313)]
    [InlineData("client_secret", "secret", 700025)]
    public async Task ACodeIsGoodOnlyInTheHandsItWasMadeFor(string field, string value, int code)
    {
        await PersonAsync(_sandbox.Host.Users[1].Address, true);
        var page = await _browser.OpenAsync(Url(GraphTools, Loopback));

        Assert.Equal(code, (await RedeemAsync(GraphTools, page.Fields["code"], (field, value))).AadSts);
    }

    [Fact]
    public async Task ACodeEnds()
    {
        await PersonAsync(_sandbox.Host.Users[1].Address, true);
        var page = await _browser.OpenAsync(Url(GraphTools, Loopback));
        _sandbox.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(70008, (await RedeemAsync(GraphTools, page.Fields["code"])).AadSts);
    }

    [Fact]
    public async Task AProgramMustOfferAChallengeAndAServerItsSecret()
    {
        await PersonAsync(_sandbox.Host.Users[1].Address, true);
        var app = await AppAsync("web");

        var open = await _browser.OpenAsync(Url(GraphTools, Loopback, ("code_challenge", "")));
        var page = await _browser.OpenAsync(Url(app.AppId, Loopback));

        Assert.StartsWith("AADSTS9002325: ", open.Fields["error_description"]);
        Assert.Equal(7000218, (await RedeemAsync(app.AppId, page.Fields["code"])).AadSts);
        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(app.AppId, page.Fields["code"], ("client_secret", app.Secret))).Status);
    }

    [Fact]
    public async Task TheAnswerComesInTheWayThatWasAskedFor()
    {
        await PersonAsync(_sandbox.Host.Users[1].Address, true);

        var posted = await _browser.OpenAsync(Url(GraphTools, Loopback, ("response_mode", "form_post")));
        var fragment = await _browser.OpenAsync(Url(GraphTools, Loopback, ("response_mode", "fragment")));
        var silent = await _browser.OpenAsync(Url((await AppAsync()).AppId, Loopback, ("prompt", "none")));

        Assert.True(posted.IsPost);
        Assert.Equal((Loopback, "4711"), (posted.Target, posted.Fields["state"]));
        Assert.StartsWith("#code=", fragment.Location!.Fragment);
        Assert.Equal("invalid_grant", silent.Fields["error"]);
    }

    private async Task<TestApp> AppAsync(string platform = "publicClient")
    {
        var app = await _sandbox.CreateAppAsync();
        var uris = new JsonObject { [platform] = new JsonObject { ["redirectUris"] = new JsonArray("http://localhost") } };
        Assert.Equal(
            HttpStatusCode.NoContent, (await _sandbox.PatchAsync($"applications/{app.Id}", await _sandbox.AdminTokenAsync(), uris)).Status);
        return app;
    }

    private Task PersonAsync(string? user, bool? consents) =>
        _sandbox.ControlAsync(HttpMethod.Post, "browser", new JsonObject { ["user"] = user, ["consent"] = consents });

    private string Url(string clientId, string redirect, params (string Name, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>
        {
            ["client_id"] = clientId,
            ["response_type"] = "code",
            ["redirect_uri"] = redirect,
            ["scope"] = "User.Read openid profile offline_access",
            ["state"] = "4711",
            ["code_challenge"] = Challenge(Verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            fields[name] = value;
        return $"/{_sandbox.Host.TenantId}/oauth2/v2.0/authorize?"
            + string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
    }

    private Task<SandboxAnswer> RedeemAsync(string clientId, string code, params (string Name, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = clientId,
            ["code"] = code,
            ["redirect_uri"] = Loopback,
            ["code_verifier"] = Verifier,
        };
        foreach (var (name, value) in changes)
            fields[name] = value;
        return _sandbox.TokenAsync(fields.Select(field => (field.Key, field.Value)).ToArray());
    }

    private static string Challenge(string verifier) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class TokenTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string Scope = SandboxClient.Graph + "/.default";

    private readonly SandboxClient _sandbox = fixture.Client;

    private string Id => _sandbox.Host.AdminClientId;

    private string Secret => _sandbox.Host.AdminClientSecret;

    [Fact]
    public async Task AnAppsTokenCarriesTheConsentedRoles()
    {
        var claims = SandboxClient.Claims(await _sandbox.AdminTokenAsync());

        Assert.Equal(SandboxClient.Graph, (string)claims["aud"]!);
        Assert.Equal(Id, (string)claims["appid"]!);
        Assert.Equal("1", (string)claims["appidacr"]!);
        Assert.Equal("app", (string)claims["idtyp"]!);
        Assert.Equal(_sandbox.Host.TenantId.ToString(), (string)claims["tid"]!);
        Assert.Contains("Application.ReadWrite.All", claims["roles"]!.AsArray().Select(role => (string)role!));
        Assert.Equal(3599, (long)claims["exp"]! - (long)claims["nbf"]!);
    }

    [Fact]
    public async Task ConsentShowsInTokensOnlyAfterTheDelay()
    {
        var app = await _sandbox.CreateAppAsync();
        Assert.Null(SandboxClient.Claims(await _sandbox.AppTokenAsync(app.AppId, app.Secret))["roles"]);

        Assert.Equal(HttpStatusCode.Created, (await _sandbox.AssignAsync(app, "Contacts.Read")).Status);
        Assert.Null(SandboxClient.Claims(await _sandbox.AppTokenAsync(app.AppId, app.Secret))["roles"]);

        _sandbox.Settle();
        var roles = SandboxClient.Claims(await _sandbox.AppTokenAsync(app.AppId, app.Secret))["roles"]!.AsArray();
        Assert.Equal("Contacts.Read", (string)Assert.Single(roles)!);
    }

    [Fact]
    public async Task TheAudienceIsTheNameThatWasAskedFor()
    {
        var host = _sandbox.Host.Authority.AbsoluteUri.TrimEnd('/');
        foreach (var name in new[] { "00000003-0000-0000-c000-000000000000", host, SandboxClient.Graph + "/" })
        {
            var token = await _sandbox.AppTokenAsync(Id, Secret, name);
            Assert.Equal(name, (string)SandboxClient.Claims(token)["aud"]!);
            Assert.Equal(HttpStatusCode.OK, (await _sandbox.GetAsync("organization", token)).Status);
        }
        var exchange = await _sandbox.AppTokenAsync(Id, Secret, "https://outlook.office365.com");
        Assert.Equal("Exchange.ManageAsApp", (string)Assert.Single(SandboxClient.Claims(exchange)["roles"]!.AsArray())!);
    }

    public static TheoryData<string, HttpStatusCode, string, int> Refusals => new()
    {
        { "grant_type=", HttpStatusCode.BadRequest, "invalid_request", 900144 },
        { "grant_type=magic", HttpStatusCode.BadRequest, "unsupported_grant_type", 70003 },
        { "tenant=00000000-1111-2222-3333-444444444444", HttpStatusCode.BadRequest, "invalid_request", 90002 },
        { "tenant=fabrikam.example", HttpStatusCode.BadRequest, "invalid_request", 90002 },
        { "tenant=common", HttpStatusCode.BadRequest, "invalid_request", 9001023 },
        { "tenant=organizations", HttpStatusCode.BadRequest, "invalid_request", 50059 },
        { "client_id=", HttpStatusCode.BadRequest, "invalid_request", 900144 },
        { "client_id=5f0c3f0e-0000-4000-8000-000000000000", HttpStatusCode.BadRequest, "unauthorized_client", 700016 },
        { "client_secret=", HttpStatusCode.Unauthorized, "invalid_client", 7000218 },
        { "client_secret=wrong", HttpStatusCode.Unauthorized, "invalid_client", 7000215 },
        { "scope=", HttpStatusCode.BadRequest, "invalid_request", 900144 },
        { "scope=https://graph.microsoft.com/Contacts.Read", HttpStatusCode.BadRequest, "invalid_scope", 1002012 },
        { "scope=https://nowhere.example/.default", HttpStatusCode.BadRequest, "invalid_resource", 500011 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task WhatIsWrongIsRefusedByItsOwnCode(string change, HttpStatusCode status, string error, int code)
    {
        var fields = new Dictionary<string, string>
        {
            ["tenant"] = _sandbox.Host.TenantId.ToString(),
            ["grant_type"] = "client_credentials",
            ["client_id"] = Id,
            ["client_secret"] = Secret,
            ["scope"] = Scope,
        };
        var parts = change.Split('=', 2);
        fields[parts[0]] = parts[1];
        var tenant = fields["tenant"];
        fields.Remove("tenant");

        var answer = await _sandbox.TokenAsync(tenant, fields.Select(field => (field.Key, field.Value)).ToArray());

        Assert.Equal((status, error, code), (answer.Status, (string)answer.Json["error"]!, answer.AadSts));
        Assert.StartsWith($"AADSTS{code}: ", (string)answer.Json["error_description"]!);
        Assert.DoesNotContain(Secret, answer.Text);
        Assert.True(Guid.TryParse((string)answer.Json["trace_id"]!, out _));
    }

    [Fact]
    public async Task ADomainNamesTheTenantAndBasicTheClient()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{_sandbox.Host.Domain}/oauth2/v2.0/token");
        request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{Id}:{Uri.EscapeDataString(Secret)}")));
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", Scope)]);

        using var response = await _sandbox.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ANewSecretIsUnknownAtFirstAndExpiresInTheEnd()
    {
        var app = await _sandbox.CreateAppAsync();
        var admin = await _sandbox.AdminTokenAsync();
        var added = await _sandbox.PostAsync($"applications(appId='{app.AppId}')/addPassword", admin, new JsonObject
        {
            ["passwordCredential"] = new JsonObject
            {
                ["displayName"] = "short",
                ["endDateTime"] = _sandbox.Time.GetUtcNow().AddMinutes(5).ToString("o"),
            },
        });
        var secret = (string)added.Json["secretText"]!;

        Assert.Equal(7000215, (await RequestAsync()).AadSts);
        _sandbox.Settle();
        Assert.Equal(HttpStatusCode.OK, (await RequestAsync()).Status);
        _sandbox.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(7000222, (await RequestAsync()).AadSts);

        Task<SandboxAnswer> RequestAsync() => _sandbox.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", app.AppId), ("client_secret", secret), ("scope", Scope));
    }

    [Fact]
    public async Task ADisabledAppGetsNoToken()
    {
        var app = await _sandbox.CreateAppAsync();
        var admin = await _sandbox.AdminTokenAsync();
        await _sandbox.PatchAsync($"servicePrincipals/{app.PrincipalId}", admin, new JsonObject { ["accountEnabled"] = false });

        var answer = await _sandbox.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", app.AppId), ("client_secret", app.Secret), ("scope", Scope));

        Assert.Equal(7000112, answer.AadSts);
    }

    [Fact]
    public async Task AnAppWithoutServicePrincipalGetsNoToken()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = (await _sandbox.PostAsync("applications", admin, new JsonObject { ["displayName"] = "Alone" })).Json;
        var fields = new[]
        {
            ("grant_type", "client_credentials"), ("client_id", (string)app["appId"]!), ("client_secret", "any"), ("scope", Scope),
        };

        Assert.Equal(700016, (await _sandbox.TokenAsync(fields)).AadSts);
        _sandbox.Settle();
        Assert.Equal(7000229, (await _sandbox.TokenAsync(fields)).AadSts);
    }

    [Fact]
    public async Task MetadataAndKeysBelongToTheTokens()
    {
        var tenant = _sandbox.Host.TenantId;
        var metadata = (await _sandbox.GetAsync($"{_sandbox.Host.Authority}{tenant}/v2.0/.well-known/openid-configuration", null)).Json;
        Assert.Equal($"{_sandbox.Host.Authority}{tenant}/v2.0", (string)metadata["issuer"]!);
        Assert.Equal($"{_sandbox.Host.Authority}{tenant}/oauth2/v2.0/token", (string)metadata["token_endpoint"]!);

        var keys = (await _sandbox.GetAsync((string)metadata["jwks_uri"]!, null)).Json["keys"]!.AsArray();
        var header = (await _sandbox.AdminTokenAsync()).Split('.')[0].Replace('-', '+').Replace('_', '/');
        var kid = JsonNode.Parse(Convert.FromBase64String(header.PadRight((header.Length + 3) / 4 * 4, '=')))!["kid"];
        Assert.Equal((string)kid!, (string)Assert.Single(keys)!["kid"]!);

        var user = _sandbox.Host.Users[0].Address;
        var realm = await _sandbox.GetAsync($"{_sandbox.Host.Authority}common/userrealm/{user}?api-version=1.0", null);
        Assert.Equal("Managed", (string)realm.Json["account_type"]!);
        var unknown = await _sandbox.GetAsync($"{_sandbox.Host.Authority}common/userrealm/a@fabrikam.example?api-version=1.0", null);
        Assert.Equal("Unknown", (string)unknown.Json["account_type"]!);
    }
}

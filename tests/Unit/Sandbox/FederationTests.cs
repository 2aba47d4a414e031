using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Sign-in with the token of another identity provider in place of a secret.</summary>
public sealed class FederationTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private const string Subject = "repo:contoso/pbx:ref:refs/heads/main";

    private readonly SandboxClient _sandbox = fixture.Client;
    private readonly IdentityProvider _provider = new();

    public async ValueTask InitializeAsync() =>
        Assert.Equal(HttpStatusCode.NoContent, (await PublishAsync(_provider.Published)).Status);

    public ValueTask DisposeAsync()
    {
        _provider.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AnAppThatTrustsTheProviderGetsItsToken()
    {
        var app = await _sandbox.CreateAppAsync("Contacts.Read");
        await TrustAsync(app);

        var answer = await SignInAsync(app, _provider.Issue(Subject, Now));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var claims = SandboxClient.Claims((string)answer.Json["access_token"]!);
        Assert.Equal(app.AppId, (string)claims["appid"]!);
        Assert.Equal("Contacts.Read", (string)Assert.Single(claims["roles"]!.AsArray())!);
    }

    [Fact]
    public async Task TheTrustIsUnknownUntilItIsEverywhere()
    {
        var app = await _sandbox.CreateAppAsync();
        await TrustAsync(app, settle: false);

        Assert.Equal(700211, (await SignInAsync(app, _provider.Issue(Subject, Now))).AadSts);
        _sandbox.Settle();
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(app, _provider.Issue(Subject, Now))).Status);
    }

    public static TheoryData<string, int, HttpStatusCode, string> Wrongs() => new()
    {
        { "issuer", 700211, HttpStatusCode.Unauthorized, "invalid_client" },
        { "slash", 700211, HttpStatusCode.Unauthorized, "invalid_client" },
        { "subject", 700213, HttpStatusCode.Unauthorized, "invalid_client" },
        { "case", 7002138, HttpStatusCode.Unauthorized, "invalid_client" },
        { "audience", 700212, HttpStatusCode.Unauthorized, "invalid_client" },
        { "key", 700027, HttpStatusCode.Unauthorized, "invalid_client" },
        { "algorithm", 700027, HttpStatusCode.Unauthorized, "invalid_client" },
        { "changed", 700027, HttpStatusCode.Unauthorized, "invalid_client" },
        { "ended", 700024, HttpStatusCode.Unauthorized, "invalid_client" },
        { "early", 700024, HttpStatusCode.Unauthorized, "invalid_client" },
        { "endless", 700024, HttpStatusCode.Unauthorized, "invalid_client" },
        { "client", 700021, HttpStatusCode.Unauthorized, "invalid_client" },
        { "torn", 50027, HttpStatusCode.Unauthorized, "invalid_client" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task EachThingThatIsWrongHasItsCode(string what, int code, HttpStatusCode status, string error)
    {
        var app = await _sandbox.CreateAppAsync();
        await TrustAsync(app);
        var token = _provider.Issue(Subject, Now, (header, claims) =>
        {
            switch (what)
            {
                case "issuer": claims["iss"] = "https://other.example"; break;
                case "slash": claims["iss"] = _provider.Issuer + "/"; break;
                case "subject": claims["sub"] = Subject + "x"; break;
                case "case": claims["sub"] = Subject.ToUpperInvariant(); break;
                case "audience": claims["aud"] = "https://github.com/contoso"; break;
                case "key": header["kid"] = "two"; break;
                case "algorithm": header["alg"] = "none"; break;
                case "ended": claims["exp"] = Now.AddMinutes(-6).ToUnixTimeSeconds(); break;
                case "early": claims["nbf"] = Now.AddMinutes(6).ToUnixTimeSeconds(); break;
                case "endless": claims.Remove("exp"); break;
                case "client": claims["iss"] = "contoso"; break;
            }
        });
        if (what == "changed")
            token = token.Split('.')[0] + "." + _provider.Issue(Subject, Now.AddHours(1)).Split('.')[1] + "." + token.Split('.')[2];
        if (what == "torn")
            token = token.Split('.')[0];

        var answer = await SignInAsync(app, token);

        Assert.Equal((code, status, error), (answer.AadSts, answer.Status, (string)answer.Json["error"]!));
        Assert.DoesNotContain(token, answer.Text);
    }

    [Fact]
    public async Task AProviderThatCannotBeReadProvesNothing()
    {
        using var silent = new IdentityProvider();
        var app = await _sandbox.CreateAppAsync();
        await TrustAsync(app, issuer: "https://silent.example");

        var answer = await SignInAsync(app, silent.Issue(Subject, Now, (_, claims) => claims["iss"] = "https://silent.example"));

        Assert.Equal((90061, HttpStatusCode.BadRequest), (answer.AadSts, answer.Status));
    }

    [Fact]
    public async Task KeysThatAreNoneAreRefused()
    {
        var published = _provider.Published;
        published["keys"]![0]!["kty"] = "EC";

        Assert.Equal(HttpStatusCode.BadRequest, (await PublishAsync(published)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PublishAsync(new JsonObject { ["issuer"] = "https://x.example" })).Status);
    }

    private DateTimeOffset Now => _sandbox.Time.GetUtcNow();

    private Task<SandboxAnswer> PublishAsync(JsonNode provider) => _sandbox.ControlAsync(HttpMethod.Post, "identity-providers", provider);

    private async Task TrustAsync(TestApp app, bool settle = true, string? issuer = null)
    {
        var made = await _sandbox.PostAsync(
            $"applications/{app.Id}/federatedIdentityCredentials", await _sandbox.AdminTokenAsync(), new JsonObject
            {
                ["name"] = "main",
                ["issuer"] = issuer ?? _provider.Issuer,
                ["subject"] = Subject,
                ["audiences"] = new JsonArray(IdentityProvider.Audience),
            });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        if (settle)
            _sandbox.Settle();
    }

    private Task<SandboxAnswer> SignInAsync(TestApp app, string token) => _sandbox.TokenAsync(
        ("grant_type", "client_credentials"), ("client_id", app.AppId), ("scope", SandboxClient.Graph + "/.default"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", token));
}

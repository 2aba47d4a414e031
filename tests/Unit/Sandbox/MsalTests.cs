using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Identity.Client;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>The sign-in service as Microsoft's own library sees it.</summary>
public sealed class MsalTests : IAsyncLifetime
{
    private static readonly string[] _default = [SandboxClient.Graph + "/.default"];
    private static readonly string[] _userRead = ["User.Read"];

    private SandboxClient _sandbox = null!;
    private TrustingFactory _http = null!;

    private string Authority => _sandbox.Host.Authority.AbsoluteUri + _sandbox.Host.TenantId;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxClient.StartAsync(start: DateTimeOffset.UtcNow);
        _http = new TrustingFactory(new HttpClient(SandboxClient.Handler(_sandbox.Host.CaFile)));
    }

    public async ValueTask DisposeAsync()
    {
        _http.GetHttpClient().Dispose();
        await _sandbox.DisposeAsync();
    }

    private ConfidentialClientApplicationBuilder Confidential(string clientId) => ConfidentialClientApplicationBuilder.Create(clientId)
        .WithAuthority(Authority).WithInstanceDiscovery(false).WithHttpClientFactory(_http);

    private IPublicClientApplication Public(string clientId) => PublicClientApplicationBuilder.Create(clientId)
        .WithAuthority(Authority).WithInstanceDiscovery(false).WithHttpClientFactory(_http).Build();

    [Fact]
    public async Task AnAppSignsInWithItsSecret()
    {
        var client = Confidential(_sandbox.Host.AdminClientId).WithClientSecret(_sandbox.Host.AdminClientSecret).Build();

        var result = await client.AcquireTokenForClient(_default).ExecuteAsync();

        Assert.Equal("app", (string)SandboxClient.Claims(result.AccessToken)["idtyp"]!);
        Assert.InRange(result.ExpiresOn, DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddMinutes(61));
    }

    [Fact]
    public async Task AWrongSecretIsNamed()
    {
        var client = Confidential(_sandbox.Host.AdminClientId).WithClientSecret("wrong").Build();

        var error = await Assert.ThrowsAsync<MsalServiceException>(() => client.AcquireTokenForClient(_default).ExecuteAsync());

        Assert.Equal(("invalid_client", 401), (error.ErrorCode, error.StatusCode));
        Assert.StartsWith("AADSTS7000215", error.Message[error.Message.IndexOf("AADSTS", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAppSignsInWithItsCertificate(bool withChain)
    {
        var app = await _sandbox.CreateAppAsync("Contacts.Read");
        using var certificate = Certificate("CN=registered");
        await RegisterAsync(app, certificate);
        var client = Confidential(app.AppId).WithCertificate(certificate, withChain).Build();
        var early = await Assert.ThrowsAsync<MsalServiceException>(() => client.AcquireTokenForClient(_default).ExecuteAsync());
        Assert.Contains("AADSTS700027", early.Message);
        _sandbox.Settle();

        var result = await client.AcquireTokenForClient(_default).ExecuteAsync();

        Assert.Equal("2", (string)SandboxClient.Claims(result.AccessToken)["appidacr"]!);
    }

    [Fact]
    public async Task ACertificateNobodyRegisteredIsRefused()
    {
        var app = await _sandbox.CreateAppAsync();
        using var registered = Certificate("CN=registered");
        using var other = Certificate("CN=other");
        await RegisterAsync(app, registered);
        _sandbox.Settle();

        var client = Confidential(app.AppId).WithCertificate(other).Build();

        var error = await Assert.ThrowsAsync<MsalServiceException>(() => client.AcquireTokenForClient(_default).ExecuteAsync());
        Assert.Contains("AADSTS700027", error.Message);
    }

    [Fact]
    public async Task AUserSignsInByDeviceCodeAndStaysSignedIn()
    {
        var app = await PublicAppAsync();
        var client = Public(app.AppId);
        var user = _sandbox.Host.Users[0].Address;

        var result = await client.AcquireTokenWithDeviceCode(_userRead, async code =>
        {
            var answer = await _sandbox.ControlAsync(
                HttpMethod.Post, $"device-codes/{code.UserCode}/approve", new JsonObject { ["user"] = user, ["consent"] = true });
            Assert.Equal(204, (int)answer.Status);
        }).ExecuteAsync();

        Assert.Equal(user, result.Account.Username);
        Assert.Equal("User.Read", (string)SandboxClient.Claims(result.AccessToken)["scp"]!);
        Assert.Equal(user, (string)(await _sandbox.GetAsync("me", result.AccessToken)).Json["userPrincipalName"]!);

        var silent = await client.AcquireTokenSilent(_userRead, result.Account).WithForceRefresh(true).ExecuteAsync();
        Assert.NotEqual(result.AccessToken, silent.AccessToken);
        Assert.Equal(TokenSource.IdentityProvider, silent.AuthenticationResultMetadata.TokenSource);
        var cached = await client.AcquireTokenSilent(_userRead, result.Account).ExecuteAsync();
        Assert.Equal(TokenSource.Cache, cached.AuthenticationResultMetadata.TokenSource);
    }

    [Fact]
    public async Task ADeclinedDeviceCodeEndsTheFlow()
    {
        var client = Public((await PublicAppAsync()).AppId);

        var error = await Assert.ThrowsAsync<MsalServiceException>(() => client.AcquireTokenWithDeviceCode(_userRead, code =>
            _sandbox.ControlAsync(HttpMethod.Post, $"device-codes/{code.UserCode}/decline")).ExecuteAsync());

        Assert.Equal("authorization_declined", error.ErrorCode);
    }

    [Fact]
    public async Task WithoutConsentAUserGetsNoToken()
    {
        var client = Public((await PublicAppAsync()).AppId);
        var user = _sandbox.Host.Users[0].Address;

        var error = await Assert.ThrowsAsync<MsalUiRequiredException>(() => client.AcquireTokenWithDeviceCode(
            _userRead,
            code => _sandbox.ControlAsync(HttpMethod.Post, $"device-codes/{code.UserCode}/approve", new JsonObject { ["user"] = user }))
            .ExecuteAsync());

        Assert.Contains("AADSTS65001", error.Message);
    }

    [Fact]
    public async Task AConfidentialAppCannotUseTheDeviceCode()
    {
        var client = Public((await _sandbox.CreateAppAsync()).AppId);

        var error = await Assert.ThrowsAsync<MsalServiceException>(
            () => client.AcquireTokenWithDeviceCode(_userRead, _ => Task.CompletedTask).ExecuteAsync());

        Assert.Contains("AADSTS7000218", error.Message);
    }

    [Fact]
    public async Task MicrosoftsOwnClientSignsAnAdministratorIn()
    {
        string[] scopes = ["Application.ReadWrite.All", "Directory.Read.All"];
        var client = Public("14d82eec-204b-4c2f-b7e8-296a70dab67e");

        var result = await client.AcquireTokenWithDeviceCode(scopes, code => _sandbox.ControlAsync(
            HttpMethod.Post, $"device-codes/{code.UserCode}/approve",
            new JsonObject { ["user"] = _sandbox.Host.Administrator.Address, ["consent"] = true })).ExecuteAsync();

        var created = await _sandbox.PostAsync("applications", result.AccessToken, new JsonObject { ["displayName"] = "By a person" });
        Assert.Equal(201, (int)created.Status);
    }

    [Fact]
    public async Task AUserSignsInByPassword()
    {
        var app = await _sandbox.CreateAppAsync();
        await GrantAsync(app, "User.Read");
        var user = _sandbox.Host.Users[0];
        var client = (IByUsernameAndPassword)Confidential(app.AppId).WithClientSecret(app.Secret).Build();

        var result = await client.AcquireTokenByUsernamePassword(_userRead, user.Address, user.Password).ExecuteAsync();

        Assert.Equal(user.Address, (string)SandboxClient.Claims(result.AccessToken)["upn"]!);
        var wrong = await Assert.ThrowsAsync<MsalUiRequiredException>(
            () => client.AcquireTokenByUsernamePassword(_userRead, user.Address, "wrong").ExecuteAsync());
        Assert.Contains("AADSTS50126", wrong.Message);
        var nobody = await Assert.ThrowsAsync<MsalUiRequiredException>(
            () => client.AcquireTokenByUsernamePassword(_userRead, "nobody@contoso.example", "x").ExecuteAsync());
        Assert.Contains("AADSTS50034", nobody.Message);
    }

    [Fact]
    public async Task ASandboxIsFoundByOpenIdMetadata()
    {
        var client = ConfidentialClientApplicationBuilder.Create(_sandbox.Host.AdminClientId)
            .WithOidcAuthority(Authority + "/v2.0").WithHttpClientFactory(_http).WithClientSecret(_sandbox.Host.AdminClientSecret).Build();

        var result = await client.AcquireTokenForClient(_default).ExecuteAsync();

        Assert.NotEmpty(result.AccessToken);
    }

    private async Task<TestApp> PublicAppAsync()
    {
        var app = await _sandbox.CreateAppAsync();
        var admin = await _sandbox.AdminTokenAsync();
        await _sandbox.PatchAsync("applications/" + app.Id, admin, new JsonObject { ["isFallbackPublicClient"] = true });
        return app;
    }

    private async Task GrantAsync(TestApp app, string scope)
    {
        var graph = await _sandbox.ResourceAsync();
        var created = await _sandbox.PostAsync("oauth2PermissionGrants", await _sandbox.AdminTokenAsync(), new JsonObject
        {
            ["clientId"] = app.PrincipalId,
            ["consentType"] = "AllPrincipals",
            ["resourceId"] = (string)graph["id"]!,
            ["scope"] = scope,
        });
        Assert.Equal(201, (int)created.Status);
        _sandbox.Settle();
    }

    private async Task RegisterAsync(TestApp app, X509Certificate2 certificate)
    {
        var answer = await _sandbox.PatchAsync("applications/" + app.Id, await _sandbox.AdminTokenAsync(), new JsonObject
        {
            ["keyCredentials"] = new JsonArray(new JsonObject
            {
                ["type"] = "AsymmetricX509Cert",
                ["usage"] = "Verify",
                ["key"] = Convert.ToBase64String(certificate.RawData),
            }),
        });
        Assert.Equal(204, (int)answer.Status);
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private sealed class TrustingFactory(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }
}

using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ContactSync.Microsoft365.Identity;
using ContactSync.Tests.Sandbox;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Sessions that sign in with a certificate or a user's password, against the sandbox.</summary>
public sealed class AppCredentialTests : IAsyncLifetime
{
    private const string Exchange = "https://outlook.office365.com";

    private readonly List<string> trace = [];
    private SandboxClient sandbox = null!;

    public async ValueTask InitializeAsync() => sandbox = await SandboxClient.StartAsync(start: DateTimeOffset.UtcNow);

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task An_app_signs_in_with_the_certificate_its_registration_knows()
    {
        var app = await sandbox.CreateAppAsync("Contacts.Read");
        using var certificate = CertificateFixture.Make();
        using var other = CertificateFixture.Make();
        await RegisterAsync(app, certificate);

        await using var session = Session(app, new ClientCertificateCredential(certificate));
        var token = await session.GetTokenAsync(SandboxClient.Graph, false, default);
        await using var stranger = Session(app, new ClientCertificateCredential(other));
        var refused = await Assert.ThrowsAsync<ServiceRefusedException>(() => stranger.GetTokenAsync(SandboxClient.Graph, false, default));

        Assert.Equal(["Contacts.Read"], token.Roles);
        Assert.Equal(("CertificateLoginRefused", "AADSTS700027"), (refused.ErrorId, refused.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_user_signs_in_by_password_with_the_app_s_secret_or_through_a_public_app(bool withSecret)
    {
        var app = await sandbox.CreateAppAsync();
        await GrantAsync(app, "00000003-0000-0000-c000-000000000000", "User.Read");
        if (!withSecret)
            await AllowPublicFlowsAsync(app);
        var user = sandbox.Host.Users[0];

        await using var session = Session(app, new UserPasswordCredential(
            user.Address, Secure(user.Password), withSecret ? Secure(app.Secret) : null));
        var token = await session.GetTokenAsync(SandboxClient.Graph, false, default);
        var again = await session.GetTokenAsync(SandboxClient.Graph, true, default);

        Assert.Equal(["User.Read"], token.Scopes);
        Assert.Empty(token.Roles);
        Assert.NotEqual(token.Value, again.Value);
        Assert.All(trace, line => Assert.DoesNotContain(user.Password, line));
        Assert.All(trace, line => Assert.DoesNotContain(app.Secret, line));
    }

    [Fact]
    public async Task For_Exchange_a_user_s_token_carries_the_scope_of_Exchange_Web_Services()
    {
        var app = await sandbox.CreateAppAsync();
        await GrantAsync(app, "00000002-0000-0ff1-ce00-000000000000", "EWS.AccessAsUser.All");
        var user = sandbox.Host.Users[0];

        await using var session = Session(app, new UserPasswordCredential(user.Address, Secure(user.Password), Secure(app.Secret)));
        var token = await session.GetTokenAsync(Exchange, false, default);

        Assert.Equal(["EWS.AccessAsUser.All"], token.Scopes);
        Assert.Equal(Exchange, token.Audience);
    }

    [Fact]
    public async Task Without_the_right_account_nobody_signs_in_and_the_error_says_why()
    {
        var app = await sandbox.CreateAppAsync();
        var user = sandbox.Host.Users[0];
        await GrantAsync(app, "00000003-0000-0000-c000-000000000000", "User.Read");

        Assert.Equal("UserPasswordWrong", await RefusedAsync(app, user.Address, "wrong-Password-1", app.Secret));
        Assert.Equal("UserUnknown", await RefusedAsync(app, "nobody@contoso.example", "wrong-Password-1", app.Secret));
        Assert.Equal("PublicFlowsOff", await RefusedAsync(app, user.Address, user.Password, secret: null));
        Assert.Equal("SecretWrong", await RefusedAsync(app, user.Address, user.Password, "wrong-Secret-1"));
    }

    [Theory]
    [InlineData(50076, "invalid_grant")]
    [InlineData(50079, "interaction_required")]
    [InlineData(50072, "invalid_grant")]
    [InlineData(50158, "interaction_required")]
    public async Task A_second_factor_ends_the_password_grant_and_the_way_out_is_named(int code, string oauth)
    {
        var transport = StubTenant.Transport(_ => new HttpResponseMessage(), request => request.Method == "GET"
            ? StubTransport.Json(HttpStatusCode.OK, """{"ver":"1.0","account_type":"Managed","domain_name":"contoso.example"}""")
            : StubTenant.Refusal(code, oauth, $"You must use multi-factor authentication. password={StubTenant.Secret}"));
        await using var session = TenantSession.Create(StubTenant.Options() with
        {
            Credential = new UserPasswordCredential("svc@contoso.example", Secure(StubTenant.Secret)),
            Transport = () => transport,
        });

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => session.GetTokenAsync(Exchange, false, default));

        Assert.Equal(("SecondFactorNeeded", $"AADSTS{code}"), (error.ErrorId, error.Code));
        Assert.Contains("svc@contoso.example", error.Message);
        Assert.Contains($"New-SyncConnection -Name … -ClientId {StubTenant.ClientId}", error.Advice);
        Assert.DoesNotContain(StubTenant.Secret, error.ToString());
        var sent = Assert.Single(transport.TokenRequests);
        Assert.Contains("grant_type=password", sent.Body);
        Assert.DoesNotContain("client_secret", sent.Body);
        Assert.Contains(Uri.EscapeDataString(Exchange + "/EWS.AccessAsUser.All"), sent.Body);
    }

    [Fact]
    public void A_credential_s_text_holds_no_secret()
    {
        using var certificate = CertificateFixture.Make();
        AppCredential[] credentials =
        [
            new ClientSecretCredential(Secure(StubTenant.Secret)),
            new ClientCertificateCredential(certificate),
            new ManagedIdentityCredential(null),
            new UserPasswordCredential("svc@contoso.example", Secure(StubTenant.Secret), Secure(StubTenant.Secret)),
        ];

        Assert.All(credentials, credential => Assert.DoesNotContain(StubTenant.Secret, credential.ToString()));
        Assert.All(
            credentials,
            credential => Assert.DoesNotContain(StubTenant.Secret, (StubTenant.Options() with { Credential = credential }).ToString()));
    }

    private async Task<string> RefusedAsync(TestApp app, string user, string password, string? secret)
    {
        await using var session = Session(
            app, new UserPasswordCredential(user, Secure(password), secret is null ? null : Secure(secret)));
        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => session.GetTokenAsync(SandboxClient.Graph, false, default));
        Assert.DoesNotContain(password, error.ToString());
        return error.ErrorId;
    }

    private TenantSession Session(TestApp app, AppCredential credential) => TenantSession.Create(new TenantSessionOptions
    {
        Environment = new SyncEnvironment("sandbox", sandbox.Host.Authority, sandbox.Host.Graph)
        {
            TrustedCertificate = File.ReadAllText(sandbox.Host.CaFile),
        },
        TenantId = sandbox.Host.TenantId.ToString(),
        ClientId = app.AppId,
        Credential = credential,
        Trace = trace.Add,
    });

    private async Task RegisterAsync(TestApp app, X509Certificate2 certificate)
    {
        var answer = await sandbox.PatchAsync("applications/" + app.Id, await sandbox.AdminTokenAsync(), new JsonObject
        {
            ["keyCredentials"] = new JsonArray(new JsonObject
            {
                ["type"] = "AsymmetricX509Cert",
                ["usage"] = "Verify",
                ["key"] = Convert.ToBase64String(certificate.RawData),
            }),
        });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        sandbox.Settle();
    }

    private async Task AllowPublicFlowsAsync(TestApp app)
    {
        await sandbox.PatchAsync(
            "applications/" + app.Id, await sandbox.AdminTokenAsync(), new JsonObject { ["isFallbackPublicClient"] = true });
        sandbox.Settle();
    }

    private async Task GrantAsync(TestApp app, string resource, string scope)
    {
        var created = await sandbox.PostAsync("oauth2PermissionGrants", await sandbox.AdminTokenAsync(), new JsonObject
        {
            ["clientId"] = app.PrincipalId,
            ["consentType"] = "AllPrincipals",
            ["resourceId"] = (string)(await sandbox.ResourceAsync(resource))["id"]!,
            ["scope"] = scope,
        });
        Assert.Equal(HttpStatusCode.Created, created.Status);
        sandbox.Settle();
    }

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}

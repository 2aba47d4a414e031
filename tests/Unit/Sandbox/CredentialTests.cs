using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Certificates by addKey, federated credentials, and the organisation's policies for both.</summary>
public sealed class CredentialTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>, IDisposable
{
    private const string ProofAudience = "00000002-0000-0000-c000-000000000000";

    private readonly SandboxClient _sandbox = fixture.Client;
    private readonly List<X509Certificate2> _certificates = [];

    public void Dispose() => _certificates.ForEach(certificate => certificate.Dispose());

    [Fact]
    public async Task AnAppRollsItsCertificateByProofAlone()
    {
        var app = await _sandbox.CreateAppAsync();
        var (first, second) = (Make(), Make());
        await UploadAsync(app, first);
        var own = await _sandbox.AppTokenAsync(app.AppId, app.Secret);

        var added = await AddKeyAsync(app, own, second, Proof(app, first));
        Assert.Equal(HttpStatusCode.OK, added.Status);
        Assert.Null(added.Json["key"]);
        Assert.Equal(2, (await KeysAsync(app)).Count);

        // The new one proves nothing until it is known.
        var early = await RemoveKeyAsync(app, own, (string)added.Json["keyId"]!, Proof(app, second));
        Assert.Equal(HttpStatusCode.Unauthorized, early.Status);
        _sandbox.Settle();
        var firstId = (string)(await KeysAsync(app)).Single(key => (string)key!["keyId"]! != (string)added.Json["keyId"]!)!["keyId"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await RemoveKeyAsync(app, own, firstId, Proof(app, second))).Status);
        Assert.Equal((string)added.Json["keyId"]!, (string)Assert.Single(await KeysAsync(app))!["keyId"]!);
        var again = await RemoveKeyAsync(app, own, firstId, Proof(app, second));
        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), (again.Status, again.Code));
    }

    [Fact]
    public async Task AProofMustBeWhatItIsSaidToBe()
    {
        var app = await _sandbox.CreateAppAsync();
        var (first, second) = (Make(), Make());
        await UploadAsync(app, first);
        var own = await _sandbox.AppTokenAsync(app.AppId, app.Secret);
        string[] wrong =
        [
            Proof(app, second), Proof(app, first, audience: "00000003-0000-0000-c000-000000000000"), Proof(app, first, issuer: app.AppId),
            Proof(app, first, minutes: 11), Proof(app, first) + "=", "x", "",
        ];

        foreach (var proof in wrong)
        {
            var answer = await AddKeyAsync(app, own, second, proof);
            Assert.Equal((HttpStatusCode.Unauthorized, "Authentication_MissingOrMalformed"), (answer.Status, answer.Code));
        }
        var stranger = await _sandbox.CreateAppAsync();
        var denied = await AddKeyAsync(
            app, await _sandbox.AppTokenAsync(stranger.AppId, stranger.Secret), second, Proof(app, first));
        Assert.Equal(HttpStatusCode.Forbidden, denied.Status);
        Assert.Single(await KeysAsync(app));
    }

    [Fact]
    public async Task FederatedCredentialsAreUniqueAndWellFormed()
    {
        var app = await _sandbox.CreateAppAsync();
        var path = $"applications/{app.Id}/federatedIdentityCredentials";
        var admin = await _sandbox.AdminTokenAsync();

        var made = await _sandbox.PostAsync(path, admin, Federated("github-main", "repo:contoso/pbx:ref:refs/heads/main"));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal("github-main", (string)(await _sandbox.GetAsync(path + "/github-main", admin)).Json["name"]!);
        Assert.Single((await _sandbox.GetAsync(path, admin)).Json["value"]!.AsArray());

        Assert.Equal(HttpStatusCode.Conflict, (await _sandbox.PostAsync(path, admin, Federated("github-main", "other"))).Status);
        Assert.Equal(
            HttpStatusCode.Conflict, (await _sandbox.PostAsync(path, admin, Federated("again", "repo:contoso/pbx:ref:refs/heads/main"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _sandbox.PostAsync(path, admin, Federated("no good name", "x"))).Status);
        var audiences = Federated("two-audiences", "x");
        audiences["audiences"] = new JsonArray("a", "b");
        Assert.Contains("audiences", (await _sandbox.PostAsync(path, admin, audiences)).Message);
        var renamed = await _sandbox.PatchAsync($"{path}/github-main", admin, new JsonObject { ["name"] = "other" });
        Assert.Equal(HttpStatusCode.BadRequest, renamed.Status);

        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.DeleteAsync($"{path}/{made.Json["id"]}", admin)).Status);
        Assert.Empty((await _sandbox.GetAsync(path, admin)).Json["value"]!.AsArray());
    }

    [Fact]
    public async Task AnAppHasAtMostTwentyFederatedCredentials()
    {
        var app = await _sandbox.CreateAppAsync();
        var admin = await _sandbox.AdminTokenAsync();
        for (var number = 0; number < 20; number++)
        {
            var made = await _sandbox.PostAsync(
                $"applications/{app.Id}/federatedIdentityCredentials", admin, Federated($"one-{number}", $"subject-{number}"));
            Assert.Equal(HttpStatusCode.Created, made.Status);
        }

        var more = await _sandbox.PostAsync($"applications/{app.Id}/federatedIdentityCredentials", admin, Federated("one-more", "more"));
        Assert.Equal(HttpStatusCode.BadRequest, more.Status);
    }

    [Fact]
    public async Task APolicyForbidsSecretsAndLongLives()
    {
        var app = await _sandbox.CreateAppAsync();
        var admin = await _sandbox.AdminTokenAsync();
        var policy = await PolicyAsync(app, """
            {"passwordCredentials":[{"restrictionType":"passwordLifetime","state":"enabled","maxLifetime":"P90D"}],
             "keyCredentials":[{"restrictionType":"asymmetricKeyLifetime","state":"enabled","maxLifetime":"P20D"}]}
            """);

        var listed = (await _sandbox.GetAsync($"applications/{app.Id}/appManagementPolicies", admin)).Json["value"]!.AsArray();
        Assert.Equal(policy, (string)Assert.Single(listed)!["id"]!);
        var tooLong = await _sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, new JsonObject());
        Assert.Equal("CredentialInvalidLifetimeAsPerAppPolicy", tooLong.Code);
        Assert.Contains(policy, tooLong.Message);
        Assert.Equal(HttpStatusCode.OK, (await _sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, Password(80))).Status);
        Assert.Equal("CredentialInvalidLifetimeAsPerAppPolicy", (await PatchKeyAsync(app, Make())).Code);

        await PolicyAsync(app, """{"passwordCredentials":[{"restrictionType":"passwordAddition","state":"enabled"}]}""");
        var forbidden = await _sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, Password(1));
        Assert.Equal((HttpStatusCode.BadRequest, "CredentialTypeNotAllowedAsPerAppPolicy"), (forbidden.Status, forbidden.Code));
    }

    [Fact]
    public async Task TheDefaultPolicyYieldsToAnAppsOwnAndSparesOlderApps()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var app = await sandbox.CreateAppAsync();
        var admin = await sandbox.AdminTokenAsync();
        var rows = JsonNode.Parse("""
            {"passwordCredentials":[{"restrictionType":"passwordAddition","state":"enabled",
             "restrictForAppsCreatedAfterDateTime":"2020-01-01T00:00:00Z"}]}
            """)!;
        await sandbox.ControlAsync(HttpMethod.Post, "app-management-policies", new JsonObject { ["restrictions"] = rows.DeepClone() });
        Assert.True((bool)(await sandbox.GetAsync("policies/defaultAppManagementPolicy", admin)).Json["isEnabled"]!);
        Assert.Equal(
            "CredentialTypeNotAllowedAsPerAppPolicy", (await sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, Password(1))).Code);

        rows["passwordCredentials"]![0]!["restrictForAppsCreatedAfterDateTime"] = "2030-01-01T00:00:00Z";
        await sandbox.ControlAsync(HttpMethod.Post, "app-management-policies", new JsonObject { ["restrictions"] = rows.DeepClone() });
        Assert.Equal(HttpStatusCode.OK, (await sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, Password(1))).Status);

        rows["passwordCredentials"]![0]!["restrictForAppsCreatedAfterDateTime"] = null;
        await sandbox.ControlAsync(HttpMethod.Post, "app-management-policies", new JsonObject { ["restrictions"] = rows.DeepClone() });
        rows["passwordCredentials"]![0]!["state"] = "disabled";
        await sandbox.ControlAsync(
            HttpMethod.Post, "app-management-policies", new JsonObject { ["appId"] = app.AppId, ["restrictions"] = rows });
        Assert.Equal(HttpStatusCode.OK, (await sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, Password(1))).Status);
    }

    private static JsonObject Federated(string name, string subject) => new()
    {
        ["name"] = name,
        ["issuer"] = "https://token.actions.githubusercontent.com",
        ["subject"] = subject,
        ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
    };

    private JsonObject Password(int days) => new()
    {
        ["passwordCredential"] = new JsonObject { ["endDateTime"] = _sandbox.Time.GetUtcNow().AddDays(days).ToString("o") },
    };

    private async Task<string> PolicyAsync(TestApp app, string restrictions) => (string)(await _sandbox.ControlAsync(
        HttpMethod.Post, "app-management-policies",
        new JsonObject { ["appId"] = app.AppId, ["restrictions"] = JsonNode.Parse(restrictions) })).Json["id"]!;

    private async Task<JsonArray> KeysAsync(TestApp app) => (await _sandbox.GetAsync(
        "applications/" + app.Id, await _sandbox.AdminTokenAsync())).Json["keyCredentials"]!.AsArray();

    private async Task UploadAsync(TestApp app, X509Certificate2 certificate)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PatchKeyAsync(app, certificate)).Status);
        _sandbox.Settle();
    }

    private async Task<SandboxAnswer> PatchKeyAsync(TestApp app, X509Certificate2 certificate) => await _sandbox.PatchAsync(
        "applications/" + app.Id, await _sandbox.AdminTokenAsync(), new JsonObject { ["keyCredentials"] = new JsonArray(Key(certificate)) });

    private Task<SandboxAnswer> AddKeyAsync(TestApp app, string token, X509Certificate2 certificate, string proof) => _sandbox.PostAsync(
        $"applications/{app.Id}/addKey", token,
        new JsonObject { ["keyCredential"] = Key(certificate), ["passwordCredential"] = null, ["proof"] = proof });

    private Task<SandboxAnswer> RemoveKeyAsync(TestApp app, string token, string keyId, string proof) => _sandbox.PostAsync(
        $"applications/{app.Id}/removeKey", token, new JsonObject { ["keyId"] = keyId, ["proof"] = proof });

    private static JsonObject Key(X509Certificate2 certificate) => new()
    {
        ["type"] = "AsymmetricX509Cert",
        ["usage"] = "Verify",
        ["key"] = Convert.ToBase64String(certificate.RawData),
    };

    private string Proof(TestApp app, X509Certificate2 certificate, string audience = ProofAudience, string? issuer = null, int minutes = 10)
    {
        var now = _sandbox.Time.GetUtcNow().ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["x5t"] = Encode(certificate.GetCertHash()) };
        var claims = new JsonObject { ["aud"] = audience, ["iss"] = issuer ?? app.Id, ["nbf"] = now, ["exp"] = now + minutes * 60 };
        var content = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        using var key = certificate.GetRSAPrivateKey()!;
        return $"{content}.{Encode(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        var now = _sandbox.Time.GetUtcNow();
        var certificate = new CertificateRequest("CN=one", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        _certificates.Add(certificate);
        return certificate;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.Microsoft365;
using ContactSync.Tests.Sandbox;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Connect-SyncTenant in its ways, as an admin types them.</summary>
public sealed class SignInCommandTests(TenantFixture tenant) : IClassFixture<TenantFixture>
{
    private const string Works = "Get-SyncAppRegistration -Name 'Contoso PBX' | ForEach-Object Name";

    [Fact]
    public async Task A_code_is_shown_to_the_person_and_typed_elsewhere()
    {
        using var host = new HostedModule();
        var running = host.RunAsync(
            "Connect-SyncTenant -Environment $args[0] -DeviceCode; " + Works, TestContext.Current.CancellationToken, tenant.Lab);
        await ApproveAsync(tenant.Server.Administrator.Address);

        var result = (await running).ThrowOnError();

        Assert.Equal(["Contoso PBX"], result.Objects<string>());
        Assert.Contains("To sign in", Assert.Single(result.Information));
    }

    [Fact]
    public async Task A_person_goes_on_to_Exchange_with_a_second_code()
    {
        using var host = new HostedModule();
        var admin = tenant.Server.Administrator.Address;
        var running = host.RunAsync(
            "Connect-SyncTenant -Environment $args[0] -DeviceCode; Get-SyncEwsPolicy", TestContext.Current.CancellationToken,
            tenant.Lab);
        await ApproveAsync(admin);
        await ApproveAsync(admin, "fb78d390-0c51-40cd-8e17-fdbfab77341b");

        var result = (await running).ThrowOnError();

        Assert.Single(result.Output);
        Assert.Equal(2, result.Information.Count);
    }

    [Fact]
    public void A_token_that_is_there_already_will_do()
    {
        using var host = new HostedModule();
        var token = AppToken("https://graph.microsoft.com");

        var result = host.Run("Connect-SyncTenant -Environment $args[0] -AccessToken $args[1] -Verbose -Debug; " + Works, tenant.Lab, token);

        Assert.Equal(["Contoso PBX"], result.ThrowOnError().Objects<string>());
        Assert.All(result.Verbose.Concat(result.Debug), line => Assert.DoesNotContain("eyJ", line));
    }

    [Fact]
    public void A_token_for_the_wrong_service_or_tenant_is_refused()
    {
        var graph = AppToken("https://graph.microsoft.com");
        var exchange = AppToken("https://outlook.office365.com");

        Assert.StartsWith("AccessTokenNotForGraph,", Refused("-AccessToken $args[2]", graph, exchange));
        Assert.StartsWith("AccessTokenNotForExchange,", Refused("-AccessToken $args[1] -ExchangeAccessToken $args[1]", graph, exchange));
        Assert.StartsWith("TokenOfOtherTenant,", Refused($"-AccessToken $args[1] -TenantId {Guid.NewGuid()}", graph, exchange));
    }

    [Fact]
    public async Task An_app_signs_in_with_a_certificate_out_of_a_file()
    {
        using var certificate = CertificateFixture.Make();
        var path = Path.Combine(tenant.Folder, "setup.pem");
        await File.WriteAllTextAsync(
            path, certificate.ExportCertificatePem() + "\n" + certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        using var host = tenant.Connect();

        Assert.StartsWith(
            "CertificateLoginRefused,",
            Assert.Single(host.Run("Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -CertificatePath $args[2]",
                tenant.Lab, tenant.Server.AdminClientId, path).Errors).FullyQualifiedErrorId);
        Assert.StartsWith(
            "ClientCertificateNotFound,",
            Assert.Single(host.Run("Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -CertificateThumbprint $args[2]",
                tenant.Lab, tenant.Server.AdminClientId, certificate.Thumbprint).Errors).FullyQualifiedErrorId);
        Assert.StartsWith(
            "FederatedTokenFileMissing,",
            Assert.Single(host.Run("Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -FederatedTokenFile $args[2]",
                tenant.Lab, tenant.Server.AdminClientId, path + ".token").Errors).FullyQualifiedErrorId);
        // A sign-in that fails leaves the one before.
        Assert.Equal(["Contoso PBX"], host.Run(Works).ThrowOnError().Objects<string>());
    }

    [Fact]
    public async Task An_app_signs_in_with_a_token_of_a_provider_that_it_trusts()
    {
        const string Subject = "repo:contoso/pbx:ref:refs/heads/main";
        using var provider = new IdentityProvider();
        await tenant.ControlAsync("identity-providers", provider.Published);
        var file = Path.Combine(tenant.Folder, "provider.token");
        using var host = tenant.Connect();
        host.Run(
            """
            $app = New-SyncAppRegistration -Name 'Nightly' -ApplicationPermission Application.Read.All
            $null = $app | Grant-AdminConsent
            $app | New-SyncAppCredential -Description main -Issuer $args[0] -Subject $args[1]
            """,
            provider.Issuer, Subject).ThrowOnError();

        await tenant.ControlAsync("settle", new { });

        await File.WriteAllTextAsync(file, provider.Issue(Subject, DateTimeOffset.UtcNow) + "\n");
        var signedIn = host.Run(
            "Connect-SyncTenant -Environment $args[0] -ClientId $app.AppId -FederatedTokenFile $args[1] -Verbose -Debug; " + Works,
            tenant.Lab, file);
        Assert.Equal(["Contoso PBX"], signedIn.ThrowOnError().Objects<string>());
        Assert.All(signedIn.Verbose.Concat(signedIn.Debug), line => Assert.DoesNotContain("eyJ", line));

        Assert.StartsWith("FederationMissing,AADSTS7002138", await RefusedAsync(provider.Issue(Subject.ToUpperInvariant(), DateTimeOffset.UtcNow)));
        Assert.StartsWith("FederatedTokenRefused,AADSTS700024", await RefusedAsync(provider.Issue(Subject, DateTimeOffset.UtcNow.AddDays(-1))));
        using var impostor = new IdentityProvider();
        Assert.StartsWith("FederatedTokenRefused,AADSTS700027", await RefusedAsync(impostor.Issue(Subject, DateTimeOffset.UtcNow)));
        File.Delete(file);

        async Task<string> RefusedAsync(string token)
        {
            await File.WriteAllTextAsync(file, token);
            var error = Assert.Single(host.Run(
                "Connect-SyncTenant -Environment $args[0] -ClientId $app.AppId -FederatedTokenFile $args[1]", tenant.Lab, file).Errors);
            Assert.DoesNotContain(token, error.ToString());
            return error.FullyQualifiedErrorId.Split(',')[0] + "," + Regex.Match(error.ToString(), "AADSTS[0-9]+").Value;
        }
    }

    private string Refused(string parameters, params object[] tokens)
    {
        using var host = new HostedModule();
        return Assert.Single(host.Run($"Connect-SyncTenant -Environment $args[0] {parameters}", [tenant.Lab, .. tokens]).Errors)
            .FullyQualifiedErrorId;
    }

    private SecureString AppToken(string resource)
    {
        using var http = Client();
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", tenant.Server.AdminClientId),
            new("client_secret", tenant.Server.AdminClientSecret), new("scope", resource + "/.default"),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{tenant.Server.TenantId}/oauth2/v2.0/token") { Content = form };
        using var answer = http.Send(request);
        using var content = answer.Content.ReadAsStream();
        return new NetworkCredential("", (string)JsonNode.Parse(content)!["access_token"]!).SecurePassword;
    }

    /// <summary>Plays the person, once the code is there.</summary>
    private async Task ApproveAsync(string user, string clientId = "14d82eec-204b-4c2f-b7e8-296a70dab67e")
    {
        using var http = Client();
        JsonNode? code;
        do
        {
            var codes = await http.GetFromJsonAsync<JsonArray>("sandbox/device-codes", TestContext.Current.CancellationToken);
            code = codes!.FirstOrDefault(one => (string?)one!["clientId"] == clientId && one["user"] is null);
        }
        while (code is null);
        using var answer = await http.PostAsJsonAsync($"sandbox/device-codes/{code["userCode"]}/approve", new { user, consent = true });
        answer.EnsureSuccessStatusCode();
    }

    private HttpClient Client()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPem(tenant.Lab.TrustedCertificate);
        var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } })
        {
            BaseAddress = tenant.Server.Authority,
        };
        http.DefaultRequestHeaders.Add("X-Sandbox-Key", tenant.Server.ControlKey);
        return http;
    }
}

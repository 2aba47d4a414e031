using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using ContactSync.Microsoft365.Diagnosis;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Tenants;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class ConnectionTestTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    private static readonly string[] Stages = ["TLS", "Sign-in", "Token", "Directory", "Protocol", "Mailbox", "Folders"];

    private string Mailbox => tenant.Host.Users[0].Address;

    [Fact]
    public async Task A_connection_that_is_as_it_should_be_passes_every_stage_and_writes_nothing()
    {
        var requests = new ConcurrentQueue<string>();
        var (_, options) = await SetUpAsync("All well");

        var checks = await RunAsync(options with { Trace = requests.Enqueue }, Mailbox);

        Assert.Equal(Stages, checks.Select(check => check.Stage));
        Assert.All(checks, check => Assert.Equal((CheckStatus.Passed, 0), (check.Status, check.ExitCode)));
        Assert.Contains("CN=localhost", checks[0].Detail);
        Assert.Contains("which the environment trusts", checks[0].Detail);
        Assert.Contains("Contacts.Read, GroupMember.Read.All, User.ReadBasic.All", checks[2].Detail);
        Assert.Empty(SandboxTenant.Writing(requests));
    }

    [Fact]
    public async Task Without_a_name_the_first_mailbox_there_is_is_read()
    {
        var (_, options) = await SetUpAsync("Any mailbox");

        var checks = await RunAsync(options, null);

        Assert.All(checks, check => Assert.Equal(CheckStatus.Passed, check.Status));
        Assert.Contains(tenant.Host.Users, user => user.Address.Equals(checks[^1].Target, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_wrong_secret_fails_the_sign_in_and_skips_the_rest()
    {
        var checks = await RunAsync(tenant.Options(secret: "not-the-secret-4711"), Mailbox);

        AssertFailsAt(checks, "Sign-in", "AADSTS7000215", "New-SyncAppCredential");
        Assert.All(checks, check => Assert.DoesNotContain("4711", check.Detail + check.Advice));
        Assert.Equal("https://login.microsoftonline.com/error?code=7000215", checks[1].Link);
    }

    [Fact]
    public async Task An_expired_secret_is_named()
    {
        var (app, options) = await SetUpAsync("Expired");
        var directory = tenant.Host.Context.Tenant;
        lock (directory.Gate)
        {
            directory.Applications.First(one => one.AppId == app.AppId).Secrets
                .Replace(secret => secret with { Start = secret.Start.AddYears(-1), End = DateTimeOffset.UtcNow.AddDays(-1) });
        }

        AssertFailsAt(await RunAsync(options, Mailbox), "Sign-in", "AADSTS7000222", "New-SyncAppCredential");
    }

    [Fact]
    public async Task An_unknown_app_is_named() => AssertFailsAt(
        await RunAsync(tenant.Options(clientId: Guid.NewGuid().ToString()), Mailbox), "Sign-in", "AADSTS700016", "New-SyncAppRegistration");

    [Fact]
    public async Task An_unknown_tenant_is_named() => AssertFailsAt(
        await RunAsync(tenant.Options() with { TenantId = Guid.NewGuid().ToString() }, Mailbox), "Sign-in", "AADSTS90002", "Overview");

    [Fact]
    public async Task Missing_consent_fails_the_token_with_every_role_that_lacks()
    {
        var (_, options) = await SetUpAsync("Unconsented", grant: false);

        var checks = await RunAsync(options, Mailbox);

        AssertFailsAt(checks, "Token", "RolesMissing", "Grant-AdminConsent");
        Assert.Contains("Contacts.Read, User.ReadBasic.All, GroupMember.Read.All", checks[2].Detail);
    }

    [Fact]
    public async Task A_missing_role_that_Exchange_may_grant_is_a_warning_and_the_mailbox_tells()
    {
        var preset = AppPresets.Find("ContactImport");
        var (_, options) = await SetUpAsync(
            "Scoped by Exchange", preset: preset with { Permissions = [.. preset.Permissions.Where(one => !one.GrantedByExchange)] });

        var checks = await RunAsync(options, Mailbox);

        Assert.Equal((CheckStatus.Warning, 4), (checks[2].Status, checks[2].ExitCode));
        Assert.Contains("Contacts.Read", checks[2].Detail);
        Assert.Equal(CheckStatus.Passed, checks[3].Status);
        Assert.Equal(("Mailbox", CheckStatus.Failed, "ErrorAccessDenied"), (checks[5].Stage, checks[5].Status, checks[5].Code));
        Assert.Contains("Test-ServicePrincipalAuthorization", checks[5].Advice);
        Assert.Contains("Grant-AdminConsent", checks[5].Advice);
    }

    [Fact]
    public async Task A_mailbox_on_premises_is_named()
    {
        var (_, options) = await SetUpAsync("On-premises");
        string address;
        lock (tenant.Host.Context.Tenant.Gate)
            address = tenant.Host.Context.Tenant.Users.First(user => user.Mailbox == MailboxPlace.OnPremises).UserPrincipalName;

        var checks = await RunAsync(options, address);

        var failed = Assert.Single(checks, check => check.Status == CheckStatus.Failed);
        Assert.Equal(("Protocol", "MailboxNotEnabledForRESTAPI"), (failed.Stage, failed.Code));
        Assert.Contains(address, failed.Detail);
        Assert.Contains("-EwsUrl", failed.Advice);
    }

    [Fact]
    public async Task A_mailbox_that_nobody_has_is_named()
    {
        var (_, options) = await SetUpAsync("Nobody's mailbox");

        var checks = await RunAsync(options, "nobody@contoso.example");

        Assert.Equal(CheckStatus.Failed, checks[^1].Status);
        Assert.Contains("nobody@contoso.example", checks[^1].Detail);
    }

    [Fact]
    public async Task An_authority_that_is_not_trusted_fails_TLS_with_the_way_out()
    {
        var stranger = new SyncEnvironment("stranger", tenant.Host.Authority, tenant.Host.Graph);

        var checks = await RunAsync(tenant.Options() with { Environment = stranger }, Mailbox);

        AssertFailsAt(checks, "TLS", "CertificateUntrusted", "-TrustedCertificate");
    }

    [Fact]
    public async Task A_certificate_file_that_is_none_fails_TLS()
    {
        var broken = new SyncEnvironment("broken", tenant.Host.Authority, tenant.Host.Graph) { TrustedCertificate = "no certificate" };

        var checks = await RunAsync(tenant.Options() with { Environment = broken }, Mailbox);

        AssertFailsAt(checks, "TLS", "TrustedCertificateUnreadable", "-TrustedCertificate");
    }

    [Fact]
    public async Task Each_server_that_cannot_be_reached_is_a_row()
    {
        var nowhere = new SyncEnvironment("nowhere", new Uri("https://login.invalid"), new Uri("https://graph.invalid"));

        var checks = await RunAsync(tenant.Options() with { Environment = nowhere }, Mailbox);

        Assert.Equal(["login.invalid", "graph.invalid"], checks.Where(check => check.Stage == "TLS").Select(check => check.Target));
        Assert.All(checks.Take(2), check => Assert.Equal(CheckStatus.Failed, check.Status));
        Assert.All(checks.Skip(2), check => Assert.Equal(CheckStatus.Skipped, check.Status));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(-2, true)]
    [InlineData(31, false)]
    public async Task A_credential_near_its_end_is_a_warning(int days, bool warned)
    {
        var checks = await RunAsync(tenant.Options(), null, DateTimeOffset.UtcNow.AddDays(days));

        var row = Assert.Single(checks, check => check.Stage == "Credential");
        Assert.Equal(warned ? (CheckStatus.Warning, 4) : (CheckStatus.Passed, 0), (row.Status, row.ExitCode));
        Assert.Equal(warned, row.Advice?.Contains("Update-SyncAppCredential", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_clock_that_is_off_is_a_warning()
    {
        var fast = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(10));

        var checks = await RunAsync(tenant.Options() with { TimeProvider = fast }, null);

        Assert.Equal(("TLS", CheckStatus.Warning), (checks[0].Stage, checks[0].Status));
        Assert.Contains("clock", checks[0].Detail);
    }

    [Theory]
    [InlineData("https://outlook.office365.com", StubTenant.TenantId, "TokenForOther")]
    [InlineData("https://graph.microsoft.com", "99999999-2222-3333-4444-555555555555", "TokenOfOtherTenant")]
    public async Task A_token_of_another_service_or_tenant_is_named(string audience, string issuer, string code)
    {
        var token = StubTenant.Jwt(new { aud = audience, tid = issuer, roles = Array.Empty<string>() });
        var transport = StubTenant.Transport(
            _ => StubTransport.Json(HttpStatusCode.OK, "{}"),
            _ => StubTransport.Json(
                HttpStatusCode.OK, JsonSerializer.Serialize(new { token_type = "Bearer", expires_in = 3599, access_token = token })));

        var checks = await RunAsync(StubTenant.Options() with { Transport = () => transport }, null);

        AssertFailsAt(checks, "Token", code, "");
    }

    private static void AssertFailsAt(List<SyncCheck> checks, string stage, string code, string advice)
    {
        var failed = Assert.Single(checks, check => check.Status == CheckStatus.Failed);
        Assert.Equal((stage, code, 2), (failed.Stage, failed.Code, failed.ExitCode));
        Assert.Contains(advice, failed.Advice);
        Assert.All(checks.Take(checks.IndexOf(failed)), check => Assert.Equal(CheckStatus.Passed, check.Status));
        Assert.All(checks.Skip(checks.IndexOf(failed) + 1), check => Assert.Equal(CheckStatus.Skipped, check.Status));
    }

    private static async Task<List<SyncCheck>> RunAsync(TenantSessionOptions options, string? mailbox, DateTimeOffset? end = null) =>
        await ConnectionTest.RunAsync(
            new ConnectionTestRequest { Tenant = options, Mailboxes = mailbox is null ? [] : [mailbox], CredentialEnd = end }, default).ToListAsync();

    private async Task<(SyncAppRegistration App, TenantSessionOptions Options)> SetUpAsync(
        string name, bool grant = true, AppPreset? preset = null)
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, name, preset);
        if (grant)
            await new ConsentService(session, TimeProvider.System).GrantAsync(app, wait: true, default);
        var credential = await new CredentialService(session, TimeProvider.System)
            .AddSecretAsync(app, "x", TimeSpan.FromDays(90), wait: true, error => Assert.Fail(error.Message), default);
        return (app, tenant.Options(app.AppId) with { Credential = new ClientSecretCredential(credential.Secret!) });
    }
}

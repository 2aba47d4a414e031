using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ContactSync.Microsoft365.Diagnosis;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Entra;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Mailboxes.Graph;
using ContactSync.Tests.Ews;
using ContactSync.Tests.Graph;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>The sandbox is brought into each trouble that admins meet, and the test names it and nothing that is not the case.</summary>
public sealed class ConnectionTroubleTests : IAsyncLifetime
{
    private static readonly string[] Roles = ["Contacts.Read", "User.ReadBasic.All", "GroupMember.Read.All"];

    private SandboxHost host = null!;

    private string Cloud => host.Users[0].Address;

    private string Own => host.OnPremisesUsers[0].Address;

    private SandboxContext Context => host.Context;

    public async ValueTask InitializeAsync() => host = await SandboxHost.StartAsync(
        new SandboxOptions { MailboxCount = 2, OnPremisesMailboxCount = 1, ReplicationDelay = TimeSpan.Zero });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Nothing_is_the_matter()
    {
        await AssertAsync(Graph() with { Mailboxes = [Cloud] });
        await AssertAsync(OwnServer() with { Mailboxes = [Own] });
        await AssertAsync(Graph() with { Mailboxes = [Own], Exchange = OwnServer().Exchange, ExchangeSource = OwnServer().ExchangeSource });
        await AssertAsync(Graph() with { Groups = ["Phone users"] });
        await AssertAsync(Graph() with { All = true }, ("Protocol", "MailboxNotEnabledForRESTAPI", "-EwsUrl"));
    }

    [Theory]
    [InlineData("Calendar", "Calendars.ReadBasic.All", "Calendar")]
    [InlineData("Presence", "Presence.ReadWrite.All", "Presence")]
    public async Task An_app_for_another_task_is_tested_by_that(string preset, string permission, string stage)
    {
        string[] directory = ["User.ReadBasic.All", "GroupMember.Read.All"];
        var good = Graph(App([permission, .. directory])) with { Preset = AppPresets.Find(preset), Mailboxes = [Cloud] };
        var bad = Graph(App(directory)) with { Preset = AppPresets.Find(preset), Mailboxes = [Cloud] };

        var checks = await AssertAsync(good);

        Assert.Equal(["TLS", "Sign-in", "Token", "Directory", stage], checks.Select(check => check.Stage));
        await AssertAsync(bad, ("Token", "RolesMissing", "Grant-AdminConsent"));
    }

    [Fact]
    public async Task A_product_that_looks_nobody_up_is_told_the_mailbox()
    {
        var request = Graph(App(["Presence.ReadWrite.All"])) with { Preset = AppPresets.Find("ProCall") };

        await AssertAsync(request with { Mailboxes = [Cloud] });
        await AssertAsync(request, ["Mailbox"]);
    }

    [Fact]
    public Task Consent_is_missing() => AssertAsync(Graph(App([])), ("Token", "RolesMissing", "Grant-AdminConsent"));

    [Fact]
    public async Task The_user_is_not_assigned()
    {
        var app = App([]);
        lock (Context.Tenant.Gate)
            Context.Tenant.FindPrincipal(app.ClientId)!.Properties["appRoleAssignmentRequired"] = true;

        await AssertAsync(OnlineAsUser(app), ("Sign-in", "AADSTS50105", "Add-SyncAppUser"));
    }

    [Fact]
    public async Task A_second_factor_is_asked_of_a_password()
    {
        Context.Tenant.FindUser(Cloud)!.NeedsSecondFactor = true;

        await AssertAsync(OnlineAsUser(App([])), ("Sign-in", "AADSTS50076", "managed identity"));
    }

    [Fact]
    public async Task Conditional_Access_blocks_the_app()
    {
        var app = App(Roles);
        Context.Tenant.BlockedApps = [app.ClientId];

        await AssertAsync(Graph(app), ("Sign-in", "AADSTS53003", "policy"));
    }

    [Fact]
    public Task The_secret_is_wrong() =>
        AssertAsync(Graph((App(Roles).ClientId, "wrong-4711")), ("Sign-in", "AADSTS7000215", "New-SyncAppCredential"));

    [Fact]
    public async Task The_secret_has_expired()
    {
        host.Faults.Add(new Fault(ClientAuthentication.ExpiredSecret) { Count = -1 });

        await AssertAsync(Graph(), ("Sign-in", "AADSTS7000222", "New-SyncAppCredential"));
    }

    [Fact]
    public async Task The_certificate_is_unknown()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=stranger", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var request = Graph();
        request = request with { Tenant = request.Tenant! with { Credential = new ClientCertificateCredential(certificate) } };

        await AssertAsync(request, ("Sign-in", "AADSTS700027", "Upload the certificate"));
    }

    [Fact]
    public async Task The_token_is_for_another_service()
    {
        var request = Online() with
        {
            Exchange = session => new EwsClientOptions
            {
                Environment = Environment, SignIn = new EwsTokenSignIn(session!, SandboxApp.Graph),
            },
        };

        await AssertAsync(request, ("Sign-in", "2000003", "resource"));
    }

    [Fact]
    public async Task Impersonation_is_missing()
    {
        // The first request asks the directory as the account itself.
        host.Faults.Add(new Fault(FaultBoard.MissingRole) { Skip = 1, Count = -1 });

        await AssertAsync(
            OwnServer() with { Mailboxes = [Own] }, ("Mailbox", "ErrorImpersonateUserDenied", "New-ManagementRoleAssignment"));
    }

    [Fact]
    public async Task The_scope_of_the_impersonation_leaves_the_mailbox_out()
    {
        Context.Ews.OutOfScope[Own] = true;

        await AssertAsync(OwnServer() with { Mailboxes = [Own] }, ("Mailbox", "ErrorImpersonateUserDenied", "scope"));
    }

    [Fact]
    public Task The_scope_of_the_app_leaves_the_mailbox_out() => AssertAsync(
        Graph(App(["User.ReadBasic.All", "GroupMember.Read.All"])) with { Mailboxes = [Cloud] },
        ["Token"], ("Mailbox", "ErrorAccessDenied", "Test-ServicePrincipalAuthorization"));

    [Fact]
    public async Task EWS_is_switched_off()
    {
        Context.Ews.EwsEnabled = false;

        await AssertAsync(Online(), ("Protocol", "X-EWS-Policy-Reason", "Set-OrganizationConfig -EwsEnabled"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_policy_closes_EWS_and_both_that_it_may_be_are_named(bool byAppId)
    {
        Context.Ews.EwsEnabled = byAppId ? true : null;
        Context.Ews.AccessPolicy = byAppId ? null : "EnforceAllowList";

        var checks = await AssertAsync(Online(), ("Protocol", "X-EWS-Policy-Reason", "EwsAllowedAppIDs"));

        Assert.Contains("EwsAllowList", checks.Single(check => check.Status == CheckStatus.Failed).Advice);
    }

    [Theory]
    [InlineData("EnforceAllowList", "Outlook*")]
    [InlineData("EnforceBlockList", "ContactSync/*")]
    public async Task The_lists_of_programs_close_Graph_too(string policy, string pattern)
    {
        (Context.Ews.AccessPolicy, Context.Ews.AllowList, Context.Ews.BlockList) = (policy, [pattern], [pattern]);

        await AssertAsync(Graph() with { Mailboxes = [Cloud] }, ("Mailbox", "ErrorAccessDenied", "EwsApplicationAccessPolicy"));

        (Context.Ews.AllowList, Context.Ews.BlockList) = (["ContactSync/*"], ["Outlook*"]);
        await AssertAsync(Graph() with { Mailboxes = [Cloud] });
    }

    [Fact]
    public async Task The_licence_has_no_EWS()
    {
        Context.Ews.KioskMailboxes[Context.Tenant.FindUser(host.Users[1].Address)!.Id] = true;

        await AssertAsync(
            Online() with { Mailboxes = [host.Users[1].Address] }, ["Protocol"], ("Protocol", "EwsForbidden", "Kiosk"));
    }

    [Fact]
    public Task The_mailbox_is_on_premises() =>
        AssertAsync(Graph() with { Mailboxes = [Own] }, ("Protocol", "MailboxNotEnabledForRESTAPI", "-EwsUrl"));

    [Fact]
    public async Task The_mailbox_was_deleted_and_can_be_restored()
    {
        host.Faults.Add(new Fault(MailboxCall.Moved) { Target = Cloud, Count = -1 });

        await AssertAsync(Graph() with { Mailboxes = [Cloud] }, ("Protocol", "MailboxNotEnabledForRESTAPI", "-SoftDeletedMailbox"));
    }

    [Fact]
    public async Task The_clock_is_wrong()
    {
        var request = Graph();
        var slow = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(-10));

        var checks = await AssertAsync(request with { Tenant = request.Tenant! with { TimeProvider = slow } }, ["TLS"]);

        Assert.Contains("clock", checks[0].Detail);
    }

    [Fact]
    public async Task The_proxy_refuses()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        using var stop = new CancellationTokenSource();
        var served = RefuseAsync(proxy, stop.Token);
        var way = new SocketsHttpHandler { Proxy = new WebProxy($"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}") };

        await AssertAsync(Over(way), ("TLS", "ProxyRefused", "HTTPS_PROXY"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => served);
    }

    [Fact]
    public async Task The_authority_is_the_companys_own()
    {
        var request = Graph();
        var strange = new SyncEnvironment("strange", host.Authority, host.Graph);

        await AssertAsync(
            request with { Tenant = request.Tenant! with { Environment = strange } }, ("TLS", "CertificateUntrusted", "-TrustedCertificate"));
    }

    [Fact]
    public Task The_list_of_revoked_certificates_is_out_of_reach() => AssertAsync(
        Over(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateRevocationCheckMode = X509RevocationMode.Online,
                RemoteCertificateValidationCallback = new ServerTrust(Environment).Validate,
            },
        }),
        ("TLS", "CertificateRevocationUnknown", "CRL"));

    private SyncEnvironment Environment => new("sandbox", host.Authority, host.Graph, host.Ews)
    {
        TrustedCertificate = File.ReadAllText(host.CaFile),
    };

    private (string ClientId, string Secret) App(string[] roles) => SandboxApp.Register(host, (SandboxApp.Graph, roles));

    private ConnectionTestRequest Graph((string ClientId, string Secret)? app = null)
    {
        var (clientId, secret) = app ?? App(Roles);
        return new ConnectionTestRequest
        {
            Tenant = new TenantSessionOptions
            {
                Environment = Environment,
                TenantId = host.TenantId.ToString(),
                ClientId = clientId,
                Credential = new ClientSecretCredential(Secure(secret)),
            },
        };
    }

    private ConnectionTestRequest Over(SocketsHttpHandler way)
    {
        var request = Graph();
        return request with { Tenant = request.Tenant! with { Transport = () => way } };
    }

    private ConnectionTestRequest OwnServer() => new()
    {
        Exchange = _ => new EwsClientOptions { Environment = Environment, SignIn = EwsSandbox.Basic(host) },
        ExchangeSource = new EwsSourceOptions { TenantId = host.TenantId.ToString() },
    };

    /// <summary>Exchange Online over EWS, by an app.</summary>
    private ConnectionTestRequest Online((string ClientId, string Secret)? app = null) =>
        Graph(app ?? SandboxApp.Register(host, (SandboxApp.Exchange, ["full_access_as_app"]))) with
        {
            Mailboxes = [Cloud],
            OnlyExchangeResource = SandboxApp.Exchange,
            Exchange = session => new EwsClientOptions
            {
                Environment = Environment, SignIn = new EwsTokenSignIn(session!, SandboxApp.Exchange),
            },
            ExchangeSource = new EwsSourceOptions { TenantId = host.TenantId.ToString(), DirectoryMailbox = Cloud },
        };

    /// <summary>The same, with a user's password.</summary>
    private ConnectionTestRequest OnlineAsUser((string ClientId, string Secret) app)
    {
        var request = Online(app);
        var user = Context.Tenant.FindUser(Cloud)!;
        var credential = new UserPasswordCredential(user.UserPrincipalName, Secure(user.Password), Secure(app.Secret));
        return request with { Tenant = request.Tenant! with { Credential = credential } };
    }

    private static System.Security.SecureString Secure(string secret) => new NetworkCredential("", secret).SecurePassword;

    private static async Task RefuseAsync(TcpListener proxy, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = await proxy.AcceptTcpClientAsync(cancellationToken);
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[16], 16, throwOnEndOfStream: false, cancellationToken);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), cancellationToken);
        }
    }

    private static Task<List<SyncCheck>> AssertAsync(
        ConnectionTestRequest request, params (string Stage, string Code, string Advice)[] failures) => AssertAsync(request, [], failures);

    /// <summary>Exactly these stages fail, each once a target, and exactly those warn; whatever was not skipped else passes.</summary>
    private static async Task<List<SyncCheck>> AssertAsync(
        ConnectionTestRequest request, string[] warnings, params (string Stage, string Code, string Advice)[] failures)
    {
        var checks = await ConnectionTest.RunAsync(request, default).ToListAsync();
        var told = string.Join('\n', checks.Select(check => $"{check.Stage} {check.Target} {check.Status} {check.Code}: {check.Finding}"));
        var failed = checks.Where(check => check.Status == CheckStatus.Failed).ToList();
        Assert.True(failures.Select(one => (one.Stage, one.Code)).SequenceEqual(failed.Select(row => (row.Stage, row.Code!)).Distinct()), told);
        foreach (var (expected, row) in failures.Zip(failed))
            Assert.True(row.Advice?.Contains(expected.Advice, StringComparison.OrdinalIgnoreCase), told);
        var warned = checks.Where(check => check.Status == CheckStatus.Warning).Select(row => row.Stage).Distinct();
        Assert.True(warnings.SequenceEqual(warned), told);
        Assert.True(failures.Length > 0 || checks.TrueForAll(check => check.Status != CheckStatus.Skipped), told);
        return checks;
    }
}

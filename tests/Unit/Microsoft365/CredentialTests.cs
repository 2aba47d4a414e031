using System.Collections.Concurrent;
using System.Net;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class CredentialTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    [Fact]
    public async Task A_secret_works_at_once_and_its_tokens_carry_every_role()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "With secret");
        await new ConsentService(session, TimeProvider.System).GrantAsync(app, wait: true, default);

        var credential = await AddAsync(session, app, TimeSpan.FromDays(180));

        await using var own = TenantSession.Create(
            tenant.Options(app.AppId) with { Credential = new ClientSecretCredential(credential.Secret!) });
        var token = await own.GetTokenAsync(tenant.Environment.GraphResource, false, default);
        Assert.Equal(["Contacts.Read", "GroupMember.Read.All", "User.ReadBasic.All"], token.Roles.Order(StringComparer.Ordinal));
        Assert.Equal(TimeSpan.FromDays(180), credential.End - credential.Start);
        Assert.Equal(tenant.Host.TenantId.ToString(), credential.TenantId);
        Assert.Equal("For a test", credential.Description);
    }

    [Fact]
    public async Task Without_waiting_the_token_endpoint_is_not_asked()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var app = await SandboxTenant.RegisterAsync(session, "Hurried secret");
        requests.Clear();

        await new CredentialService(session, TimeProvider.System)
            .AddSecretAsync(app, "x", TimeSpan.FromDays(1), wait: false, null, default);

        Assert.DoesNotContain(requests, line => line.Contains("/oauth2/v2.0/token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_is_in_no_text()
    {
        var trace = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(trace);
        var app = await SandboxTenant.RegisterAsync(session, "Secretive");

        var credential = await AddAsync(session, app, TimeSpan.FromDays(1));

        var value = new NetworkCredential("", credential.Secret).Password;
        Assert.True(value.Length >= 16);
        Assert.DoesNotContain(value, credential.ToString());
        Assert.All(trace, line => Assert.DoesNotContain(value, line));
        Assert.All(trace, line => Assert.DoesNotContain(tenant.Host.AdminClientSecret, line));
        Assert.True(credential.Secret!.IsReadOnly());
    }

    [Theory]
    [InlineData(732, "SecretLifeTooLong")]
    [InlineData(0, "SecretLifeNotPositive")]
    [InlineData(-3, "SecretLifeNotPositive")]
    public async Task A_senseless_life_is_refused_before_any_request(int days, string errorId)
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Never");
        var before = session.RequestCount;

        var error = await Assert.ThrowsAsync<SyncException>(() => AddAsync(session, app, TimeSpan.FromDays(days)));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(before, session.RequestCount);
    }

    [Fact]
    public async Task The_secret_of_an_app_that_is_gone_is_refused()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Gone");
        await session.Graph.Applications[app.ObjectId].DeleteAsync();
        var time = new HastyTime();

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(
            () => new CredentialService(session, time).AddSecretAsync(app, "x", TimeSpan.FromDays(1), true, null, default));

        Assert.Equal("NotVisibleYet", error.ErrorId);
        Assert.True(time.Passed >= TimeSpan.FromMinutes(9));
    }

    [Fact]
    public async Task A_secret_that_no_sign_in_proves_is_returned_all_the_same()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "Disabled");
        await session.Graph.ServicePrincipals[app.ServicePrincipalId].PatchAsync(new() { AccountEnabled = false });
        SyncException? told = null;

        var credential = await new CredentialService(session, TimeProvider.System)
            .AddSecretAsync(app, "x", TimeSpan.FromDays(1), wait: true, error => told = error, default);

        Assert.NotEqual(0, credential.Secret!.Length);
        Assert.Equal("AppDisabled", told?.ErrorId);
    }

    [Fact]
    public async Task A_secret_whose_wait_is_cancelled_is_taken_back()
    {
        using var cancelled = new CancellationTokenSource();
        await using var session = tenant.Administrator(line =>
        {
            if (line.Contains("/addPassword", StringComparison.Ordinal))
                cancelled.Cancel();
        });
        var app = await SandboxTenant.RegisterAsync(session, "Cancelled");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new CredentialService(session, TimeProvider.System)
            .AddSecretAsync(app, "x", TimeSpan.FromDays(1), wait: true, null, cancelled.Token));

        var stored = await session.Graph.Applications[app.ObjectId].GetAsync();
        Assert.Empty(stored!.PasswordCredentials!);
    }

    [Fact]
    public async Task A_policy_that_forbids_a_secret_is_named()
    {
        var transport = StubTenant.Transport(_ => StubTransport.Json(HttpStatusCode.Forbidden, """
            {"error":{"code":"Authorization_RequestDenied",
             "message":"Credential lifetime exceeds the max value allowed as per assigned policy '7f5a'."}}
            """));
        await using var session = StubTenant.Session(transport);
        var app = new SyncAppRegistration
        {
            Name = "Contoso PBX", AppId = StubTenant.ClientId, ObjectId = "1", ServicePrincipalId = "2", TenantId = StubTenant.TenantId,
            SignInAudience = "AzureADMyOrg", Permissions = [], Environment = StubTenant.Environment, Change = "Unchanged",
        };

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => AddAsync(session, app, TimeSpan.FromDays(100)));

        Assert.Equal("SecretForbiddenByPolicy", error.ErrorId);
        Assert.Contains("as per assigned policy '7f5a'", error.Message);
    }

    private static Task<SyncAppCredential> AddAsync(TenantSession session, SyncAppRegistration app, TimeSpan life) =>
        new CredentialService(session, TimeProvider.System).AddSecretAsync(
            app, "For a test", life, wait: true, error => Assert.Fail(error.Message), default);
}

using System.Net;
using System.Text.Json.Nodes;
using ContactSync.Microsoft365.Identity;
using ContactSync.Tests.Sandbox;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Persons who sign in at a browser, on this machine or another, against the sandbox.</summary>
public sealed class PersonCredentialTests : IAsyncLifetime
{
    private static readonly string[] Scopes = ["User.Read", "User.ReadBasic.All"];

    private readonly List<string> trace = [];
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
    private SandboxClient sandbox = null!;

    private string User => sandbox.Host.Users[0].Address;

    public async ValueTask InitializeAsync()
    {
        sandbox = await SandboxClient.StartAsync(start: DateTimeOffset.UtcNow);
        await PersonAsync(User, consents: true);
    }

    public ValueTask DisposeAsync()
    {
        patience.Dispose();
        return sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_person_signs_in_in_the_browser_once()
    {
        var opened = new List<Uri>();
        await using var session = Session(Browser(opened));

        var token = await session.GetTokenAsync(SandboxClient.Graph, false, patience.Token);
        var renewed = await session.GetTokenAsync(SandboxClient.Graph, true, patience.Token);

        Assert.Equal((User, true), (token.UserName, token.IsOfUser));
        Assert.Equal(Scopes, token.Scopes);
        Assert.NotEqual(token.Value, renewed.Value);
        var address = Assert.Single(opened);
        Assert.Contains("code_challenge_method=S256", address.Query);
        Assert.Contains(PersonCredential.GraphCommandLineTools, address.Query);
        Assert.All(trace, line => Assert.DoesNotContain("eyJ", line));
        Assert.All(trace, line => Assert.DoesNotContain("code=1.", line));
    }

    [Fact]
    public async Task Without_a_tenant_it_is_the_person_s_own()
    {
        await using var session = Session(Browser([]), tenantId: TenantSessionOptions.AnyTenant);

        await session.GetTokenAsync(SandboxClient.Graph, false, patience.Token);

        Assert.Equal(sandbox.Host.TenantId.ToString(), session.TenantId);
    }

    [Theory]
    [InlineData(false, "User.Read", "ConsentDeclined", "AADSTS65004")]
    [InlineData(true, "Application.ReadWrite.All", "SignInConsentMissing", "AADSTS90094")]
    public async Task What_the_browser_brings_back_is_told(bool consents, string scope, string errorId, string code)
    {
        await PersonAsync(User, consents);
        await using var session = Session(Browser([], scope));

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => session.GetTokenAsync(SandboxClient.Graph, false, patience.Token));

        Assert.Equal((errorId, code), (error.ErrorId, error.Code));
        Assert.DoesNotContain("Trace ID", error.Message);
    }

    [Fact]
    public async Task A_wait_for_a_person_can_be_ended()
    {
        using var ending = new CancellationTokenSource();
        await using var session = Session(new BrowserCredential(Scopes, _ => ending.CancelAsync()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.GetTokenAsync(SandboxClient.Graph, false, ending.Token));
    }

    [Fact]
    public async Task A_person_types_a_code_on_another_device()
    {
        var shown = new List<string>();
        await using var session = Session(new DeviceCodeCredential(Scopes, text =>
        {
            shown.Add(text);
            _ = ApproveAsync();
        }));

        var token = await session.GetTokenAsync(SandboxClient.Graph, false, patience.Token);
        await session.GetTokenAsync(SandboxClient.Graph, true, patience.Token);

        Assert.Equal(User, token.UserName);
        Assert.Contains("To sign in", Assert.Single(shown));
    }

    [Fact]
    public async Task An_app_that_wants_a_secret_is_told_apart()
    {
        var app = await sandbox.CreateAppAsync();
        await using var session = Session(new DeviceCodeCredential(Scopes, _ => { }), app.AppId);

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => session.GetTokenAsync(SandboxClient.Graph, false, patience.Token));

        Assert.Equal(("PublicFlowsOff", "AADSTS7000218"), (error.ErrorId, error.Code));
    }

    [Fact]
    public async Task Who_is_not_assigned_is_told_how_to_be()
    {
        var app = await sandbox.CreateAppAsync();
        var admin = await sandbox.AdminTokenAsync();
        await sandbox.PatchAsync($"applications/{app.Id}", admin, new JsonObject
        {
            ["publicClient"] = new JsonObject { ["redirectUris"] = new JsonArray("http://localhost") },
        });
        await sandbox.PatchAsync($"servicePrincipals/{app.PrincipalId}", admin, new JsonObject { ["appRoleAssignmentRequired"] = true });
        sandbox.Settle();
        await using var session = Session(Browser([]), app.AppId);

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => session.GetTokenAsync(SandboxClient.Graph, false, patience.Token));

        Assert.Equal(("UserNotAssigned", "AADSTS50105"), (error.ErrorId, error.Code));
        Assert.Contains($"Add-SyncAppUser -AppId {app.AppId}", error.Advice);
    }

    private BrowserCredential Browser(List<Uri> opened, params string[] scopes) => new(scopes.Length == 0 ? Scopes : scopes, address =>
    {
        opened.Add(address);
        _ = new TestBrowser(sandbox.Http).FollowAsync(address);
        return Task.CompletedTask;
    });

    private async Task ApproveAsync()
    {
        var codes = (await sandbox.ControlAsync(HttpMethod.Get, "device-codes")).Json.AsArray();
        var answer = await sandbox.ControlAsync(
            HttpMethod.Post, $"device-codes/{codes[^1]!["userCode"]}/approve", new JsonObject { ["user"] = User, ["consent"] = true });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    private Task PersonAsync(string user, bool consents) =>
        sandbox.ControlAsync(HttpMethod.Post, "browser", new JsonObject { ["user"] = user, ["consent"] = consents });

    private TenantSession Session(AppCredential credential, string? clientId = null, string? tenantId = null) =>
        TenantSession.Create(new TenantSessionOptions
        {
            Environment = new SyncEnvironment("sandbox", sandbox.Host.Authority, sandbox.Host.Graph)
            {
                TrustedCertificate = File.ReadAllText(sandbox.Host.CaFile),
            },
            TenantId = tenantId ?? sandbox.Host.TenantId.ToString(),
            ClientId = clientId ?? PersonCredential.GraphCommandLineTools,
            Credential = credential,
            Trace = trace.Add,
        });
}

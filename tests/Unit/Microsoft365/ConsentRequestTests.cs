using System.Collections.Concurrent;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.Tests.Sandbox;
using Microsoft.Graph.Models;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Another administrator is asked for consent, at the sandbox's page.</summary>
public sealed class ConsentRequestTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_app_without_an_address_gets_its_consent_and_the_warning_says_how_the_browser_ends()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var app = await SandboxTenant.RegisterAsync(session, "Without an address");
        requests.Clear();
        await using var request = await ConsentRequest.OpenAsync(app, session, listen: true, TimeProvider.System, default);
        var waiting = request.WaitAsync(Patience, default);

        var page = await OpenAsync(Assert.Single(request.Links).Url, consents: true);
        var rows = await waiting;

        Assert.Contains("AADSTS500113", request.Warning);
        Assert.Contains("AADSTS500113", page.Text);
        Assert.All(rows, row => Assert.True(row.Granted));
        Assert.Empty(SandboxTenant.Writing(requests));
    }

    [Fact]
    public async Task A_browser_on_this_machine_is_heard()
    {
        await using var session = tenant.Administrator();
        var app = await RegisterAsync(session, "With loopback", "http://localhost/consent");
        await using var request = await ConsentRequest.OpenAsync(app, session, listen: true, TimeProvider.System, default);
        var waiting = request.WaitAsync(Patience, default);

        var page = await OpenAsync(Assert.Single(request.Links).Url, consents: true);

        Assert.Null(request.Warning);
        Assert.StartsWith("Consent was given", page.Text);
        Assert.All(await waiting, row => Assert.True(row.Granted));
    }

    [Fact]
    public async Task A_refusal_ends_the_wait_though_the_answer_says_True()
    {
        await using var session = tenant.Administrator();
        var app = await RegisterAsync(session, "Refused", "http://localhost");
        await using var request = await ConsentRequest.OpenAsync(app, session, listen: true, TimeProvider.System, default);
        var waiting = request.WaitAsync(Patience, default);

        using var http = new HttpClient();
        var stranger = await http.GetAsync(Loopback(request) + "/?admin_consent=True&error=access_denied&state=guessed");
        var page = await OpenAsync(Assert.Single(request.Links).Url, consents: false);
        var error = await Assert.ThrowsAsync<SyncException>(() => waiting);

        Assert.Equal(400, (int)stranger.StatusCode);
        Assert.Equal("True", page.Fields["admin_consent"]);
        Assert.Equal("ConsentRefused", error.ErrorId);
        Assert.Contains("AADSTS65004", error.Message);
        Assert.DoesNotContain("Trace ID", error.Message);
    }

    [Fact]
    public async Task The_server_s_own_address_is_used_where_nobody_waits_and_a_wait_ends()
    {
        await using var session = tenant.Administrator();
        var app = await RegisterAsync(session, "With a server", "http://localhost", "https://pbx.contoso.example/answer");
        await using var request = await ConsentRequest.OpenAsync(app, session, listen: false, TimeProvider.System, default);

        var error = await Assert.ThrowsAsync<SyncException>(() => request.WaitAsync(TimeSpan.FromSeconds(1), default));

        Assert.Contains(Uri.EscapeDataString("https://pbx.contoso.example/answer"), request.Links[0].Url.Query);
        Assert.Equal("ConsentNotGivenYet", error.ErrorId);
    }

    [Fact]
    public async Task Without_any_permission_the_address_is_made_all_the_same()
    {
        await using var administrator = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(administrator, "Powerless");
        var secret = await new CredentialService(administrator, TimeProvider.System)
            .AddSecretAsync(app, "x", TimeSpan.FromDays(1), wait: true, _ => { }, default);
        await using var session = administrator.As(app.AppId, new ClientSecretCredential(secret.Secret!));

        await using var request = await ConsentRequest.OpenAsync(app, session, listen: false, TimeProvider.System, default);

        Assert.Contains($"client_id={app.AppId}", Assert.Single(request.Links).Url.Query);
        Assert.Contains("cannot be seen", request.Warning);
    }

    private static string Loopback(ConsentRequest request) =>
        System.Web.HttpUtility.ParseQueryString(request.Links[0].Url.Query)["redirect_uri"]!.TrimEnd('/');

    private static async Task<SyncAppRegistration> RegisterAsync(TenantSession session, string name, params string[] redirects)
    {
        var app = await SandboxTenant.RegisterAsync(session, name);
        await session.Graph.Applications[app.ObjectId].PatchAsync(new() { Web = new WebApplication { RedirectUris = [.. redirects] } });
        return app;
    }

    private async Task<TestPage> OpenAsync(Uri address, bool consents)
    {
        lock (tenant.Host.Context.Tenant.Gate)
        {
            tenant.Host.Context.Person.User = tenant.Host.Context.Tenant.Users.First(user => user.IsAdministrator);
            tenant.Host.Context.Person.Consents = consents;
        }
        using var http = new HttpClient(SandboxClient.Handler(tenant.Host.CaFile));
        return await new TestBrowser(http).FollowAsync(address);
    }
}

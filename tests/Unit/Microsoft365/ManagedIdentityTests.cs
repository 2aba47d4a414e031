using System.Net;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>The endpoint that gives an Azure resource its tokens: there, refusing, and not there.</summary>
public sealed class ManagedIdentityTests : IDisposable
{
    private const string Endpoint = "IDENTITY_ENDPOINT", Header = "IDENTITY_HEADER";

    private const string Key = "identity-header-that-must-not-leak";

    private readonly (string? Endpoint, string? Header) before =
        (Environment.GetEnvironmentVariable(Endpoint), Environment.GetEnvironmentVariable(Header));

    private readonly List<string> trace = [];

    public ManagedIdentityTests() => SetEndpoint("http://127.0.0.1:41234/msi/token", Key);

    public void Dispose() => SetEndpoint(before.Endpoint, before.Header);

    [Theory]
    [InlineData(null)]
    [InlineData("cccccccc-0000-0000-0000-000000000001")]
    public async Task A_token_is_asked_for_at_the_endpoint_the_service_names(string? clientId)
    {
        var transport = new StubTransport(_ => Token());
        await using var session = Session(transport, clientId);

        var token = await session.GetTokenAsync("https://graph.microsoft.com", true, default);

        Assert.Equal(["Contacts.Read"], token.Roles);
        var request = Assert.Single(transport.Requests);
        Assert.StartsWith("http://127.0.0.1:41234/msi/token?", request.Uri.AbsoluteUri);
        Assert.Contains("resource=https", request.Uri.Query);
        Assert.Equal(clientId is not null, request.Uri.Query.Contains($"client_id={clientId}", StringComparison.Ordinal));
        Assert.Equal(Key, request.Headers["X-IDENTITY-HEADER"]);
        Assert.Single(trace);
        Assert.DoesNotContain(Key, trace[0]);
        Assert.DoesNotContain(token.Value, trace[0]);
    }

    [Fact]
    public async Task An_identity_that_is_not_assigned_is_named()
    {
        var transport = new StubTransport(_ => StubTransport.Json(
            HttpStatusCode.BadRequest, """{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found."}"""));
        await using var session = Session(transport, "cccccccc-0000-0000-0000-000000000002");

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(
            () => session.GetTokenAsync("https://graph.microsoft.com", true, default));

        Assert.Equal("ManagedIdentityRefused", error.ErrorId);
        Assert.Contains("cccccccc-0000-0000-0000-000000000002", error.Message);
        Assert.Contains("(HTTP 400: No User Assigned or Delegated Managed Identity found)", error.Message);
        Assert.DoesNotContain(Key, error.ToString());
    }

    [Fact]
    public async Task Where_nobody_answers_there_is_no_identity()
    {
        SetEndpoint("http://127.0.0.1:1/msi/token", Key);
        await using var session = TenantSession.Create(Options(null));

        var error = await Assert.ThrowsAsync<SyncException>(() => session.GetTokenAsync("https://graph.microsoft.com", true, default));

        Assert.Equal("ManagedIdentityUnavailable", error.ErrorId);
        Assert.Contains(ManagedIdentityCredential.SystemAssigned, error.Message);
        Assert.Contains("client secret", error.Advice);
        Assert.DoesNotContain(Key, error.ToString());
    }

    [Fact]
    public async Task A_token_is_not_sent_for_in_clear_beyond_this_machine()
    {
        SetEndpoint("http://identity.example/msi/token", Key);
        var transport = new StubTransport(_ => Token());
        await using var session = Session(transport, "cccccccc-0000-0000-0000-000000000003");

        await Assert.ThrowsAnyAsync<SyncException>(() => session.GetTokenAsync("https://graph.microsoft.com", true, default));

        Assert.Empty(transport.Requests);
    }

    private static HttpResponseMessage Token()
    {
        var token = StubTenant.Jwt(
            new { aud = "https://graph.microsoft.com", tid = StubTenant.TenantId, roles = new[] { "Contacts.Read" } });
        var end = DateTimeOffset.UtcNow.AddHours(24).ToUnixTimeSeconds();
        return StubTransport.Json(HttpStatusCode.OK, $$"""
            {"access_token":"{{token}}","expires_on":"{{end}}","resource":"https://graph.microsoft.com","token_type":"Bearer"}
            """);
    }

    private TenantSession Session(StubTransport transport, string? clientId) =>
        TenantSession.Create(Options(clientId) with { Transport = () => transport });

    private TenantSessionOptions Options(string? clientId) => StubTenant.Options(trace.Add) with
    {
        ClientId = clientId ?? ManagedIdentityCredential.SystemAssigned,
        Credential = new ManagedIdentityCredential(clientId),
    };

    private static void SetEndpoint(string? endpoint, string? header)
    {
        Environment.SetEnvironmentVariable(Endpoint, endpoint);
        Environment.SetEnvironmentVariable(Header, header);
    }
}

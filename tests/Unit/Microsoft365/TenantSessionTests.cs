using System.Net;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class TenantSessionTests
{
    private const string Users = """{"value":[{"id":"1","displayName":"Anna"}]}""";

    [Fact]
    public async Task Graph_is_called_with_a_token_our_name_and_a_request_id()
    {
        var transport = StubTenant.Transport(_ => StubTransport.Json(HttpStatusCode.OK, Users));
        await using var session = StubTenant.Session(transport);

        var page = await session.Graph.Users.GetAsync(request => request.QueryParameters.Select = ["id", "displayName"]);

        Assert.Equal("Anna", Assert.Single(page!.Value!).DisplayName);
        var call = transport.Requests[^1];
        Assert.Equal("https://graph.stub.test:9443/v1.0/users?$select=id,displayName", Uri.UnescapeDataString(call.Uri.AbsoluteUri));
        Assert.Contains("?$select=", call.Uri.OriginalString);
        Assert.StartsWith("eyJ", call.Bearer);
        Assert.Matches(@"^ContactSync/\d+\.\d+\.\d+", call.Headers["User-Agent"]);
        Assert.True(Guid.TryParse(call.Headers["client-request-id"], out _));
        Assert.Equal(2, session.RequestCount);
    }

    [Fact]
    public async Task The_secret_goes_to_the_token_endpoint_of_the_tenant_and_nowhere_else()
    {
        var transport = StubTenant.Transport(_ => StubTransport.Json(HttpStatusCode.OK, Users));
        await using var session = StubTenant.Session(transport);

        await session.Graph.Users.GetAsync();

        var token = Assert.Single(transport.TokenRequests);
        Assert.Equal($"https://login.stub.test:8443/{StubTenant.TenantId}/oauth2/v2.0/token", token.Uri.AbsoluteUri);
        Assert.Contains("scope=https%3A%2F%2Fgraph.microsoft.com%2F.default", token.Body);
        Assert.Contains(Uri.EscapeDataString(StubTenant.Secret), token.Body);
        Assert.DoesNotContain(transport.Requests.Except([token]), request => request.Body.Contains(StubTenant.Secret));
        Assert.All(transport.Requests, request => Assert.DoesNotContain(StubTenant.Secret, request.Uri.OriginalString));
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_only_when_forced()
    {
        var transport = StubTenant.Transport(_ => StubTransport.Json(HttpStatusCode.OK, Users));
        await using var session = StubTenant.Session(transport);

        var tokens = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => session.GetTokenAsync("https://graph.microsoft.com", false, default)));
        var forced = await session.GetTokenAsync("https://graph.microsoft.com", true, default);

        Assert.Single(tokens.Select(token => token.Value).Distinct());
        Assert.NotEqual(tokens[0].Value, forced.Value);
        Assert.Equal(2, transport.TokenRequests.Count());
    }

    [Fact]
    public async Task A_token_tells_its_claims_but_never_itself()
    {
        var transport = StubTenant.Transport(
            _ => new HttpResponseMessage(), _ => StubTenant.Token(1, "Contacts.Read", "User.ReadBasic.All"));
        await using var session = StubTenant.Session(transport);

        var token = await session.GetTokenAsync("https://graph.microsoft.com/", false, default);

        Assert.Equal(["Contacts.Read", "User.ReadBasic.All"], token.Roles);
        Assert.Equal("https://graph.microsoft.com", token.Audience);
        Assert.Equal(StubTenant.TenantId, token.TenantId);
        Assert.Equal(StubTenant.ClientId, token.AppId);
        Assert.DoesNotContain(token.Value, token.ToString());
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once()
    {
        var transport = StubTenant.Transport(request => request.Bearer!.EndsWith("signature1", StringComparison.Ordinal)
            ? StubTransport.Json(HttpStatusCode.Unauthorized, """{"error":{"code":"InvalidAuthenticationToken","message":"expired"}}""")
            : StubTransport.Json(HttpStatusCode.OK, Users));
        await using var session = StubTenant.Session(transport);

        await session.Graph.Users.GetAsync();

        Assert.Equal(2, transport.TokenRequests.Count());
    }

    [Theory]
    [InlineData("https://evil.test/v1.0/users?$skiptoken=x")]
    [InlineData("https://graph.stub.test/v1.0/users")]
    [InlineData("http://graph.stub.test:9443/v1.0/users")]
    public async Task A_link_to_another_server_is_refused_and_no_token_sent(string link)
    {
        var transport = StubTenant.Transport(_ => StubTransport.Json(HttpStatusCode.OK, Users));
        await using var session = StubTenant.Session(transport);

        var refused = await Assert.ThrowsAsync<SyncException>(() => session.Graph.Users.WithUrl(link).GetAsync());
        await Assert.ThrowsAsync<SyncException>(() => session.Http.GetAsync(link));

        Assert.Equal("ForeignAddress", refused.ErrorId);
        Assert.Empty(transport.Requests);
    }

    [Fact]
    public async Task Plain_http_is_refused_everywhere()
    {
        var transport = StubTenant.Transport(_ => new HttpResponseMessage());
        await using var session = StubTenant.Session(transport);

        var refused = await Assert.ThrowsAsync<SyncException>(() => session.Anonymous.GetAsync("http://login.stub.test/"));

        Assert.Equal("PlainHttpRefused", refused.ErrorId);
        Assert.Empty(transport.Requests);
        Assert.Throws<ArgumentException>(() => new SyncEnvironment("x", new Uri("http://login.test"), new Uri("https://graph.test")));
    }

    [Theory]
    [InlineData("not a tenant", "TenantIdInvalid")]
    [InlineData("a/b", "TenantIdInvalid")]
    [InlineData("", "TenantIdInvalid")]
    public void A_senseless_tenant_is_refused_before_any_request(string tenant, string errorId) => Assert.Equal(
        errorId, Assert.Throws<SyncException>(() => TenantSession.Create(StubTenant.Options() with { TenantId = tenant })).ErrorId);

    [Fact]
    public void An_authority_with_a_path_is_refused()
    {
        var environment = new SyncEnvironment("x", new Uri("https://proxy.test/login"), new Uri("https://graph.test"));

        var refused = Assert.Throws<SyncException>(() => TenantSession.Create(StubTenant.Options(environment: environment)));

        Assert.Equal("AuthorityWithPath", refused.ErrorId);
    }

    [Fact]
    public async Task The_trace_has_a_line_a_request_and_no_secret_in_it()
    {
        var lines = new List<string>();
        var transport = StubTenant.Transport(_ => StubTransport.Json(HttpStatusCode.OK, Users));
        await using var session = StubTenant.Session(transport, line => lines.Add(line));

        var token = await session.GetTokenAsync("https://graph.microsoft.com", false, default);
        await session.Http.GetAsync($"https://graph.stub.test:9443/v1.0/users?$deltatoken={new string('x', 500)}");

        Assert.Equal(2, lines.Count);
        Assert.StartsWith($"POST https://login.stub.test:8443/{StubTenant.TenantId}/oauth2/v2.0/token → 200, ", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 200));
        Assert.All(lines, line => Assert.DoesNotContain(StubTenant.Secret, line));
        Assert.All(lines, line => Assert.DoesNotContain(token.Value, line));
    }
}

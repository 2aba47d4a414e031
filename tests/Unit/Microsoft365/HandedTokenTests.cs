using System.Net;
using System.Security;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Tokens that come from elsewhere: handed in, and in a file for the identity platform to take.</summary>
public sealed class HandedTokenTests : IDisposable
{
    private const string Graph = "https://graph.microsoft.com", Exchange = "https://outlook.office365.com";

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(Graph)]
    [InlineData(Graph + "/")]
    [InlineData("00000003-0000-0000-c000-000000000000")]
    public async Task A_token_is_used_for_the_resource_it_is_for(string audience)
    {
        var transport = StubTenant.Transport(_ => StubTransport.Json(HttpStatusCode.OK, "{}"));
        await using var session = Session(transport, new AccessTokenCredential(Token(audience)));

        var token = await session.GetTokenAsync(Graph, false, default);
        using var answer = await session.Http.GetAsync("https://graph.stub.test:9443/v1.0/me");

        Assert.Equal(("anna@contoso.example", true), (token.UserName, token.IsOfUser));
        Assert.Empty(transport.TokenRequests);
        Assert.Contains(transport.Requests, request => request.Headers["Authorization"].EndsWith(token.Value));
    }

    [Fact]
    public async Task A_token_for_Graph_does_not_open_Exchange_and_the_audience_needed_is_named()
    {
        await using var session = Session(StubTenant.Transport(_ => new()), new AccessTokenCredential(Token(Graph)));
        await using var wrong = Session(StubTenant.Transport(_ => new()), new AccessTokenCredential(Token(Graph), Token(Graph)));
        await using var both = Session(StubTenant.Transport(_ => new()), new AccessTokenCredential(Token(Graph), Token(Exchange)));

        var error = await Assert.ThrowsAsync<SyncException>(() => session.GetTokenAsync(Exchange, false, default));
        var mistaken = await Assert.ThrowsAsync<SyncException>(() => wrong.GetTokenAsync(Exchange, false, default));

        Assert.Equal(("AccessTokenNotForExchange", "AccessTokenNotForExchange"), (error.ErrorId, mistaken.ErrorId));
        Assert.Contains(Exchange, error.Message);
        Assert.Contains("-ExchangeAccessToken", error.Advice);
        Assert.Equal(Exchange, (await both.GetTokenAsync(Exchange, false, default)).Audience);
    }

    [Fact]
    public async Task What_is_no_token_for_Graph_or_has_ended_is_said()
    {
        Assert.Equal("AccessTokenNotForGraph", await RefusedAsync(Token(Exchange)));
        Assert.Equal("AccessTokenExpired", await RefusedAsync(Token(Graph, -1)));
        Assert.Equal("AccessTokenUnreadable", await RefusedAsync(Secure("no token")));
        Assert.Equal("AccessTokenUnreadable", Assert.Throws<SyncException>(() => new AccessTokenCredential(Secure("x")).Read()).ErrorId);
    }

    [Fact]
    public async Task The_file_is_read_anew_each_time()
    {
        var transport = StubTenant.Transport(_ => new());
        await using var session = Session(transport, new FederatedTokenCredential(file));

        await File.WriteAllTextAsync(file, "first-token\n");
        await session.GetTokenAsync(Graph, false, default);
        await File.WriteAllTextAsync(file, "second-token\n");
        await session.GetTokenAsync(Graph, true, default);

        Assert.Equal(2, transport.TokenRequests.Count());
        Assert.Contains("client_assertion=first-token&", transport.TokenRequests.First().Body + "&");
        Assert.Contains("client_assertion=second-token&", transport.TokenRequests.Last().Body + "&");
        Assert.All(transport.TokenRequests, request => Assert.Contains("grant_type=client_credentials", request.Body));
    }

    [Fact]
    public async Task A_file_without_a_token_and_one_that_nobody_trusts_are_told_apart()
    {
        var refused = StubTenant.Transport(_ => new(), _ => StubTenant.Refusal(700213, text: "No matching federated identity record found."));
        await using var empty = Session(StubTenant.Transport(_ => new()), new FederatedTokenCredential(file));
        await using var missing = Session(StubTenant.Transport(_ => new()), new FederatedTokenCredential(file + ".missing"));

        Assert.Equal("FederatedTokenFileEmpty", (await Assert.ThrowsAsync<SyncException>(() => empty.GetTokenAsync(Graph, false, default))).ErrorId);
        Assert.Equal(
            "FederatedTokenFileMissing", (await Assert.ThrowsAsync<SyncException>(() => missing.GetTokenAsync(Graph, false, default))).ErrorId);
        await File.WriteAllTextAsync(file, StubTenant.Secret);
        await using var stranger = Session(refused, new FederatedTokenCredential(file));
        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => stranger.GetTokenAsync(Graph, false, default));
        Assert.Equal(("FederationMissing", "AADSTS700213"), (error.ErrorId, error.Code));
        Assert.DoesNotContain(StubTenant.Secret, error.ToString());
    }

    private static async Task<string> RefusedAsync(SecureString token)
    {
        await using var session = Session(StubTenant.Transport(_ => new()), new AccessTokenCredential(token));
        return (await Assert.ThrowsAsync<SyncException>(() => session.GetTokenAsync(Graph, false, default))).ErrorId;
    }

    private static TenantSession Session(StubTransport transport, AppCredential credential) =>
        TenantSession.Create(StubTenant.Options() with { Transport = () => transport, Credential = credential });

    private static SecureString Token(string audience, int hours = 1) => Secure(StubTenant.Jwt(new
    {
        aud = audience,
        tid = StubTenant.TenantId,
        appid = StubTenant.ClientId,
        scp = "User.Read",
        upn = "anna@contoso.example",
        exp = DateTimeOffset.UtcNow.AddHours(hours).ToUnixTimeSeconds(),
    }));

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}

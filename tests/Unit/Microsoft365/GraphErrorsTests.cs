using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class GraphErrorsTests
{
    private const string BlockedByPolicy =
        "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.";

    [Theory]
    [InlineData(401, "InvalidAuthenticationToken", "", "TokenRefused")]
    [InlineData(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", "PermissionMissing")]
    [InlineData(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.", "PermissionMissing")]
    [InlineData(403, "ErrorAccessDenied", BlockedByPolicy, "MailboxOutOfScope")]
    [InlineData(403, "ErrorAccessDenied", "Access to OData is disabled.", "ClientBlocked")]
    [InlineData(404, "MailboxNotEnabledForRESTAPI", "The mailbox is inactive or on-premise.", "MailboxOnPremises")]
    [InlineData(404, "ResourceNotFound", "Resource could not be discovered.", "MailboxOnPremises")]
    [InlineData(404, "ErrorInvalidUser", "The requested user 'x' is invalid.", "MailboxNotFound")]
    [InlineData(404, "Request_ResourceNotFound", "Resource 'x' does not exist", "ObjectNotFound")]
    [InlineData(409, "Conflict", "", "ChangedMeanwhile")]
    [InlineData(410, "SyncStateNotFound", "", "SyncStateGone")]
    [InlineData(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", "Throttled")]
    [InlineData(501, "generalException", "", "ServiceFailed")]
    [InlineData(400, "BadRequest", "Unknown property", "RequestRefused")]
    public async Task A_refusal_becomes_an_error_with_an_id(int status, string code, string message, string errorId)
    {
        var innerError = new Dictionary<string, string> { ["request-id"] = "99" };
        var body = JsonSerializer.Serialize(new { error = new { code, message, innerError } });

        var error = Assert.IsType<ServiceRefusedException>(await FailAsync(_ => StubTransport.Json((HttpStatusCode)status, body)));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(code, error.Code);
        Assert.Equal(status, error.StatusCode);
        Assert.Equal("99", error.RequestId);
        Assert.Contains("the users", error.Message);
    }

    [Fact]
    public async Task A_missing_permission_is_named_with_the_cmdlet_that_grants_it()
    {
        var error = await FailAsync(_ => StubTransport.Json(
            HttpStatusCode.Forbidden, """{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}"""));

        Assert.Contains("User.ReadBasic.All", error.Message);
        Assert.Contains($"Get-SyncAppRegistration -AppId {StubTenant.ClientId} | Grant-AdminConsent", error.Advice);
    }

    [Fact]
    public async Task A_status_without_an_envelope_is_an_error_too()
    {
        var error = Assert.IsType<ServiceRefusedException>(await FailAsync(_ => new HttpResponseMessage(HttpStatusCode.NotImplemented)));

        Assert.Equal("ServiceFailed", error.ErrorId);
        Assert.Contains("HTTP 501", error.Message);
    }

    [Theory]
    [InlineData("""{"value":[{"id":"1","displayNa""")]
    [InlineData("<html>Please log in</html>")]
    public async Task A_body_cut_short_is_an_error(string body)
    {
        var error = await FailAsync(_ => StubTransport.Json(HttpStatusCode.OK, body));

        Assert.Equal("ResponseUnreadable", error.ErrorId);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "HostUnknown")]
    [InlineData(HttpRequestError.ConnectionError, "HostUnreachable")]
    [InlineData(HttpRequestError.SecureConnectionError, "TlsFailed")]
    [InlineData(HttpRequestError.ProxyTunnelError, "ProxyRefused")]
    [InlineData(HttpRequestError.ResponseEnded, "ConnectionBroken")]
    public void A_lost_connection_names_the_host(HttpRequestError cause, string errorId)
    {
        var failure = new HttpRequestException(cause, "broken", new SocketException());

        var error = Assert.IsType<ConnectionLostException>(GraphErrors.Translate(failure, Call, default));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains("graph.stub.test:9443", error.Message);
    }

    [Fact]
    public void A_time_limit_that_passed_is_an_error_but_the_caller_s_own_cancellation_is_not()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Equal("AnswerTimedOut", GraphErrors.Translate(new TaskCanceledException(), Call, default)?.ErrorId);
        Assert.Null(GraphErrors.Translate(new TaskCanceledException(), Call, cancelled.Token));
    }

    private static GraphCall Call { get; } =
        new(StubTenant.ClientId, StubTenant.Environment.GraphEndpoint, "the users", "User.ReadBasic.All");

    private static async Task<SyncException> FailAsync(Func<StubRequest, HttpResponseMessage> graph)
    {
        await using var session = StubTenant.Session(StubTenant.Transport(graph));
        return await Assert.ThrowsAnyAsync<SyncException>(() => session.Call("the users", "User.ReadBasic.All")
            .RequireAsync(token => session.Graph.Users.GetAsync(cancellationToken: token), default));
    }
}

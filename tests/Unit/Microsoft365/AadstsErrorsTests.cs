using System.Net;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class AadstsErrorsTests
{
    [Theory]
    [InlineData(7000215, "SecretWrong", SyncErrorKind.AuthenticationFailed)]
    [InlineData(7000222, "SecretExpired", SyncErrorKind.AuthenticationFailed)]
    [InlineData(700016, "AppNotFound", SyncErrorKind.NotFound)]
    [InlineData(7000112, "AppDisabled", SyncErrorKind.PermissionDenied)]
    [InlineData(90002, "TenantNotFound", SyncErrorKind.NotFound)]
    [InlineData(65001, "ConsentMissing", SyncErrorKind.PermissionDenied)]
    [InlineData(65002, "ClientNotPreauthorized", SyncErrorKind.PermissionDenied)]
    [InlineData(7002138, "FederationMissing", SyncErrorKind.AuthenticationFailed)]
    [InlineData(90061, "FederationUnreachable", SyncErrorKind.ResourceUnavailable)]
    [InlineData(500011, "ResourceNotInTenant", SyncErrorKind.NotFound)]
    [InlineData(53003, "BlockedByPolicy", SyncErrorKind.PermissionDenied)]
    [InlineData(90055, "SignInThrottled", SyncErrorKind.Throttled)]
    [InlineData(424242, "SignInRefused", SyncErrorKind.AuthenticationFailed)]
    public async Task A_code_becomes_an_error_with_an_id_and_advice(int code, string errorId, SyncErrorKind kind)
    {
        var error = await RefusedAsync(() => StubTenant.Refusal(code));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(kind, error.Kind);
        Assert.Equal($"AADSTS{code}", error.Code);
        Assert.Equal(401, error.StatusCode);
        Assert.Equal(StubTenant.TraceId, error.RequestId);
        Assert.Contains($"AADSTS{code}: Told by the stub)", error.Message);
        Assert.NotEmpty(error.Advice);
    }

    [Fact]
    public async Task A_description_with_line_breaks_reads_as_one_sentence()
    {
        var error = await RefusedAsync(() => StubTransport.Json(HttpStatusCode.BadRequest, """
            {"error":"invalid_request","error_description":"AADSTS90002: Tenant 'x' not found.\r\nTrace ID: 1\r\nCorrelation ID: 2",
             "error_codes":[90002]}
            """));

        Assert.Contains("(AADSTS90002: Tenant 'x' not found)", error.Message);
    }

    [Fact]
    public async Task A_code_only_in_the_text_is_found()
    {
        var error = await RefusedAsync(() => StubTransport.Json(
            HttpStatusCode.Unauthorized, """{"error":"invalid_client","error_description":"AADSTS7000222: expired"}"""));

        Assert.Equal("SecretExpired", error.ErrorId);
    }

    [Fact]
    public async Task Another_provider_s_refusal_is_told_by_its_OAuth_error()
    {
        var error = await RefusedAsync(() => StubTransport.Json(HttpStatusCode.Unauthorized, """{"error":"invalid_client"}"""));

        Assert.Equal("SecretWrong", error.ErrorId);
        Assert.Equal("invalid_client", error.Code);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>Please log in to the proxy</html>")]
    [InlineData(HttpStatusCode.BadGateway, "<html>Bad gateway</html>")]
    [InlineData(HttpStatusCode.OK, """{"token_type":"Bearer","access_tok""")]
    [InlineData(HttpStatusCode.BadRequest, "")]
    public async Task An_answer_that_is_none_is_named_as_such(HttpStatusCode status, string body)
    {
        var error = await RefusedAsync(() => StubTransport.Json(status, body));

        Assert.Equal("SignInUnreadable", error.ErrorId);
    }

    [Fact]
    public async Task A_secret_sent_back_by_the_server_reaches_no_text()
    {
        var error = await RefusedAsync(() => StubTenant.Refusal(7000215, text: $"client_secret={StubTenant.Secret} is wrong."));

        Assert.DoesNotContain(StubTenant.Secret, error.ToString());
        Assert.Equal("SecretWrong", error.ErrorId);
    }

    private static async Task<ServiceRefusedException> RefusedAsync(Func<HttpResponseMessage> answer)
    {
        var transport = StubTenant.Transport(_ => new HttpResponseMessage(), _ => answer());
        await using var session = StubTenant.Session(transport);
        return await Assert.ThrowsAsync<ServiceRefusedException>(
            () => session.GetTokenAsync("https://graph.microsoft.com", false, default));
    }
}

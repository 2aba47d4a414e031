using System.Net;
using System.Text;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using Xunit;
using static ContactSync.Tests.Ews.EwsServerStub;

namespace ContactSync.Tests.Ews;

/// <summary>What a client says to a server, and what it makes of the answer.</summary>
public sealed class EwsClientTests : EwsClientTest
{
    [Fact]
    public async Task A_request_says_who_asks_for_whom()
    {
        var server = Sequence(Good);
        await AskAsync(server, new EwsImpersonation(EwsImpersonationKind.PrimarySmtpAddress, "anna@contoso.com"));

        var seen = Assert.Single(server.Requests);
        Assert.Equal(("text/xml", "utf-8"), (seen.ContentType!.MediaType, seen.ContentType.CharSet));
        Assert.Equal("anna@contoso.com", seen.Impersonated);
        Assert.Equal("anna@contoso.com", seen.Headers["X-AnchorMailbox"]);
        Assert.Equal("true", seen.Headers["X-PreferServerAffinity"]);
        Assert.Equal("true", seen.Headers["return-client-request-id"]);
        Assert.True(Guid.TryParse(seen.Headers["client-request-id"], out _));
        Assert.StartsWith("ContactSync/0", seen.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("\"http://schemas.microsoft.com/exchange/services/2006/messages/GetItem\"", seen.Headers["SOAPAction"]);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(@"CONTOSO\svc:" + Password)), seen.Headers["Authorization"]);
        Assert.Equal("Exchange2013_SP1", seen.Schema);
        Assert.Equal("Exchange 2019 or Subscription Edition (15.2.1544.11)", server.Client.Server!.ToString());
    }

    [Fact]
    public async Task Without_impersonation_there_is_no_anchor()
    {
        var server = Sequence(Good);
        await AskAsync(server);

        Assert.Null(server.Requests.Single().Impersonated);
        Assert.False(server.Requests.Single().Headers.ContainsKey("X-AnchorMailbox"));
    }

    [Theory]
    [InlineData(EwsImpersonationKind.PrimarySmtpAddress, "PrimarySmtpAddress", "anna@contoso.com")]
    [InlineData(EwsImpersonationKind.SmtpAddress, "SmtpAddress", "anna@contoso.com")]
    [InlineData(EwsImpersonationKind.PrincipalName, "PrincipalName", "anna@contoso.com")]
    [InlineData(EwsImpersonationKind.Sid, "SID", null)]
    public async Task A_mailbox_is_named_by_address_principal_name_or_SID(EwsImpersonationKind kind, string element, string? anchor)
    {
        var server = Sequence(Good);
        var impersonation = new EwsImpersonation(kind, "anna@contoso.com");

        await AskAsync(server, impersonation);
        await AskAsync(server, impersonation with { Anchor = "a.mueller@contoso.com" });

        Assert.Contains($"<t:ConnectingSID><t:{element}>anna@contoso.com</t:{element}></t:ConnectingSID>", server.Requests[0].Text);
        Assert.Equal(
            [anchor, "a.mueller@contoso.com"], server.Requests.Select(request => request.Headers.GetValueOrDefault("X-AnchorMailbox")));
    }

    [Fact]
    public async Task Each_request_has_an_id_of_its_own_and_an_error_names_it()
    {
        var server = Sequence(() => throw new HttpRequestException("reset"), () => Html(HttpStatusCode.Unauthorized));

        var error = await RefusedAsync(server);

        var ids = server.Requests.Select(request => request.Headers["client-request-id"]).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(ids[^1], error.RequestId);
    }

    [Fact]
    public async Task A_mailbox_keeps_to_the_server_that_answered()
    {
        var server = Sequence(
            () =>
            {
                var response = Good();
                response.Headers.Add("Set-Cookie", ["exchangecookie=1; path=/", "X-BackEndOverrideCookie=EX01~15.2; path=/EWS; secure"]);
                return response;
            },
            Good);
        var call = server.Client.Call("mailbox anna");

        await server.Client.GetAsync(Question, call, CancellationToken.None);
        await server.Client.GetAsync(Question, call, CancellationToken.None);
        await server.Client.GetAsync(Question, server.Client.Call("mailbox otto"), CancellationToken.None);

        Assert.Equal(
            [null, "X-BackEndOverrideCookie=EX01~15.2", null],
            server.Requests.Select(request => request.Headers.GetValueOrDefault("Cookie")));
    }

    [Fact]
    public async Task An_old_server_is_spoken_to_in_its_own_schema()
    {
        var old = EwsSamples.Fault("ErrorInvalidServerVersion", "The specified server version is invalid.")
            .Replace(EwsSamples.Server, """<t:ServerVersionInfo MajorVersion="14" MinorVersion="3" MajorBuildNumber="123"/>""");
        var server = new EwsServerStub(seen => seen.Schema == "Exchange2010_SP2" ? Good() : Xml(old, HttpStatusCode.InternalServerError));

        await AskAsync(server);
        await AskAsync(server);

        Assert.Equal(["Exchange2013_SP1", "Exchange2010_SP2", "Exchange2010_SP2"], server.Requests.Select(request => request.Schema));
        Assert.Empty(server.Clock.Waits);
    }

    [Fact]
    public async Task A_server_that_does_not_say_how_old_it_is_is_tried_with_older_schemas()
    {
        var nameless = EwsSamples.Fault("ErrorInvalidServerVersion").Replace(EwsSamples.Server, "");
        var server = new EwsServerStub(seen =>
            seen.Schema == "Exchange2007_SP1" ? Good() : Xml(nameless, HttpStatusCode.InternalServerError));

        await AskAsync(server);

        Assert.Equal(["Exchange2013_SP1", "Exchange2010_SP2", "Exchange2007_SP1"], server.Requests.Select(request => request.Schema));
        var error = await RefusedAsync(Sequence(() => Xml(nameless, HttpStatusCode.InternalServerError)));
        Assert.Equal(nameof(Errors.EwsVersionRefused), error.ErrorId);
    }

    [Fact]
    public async Task A_version_refused_by_a_new_server_is_an_error()
    {
        var error = await RefusedAsync(Sequence(() => Fault("ErrorInvalidServerVersion")));

        Assert.Equal(nameof(Errors.EwsVersionRefused), error.ErrorId);
    }

    [Fact]
    public async Task Signed_out_in_the_middle_is_asked_once_more()
    {
        var server = Sequence(Good, () => Html(HttpStatusCode.Unauthorized), Good, () => Html(HttpStatusCode.Unauthorized));

        await AskAsync(server);
        await AskAsync(server);
        var error = await RefusedAsync(server);

        Assert.Equal((nameof(Errors.EwsSignInRefused), 5), (error.ErrorId, server.Requests.Count));
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once()
    {
        var server = Sequence(() => Html(HttpStatusCode.Unauthorized, ("WWW-Authenticate", "Basic realm=\"mail.example\"")));

        var error = await RefusedAsync(server);

        Assert.Equal((nameof(Errors.EwsSignInRefused), SyncErrorKind.AuthenticationFailed), (error.ErrorId, error.Kind));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_password_is_in_no_error_and_no_trace()
    {
        var server = Sequence(() => Html(HttpStatusCode.Unauthorized));
        var error = await RefusedAsync(server);

        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes(@"CONTOSO\svc:" + Password));
        Assert.All(server.Trace.Append(error.ToString()).Append(error.Advice), line =>
        {
            Assert.DoesNotContain(Password, line, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, line, StringComparison.Ordinal);
        });
        Assert.NotEmpty(server.Trace);
    }

    [Theory]
    [InlineData(403, "X-EWS-Policy-Reason", "EWS is disabled for this user or tenant", nameof(Errors.EwsDisabled))]
    [InlineData(403, "X-EWS-Policy-Reason", "EWS is blocked by policy for this user or tenant", nameof(Errors.EwsBlockedByPolicy))]
    [InlineData(403, "X-FEServer", "EX01", nameof(Errors.EwsForbidden))]
    [InlineData(401, "x-ms-diagnostics", "2000001;reason=\"x\";error_category=\"invalid_token\"", nameof(Errors.EwsTokenNotTrusted))]
    [InlineData(401, "x-ms-diagnostics", "2000002;reason=\"x\";error_category=\"token_expired\"", nameof(Errors.EwsTokenExpired))]
    [InlineData(401, "x-ms-diagnostics", "2000003;reason=\"x\";error_category=\"invalid_resource\"", nameof(Errors.EwsTokenForOther))]
    [InlineData(401, "x-ms-diagnostics", "2000004;reason=\"x\";error_category=\"invalid_tenant\"", nameof(Errors.EwsTokenOfOtherTenant))]
    [InlineData(401, "x-ms-diagnostics", "2000005;reason=\"x\";error_category=\"invalid_user\"", nameof(Errors.EwsMailboxNotFound))]
    [InlineData(401, "x-ms-diagnostics", "2000006;reason=\"x\";error_category=\"invalid_client\"", nameof(Errors.EwsAppUnknown))]
    [InlineData(401, "x-ms-diagnostics", "2000008;reason=\"x\";error_category=\"invalid_grant\"", nameof(Errors.EwsRoleMissing))]
    [InlineData(401, "x-ms-diagnostics", "2000010;reason=\"x\"", nameof(Errors.EwsCredentialTooWeak))]
    [InlineData(401, "x-ms-diagnostics", "something else", nameof(Errors.EwsSignInRefused))]
    [InlineData(302, "Location", "https://login.example/owa?x=secret", nameof(Errors.EwsRedirected))]
    [InlineData(200, "X-FEServer", "EX01", nameof(Errors.EwsNotExchange))]
    [InlineData(404, "X-FEServer", "EX01", nameof(Errors.EwsNotExchange))]
    [InlineData(456, "X-FEServer", "EX01", nameof(Errors.EwsPasswordExpired))]
    public async Task What_stands_in_front_of_Exchange_has_an_error_of_its_own(int status, string header, string value, string expected)
    {
        var server = Sequence(() => Html((HttpStatusCode)status, (header, value), ("request-id", "r1")));

        var error = await RefusedAsync(server);

        Assert.Equal((expected, status, "r1"), (error.ErrorId, error.StatusCode, error.RequestId));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Every_code_of_the_table_has_a_whole_error()
    {
        EwsRecovery[] ends = [EwsRecovery.None, EwsRecovery.Resync, EwsRecovery.SmallerBatch];
        foreach (var code in EwsErrors.Codes.Where(code => ends.Contains(EwsErrors.RecoveryOf(code))))
        {
            var server = Sequence(() => Fault(code, """<t:Value Name="Primary">anna.mueller@contoso.com</t:Value>"""));
            var error = await RefusedAsync(server);

            Assert.Equal((code, 500), (error.Code, error.StatusCode));
            Assert.Contains("mailbox anna", error.Message, StringComparison.Ordinal);
            Assert.Contains(code, error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(error.Advice);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task An_alias_s_error_names_the_primary_address()
    {
        var error = await RefusedAsync(Sequence(
            () => Fault("ErrorNonPrimarySmtpAddress", """<t:Value Name="Primary">anna.mueller@contoso.com</t:Value>""")));

        Assert.Contains("anna.mueller@contoso.com", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_code_is_shown_as_it_is()
    {
        var error = await RefusedAsync(Sequence(() => Fault("ErrorBrandNew")));

        Assert.Equal((nameof(Errors.EwsRefused), "ErrorBrandNew"), (error.ErrorId, error.Code));
        Assert.Contains("ErrorBrandNew: No", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        var server = Sequence(() => Xml(new string(' ', 2 << 20)));

        var error = await Assert.ThrowsAsync<SyncException>(() => AskAsync(server));

        Assert.Equal(nameof(Errors.EwsAnswerTooLong), error.ErrorId);
    }

    [Fact]
    public async Task A_cancelled_request_is_cancelled_and_no_error()
    {
        using var stop = new CancellationTokenSource();
        var server = Sequence(Good);
        server.Hold = async _ =>
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => server.Client.GetAsync(Question, server.Client.Call("mailbox anna"), stop.Token));
    }

    [Fact]
    public void Plain_http_is_no_address_of_a_server() => Assert.Throws<ArgumentException>(() => new SyncEnvironment(
        "lab", new("https://login.example"), new("https://graph.example"), new("http://mail.example/EWS/Exchange.asmx")));

    [Fact]
    public void An_environment_without_an_address_is_an_error()
    {
        var error = Assert.Throws<SyncException>(() => new EwsClient(new EwsClientOptions
        {
            Environment = new SyncEnvironment("cloud", new("https://login.example"), new("https://graph.example")),
            SignIn = new EwsBasicSignIn("svc", new NetworkCredential("", "x").SecurePassword),
        }));

        Assert.Equal(nameof(Errors.EwsUrlMissing), error.ErrorId);
    }
}

using System.Net;
using System.Text;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using Xunit;
using static ContactSync.Tests.Ews.EwsServerStub;

namespace ContactSync.Tests.Ews;

public sealed class EwsClientTests
{
    private static readonly GetItem Question = new(["C1"], EwsShape.IdOnly);

    private static readonly Func<HttpResponseMessage> Good = () => Xml(EwsSamples.Answer("GetItem", EwsSamples.Message("GetItem", """
        <m:Items><t:Contact><t:ItemId Id="C1"/><t:ItemClass>IPM.Contact</t:ItemClass></t:Contact></m:Items>
        """)));

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
    public async Task A_busy_server_is_left_alone_for_as_long_as_it_asks()
    {
        var server = Sequence(() => Fault("ErrorServerBusy", """<t:Value Name="BackOffMilliseconds">42000</t:Value>"""), Good);

        await AskAsync(server);

        Assert.Equal([42.0], server.Clock.Waits);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Busy_may_stand_inside_a_good_answer_or_be_the_web_server_s_word()
    {
        var wait = """<t:Value Name="BackOffMilliseconds">7000</t:Value>""";
        var inside = EwsSamples.Answer("GetItem", EwsSamples.Error("GetItem", "ErrorServerBusy", values: wait));
        var server = Sequence(() => Xml(inside), () => Html(HttpStatusCode.ServiceUnavailable, ("Retry-After", "9")), Good);

        await AskAsync(server);

        Assert.Equal([7.0, 9.0], server.Clock.Waits);
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_an_error_within_bounds()
    {
        var server = Sequence(() => Fault("ErrorServerBusy", """<t:Value Name="BackOffMilliseconds">80000</t:Value>"""));

        var error = await RefusedAsync(server);

        Assert.Equal((nameof(Errors.EwsBusy), "ErrorServerBusy", SyncErrorKind.Throttled), (error.ErrorId, error.Code, error.Kind));
        Assert.Equal(7, server.Clock.Waits.Count);
    }

    [Theory]
    [InlineData("ErrorInternalServerTransientError")]
    [InlineData("ErrorMailboxStoreUnavailable")]
    [InlineData("ErrorMailboxMoveInProgress")]
    public async Task Passing_failures_are_asked_again(string code)
    {
        var server = Sequence(() => Fault(code), () => Fault(code), Good);

        await AskAsync(server);

        Assert.Equal([0.5, 1.0], server.Clock.Waits);
    }

    [Fact]
    public async Task Broken_connections_error_pages_and_cut_answers_are_asked_again()
    {
        var whole = EwsSamples.GetItem;
        var server = Sequence(
            () => throw new HttpRequestException("reset"),
            () => Html(HttpStatusCode.Found, ("Location", "/ews/genericerrorpage.htm?aspxerrorpath=/ews/exchange.asmx")),
            () => Xml(whole[..(whole.Length / 2)]),
            Good);

        await AskAsync(server);

        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Too_many_connections_lower_the_limit_once_for_all_and_say_so()
    {
        var together = new TaskCompletionSource();
        EwsServerStub server = null!;
        server = new EwsServerStub(
            seen => server.Requests.Take(4).Any(first => ReferenceEquals(first, seen)) ? Fault("ErrorExceededConnectionCount") : Good(),
            maxConnections: 4);
        server.Hold = _ =>
        {
            if (server.Requests.Count == 4)
                together.TrySetResult();
            return together.Task;
        };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(server)));

        Assert.Equal(2, server.Client.MaxConnections);
        Assert.Single(server.Trace, line => line.Contains("at most 2 requests", StringComparison.Ordinal));
        server.Most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(server)));
        Assert.InRange(server.Most, 1, 2);
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
    public async Task A_server_that_cannot_be_reached_is_an_error_after_some_tries()
    {
        var server = Sequence(() => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        var error = await Assert.ThrowsAsync<ConnectionLostException>(() => AskAsync(server));

        Assert.Equal((nameof(Errors.HostUnreachable), 4), (error.ErrorId, server.Requests.Count));
    }

    [Fact]
    public async Task An_untrusted_server_is_asked_once()
    {
        var server = Sequence(() => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "no"));

        await Assert.ThrowsAsync<ConnectionLostException>(() => AskAsync(server));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_change_is_never_sent_again_where_it_may_have_been_made()
    {
        var cut = EwsSamples.Answer("CreateItem", EwsSamples.Message("CreateItem", "<m:Items/>"));
        Func<HttpResponseMessage>[] unclear =
        [
            () => throw new HttpRequestException("reset"),
            () => throw new IOException("reset"),
            () => Xml(cut[..^9]),
            () => Html(HttpStatusCode.BadGateway),
            () => Html(HttpStatusCode.InternalServerError),
            () => Html(HttpStatusCode.Found, ("Location", "/ews/genericerrorpage.htm")),
        ];
        foreach (var answer in unclear)
        {
            var server = Sequence(answer);

            var error = await Assert.ThrowsAsync<SyncException>(() => CreateAsync(server));

            Assert.Equal((nameof(Errors.EwsOutcomeUnknown), SyncErrorKind.ConnectionLost), (error.ErrorId, error.Kind));
            Assert.IsAssignableFrom<SyncException>(error.InnerException);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task A_change_is_sent_again_where_it_was_surely_not_made()
    {
        var server = Sequence(
            () => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            () => Fault("ErrorServerBusy", """<t:Value Name="BackOffMilliseconds">7000</t:Value>"""),
            () => Html(HttpStatusCode.ServiceUnavailable),
            () => Fault("ErrorExceededConnectionCount"),
            () => Xml(EwsSamples.Answer("CreateItem", EwsSamples.Message("CreateItem", """
                <m:Items><t:Contact><t:ItemId Id="C1" ChangeKey="EQ=="/></t:Contact></m:Items>
                """))));

        var created = await CreateAsync(server);

        Assert.Equal(("C1", "EQ=="), (created[0].Id, created[0].ChangeKey));
        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [InlineData("ErrorInternalServerError", nameof(Errors.EwsServerFailed))]
    [InlineData("ErrorTimeoutExpired", nameof(Errors.EwsTooMuchAtOnce))]
    [InlineData("ErrorIrresolvableConflict", nameof(Errors.ChangedMeanwhile))]
    public async Task A_change_that_is_refused_is_not_sent_again(string code, string expected)
    {
        var server = Sequence(() => Fault(code));

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => CreateAsync(server));

        Assert.Equal((expected, code), (error.ErrorId, error.Code));
        Assert.Single(server.Requests);
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

    private static Task<IReadOnlyList<EwsItem>> AskAsync(EwsServerStub server, EwsImpersonation? impersonation = null) =>
        server.Client.GetAsync(Question, server.Client.Call("mailbox anna", impersonation), CancellationToken.None);

    private static Task<IReadOnlyList<EwsItem>> CreateAsync(EwsServerStub server) => server.Client.GetAsync(
        new CreateItem([[EwsFieldValue.Of(new EwsPath.Field("contacts:GivenName"), "Anna")]]), server.Client.Call("mailbox anna"),
        CancellationToken.None);

    private static Task<ServiceRefusedException> RefusedAsync(EwsServerStub server) =>
        Assert.ThrowsAsync<ServiceRefusedException>(() => AskAsync(server));
}

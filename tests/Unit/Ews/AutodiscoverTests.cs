using System.Net;
using System.Text;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Autodiscover;
using ContactSync.Microsoft365.Ews;
using ContactSync.Tests.Microsoft365;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Who is asked, in which form, by which sign-in, and what the answers mean.</summary>
public sealed class AutodiscoverTests : AutodiscoverTest
{
    [Fact]
    public async Task Servers_are_asked_in_Microsoft_s_order_and_each_step_is_told()
    {
        var stub = new StubTransport(request => request.Uri switch
        {
            { Host: "contoso.com" } => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            { AbsolutePath: "/autodiscover/autodiscover.xml" } => Xml(Pox(("EXPR", Ews))),
            _ => EwsServerStub.Html(HttpStatusCode.NotFound),
        });

        var result = await FindAsync(stub);

        Assert.Equal((Ews, Anna), (result.EwsUrl.AbsoluteUri, result.EmailAddress));
        Assert.Equal(
            [
                "https://contoso.com/autodiscover/autodiscover.json",
                "https://autodiscover.contoso.com/autodiscover/autodiscover.json",
                "https://autodiscover.contoso.com/autodiscover/autodiscover.svc",
                "https://autodiscover.contoso.com/autodiscover/autodiscover.xml",
            ],
            stub.Requests.Select(request => request.Uri.GetLeftPart(UriPartial.Path)));
        Assert.Equal(
            [AutodiscoverOutcome.Unreachable, AutodiscoverOutcome.NoAnswer, AutodiscoverOutcome.NoAnswer, AutodiscoverOutcome.Found],
            result.Steps.Select(step => step.Outcome));
        Assert.Equal(result.Steps.Select(step => $"Autodiscover for {Anna}: {step}"), Trace);
        Assert.Contains("cannot be reached", Trace[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_2_needs_no_sign_in()
    {
        var stub = new StubTransport(_ => Json($$"""{"Protocol":"Ews","Url":"{{Ews}}"}"""));

        var result = await FindAsync(stub, signIn: null);

        Assert.Equal(Ews, result.EwsUrl.AbsoluteUri);
        Assert.Equal("?Email=anna%40contoso.com&Protocol=Ews", Assert.Single(stub.Requests).Uri.Query);
    }

    [Fact]
    public async Task A_request_asks_for_the_address_in_the_form_of_its_protocol()
    {
        var stub = new StubTransport(_ => EwsServerStub.Html(HttpStatusCode.NotFound));

        await FailAsync(stub);

        var soap = stub.Requests[1];
        Assert.Contains("Autodiscover/GetUserSettings</wsa:Action>", soap.Body, StringComparison.Ordinal);
        Assert.Contains($"<a:Mailbox>{Anna}</a:Mailbox>", soap.Body, StringComparison.Ordinal);
        Assert.Contains("<a:Setting>ExternalEwsUrl</a:Setting><a:Setting>InternalEwsUrl</a:Setting>", soap.Body, StringComparison.Ordinal);
        var pox = stub.Requests[2];
        Assert.Contains($"<EMailAddress>{Anna}</EMailAddress><AcceptableResponseSchema>http://schemas", pox.Body, StringComparison.Ordinal);
        Assert.All(stub.Requests, request => Assert.StartsWith("ContactSync/", request.Headers["User-Agent"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EXCH,EXPR", "https://out.contoso.com/")]
    [InlineData("EXCH,WEB", "https://in.contoso.com/")]
    [InlineData("EXHTTP", "https://http.contoso.com/")]
    public async Task The_address_for_outside_comes_before_the_one_for_inside(string types, string expected)
    {
        var urls = new Dictionary<string, string>
        {
            ["EXPR"] = "https://out.contoso.com/", ["EXCH"] = "https://in.contoso.com/", ["EXHTTP"] = "https://http.contoso.com/",
            ["WEB"] = "https://web.contoso.com/",
        };
        var stub = OnlyPox(Pox([.. types.Split(',').Select(type => (type, urls[type]))]));

        Assert.Equal(expected, (await FindAsync(stub)).EwsUrl.AbsoluteUri);
    }

    [Theory]
    [InlineData("ExternalEwsUrl", "https://out.contoso.com/")]
    [InlineData("none", "https://in.contoso.com/")]
    public async Task So_it_does_over_SOAP(string external, string expected)
    {
        var settings = Setting("InternalEwsUrl", "https://in.contoso.com/") + Setting(external, "https://out.contoso.com/");
        var stub = OnlySoap(Soap("NoError", settings: settings));

        Assert.Equal(expected, (await FindAsync(stub)).EwsUrl.AbsoluteUri);
    }

    [Fact]
    public async Task A_password_is_shown_only_where_it_is_asked_for()
    {
        var stub = new StubTransport(request =>
            request.Uri.Host == "contoso.com" || request.Uri.AbsolutePath.EndsWith("json") ? EwsServerStub.Html(HttpStatusCode.NotFound) :
            request.Headers.ContainsKey("Authorization") ? Xml(Soap("NoError", settings: Setting("ExternalEwsUrl", Ews))) :
            Challenge("Negotiate", "Basic realm=\"x\""));

        var result = await FindAsync(stub);

        Assert.Equal(Ews, result.EwsUrl.AbsoluteUri);
        var proven = Assert.Single(stub.Requests, request => request.Headers.ContainsKey("Authorization"));
        Assert.Equal("https://autodiscover.contoso.com/autodiscover/autodiscover.svc", proven.Uri.AbsoluteUri);
        Assert.Equal("svc:" + Password, Encoding.UTF8.GetString(Convert.FromBase64String(proven.Bearer!)));
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once_a_server_and_is_in_no_line()
    {
        var stub = new StubTransport(request =>
            request.Uri.AbsolutePath.EndsWith("json") ? EwsServerStub.Html(HttpStatusCode.NotFound) : Challenge("Basic realm=\"x\""));

        var error = Assert.IsType<ServiceRefusedException>(await FailAsync(stub));

        Assert.Equal((nameof(Errors.AutodiscoverSignInRefused), 401), (error.ErrorId, error.StatusCode));
        Assert.Equal(2, stub.Requests.Count(request => request.Headers.ContainsKey("Authorization")));
        Assert.All(Trace.Append(error.ToString()).Append(error.Advice), line =>
        {
            Assert.DoesNotContain(Password, line, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("svc:" + Password)), line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_server_that_wants_another_sign_in_says_which()
    {
        var error = await FailAsync(new StubTransport(request =>
            request.Uri.AbsolutePath.EndsWith("json") ? EwsServerStub.Html(HttpStatusCode.NotFound) : Challenge("Negotiate", "NTLM")));

        Assert.Equal(nameof(Errors.AutodiscoverSignInNeeded), error.ErrorId);
        Assert.Contains("Negotiate, NTLM", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_shown_to_its_own_resource_only()
    {
        await using var session = StubTenant.Session(StubTenant.Transport(_ => throw new InvalidOperationException("Graph is not asked.")));
        var stub = new StubTransport(request =>
            request.Uri.AbsolutePath.EndsWith("json") ? EwsServerStub.Html(HttpStatusCode.NotFound) : Challenge("Bearer client_id=\"x\""));

        var error = await FailAsync(stub, new EwsTokenSignIn(session, "https://outlook.office365.com"));

        Assert.Equal(nameof(Errors.AutodiscoverSignInNeeded), error.ErrorId);
        Assert.All(stub.Requests, request => Assert.Null(request.Bearer));
    }

    [Fact]
    public async Task An_unknown_address_is_named()
    {
        var soap = Assert.IsType<ServiceRefusedException>(await FailAsync(OnlySoap(Soap("InvalidUser"))));
        Assert.Equal((nameof(Errors.AutodiscoverAddressUnknown), SyncErrorKind.NotFound), (soap.ErrorId, soap.Kind));

        var pox = await FailAsync(OnlyPox("""
            <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response>
            <Error Time="1" Id="2"><ErrorCode>500</ErrorCode><Message>The email address can't be found.</Message></Error>
            </Response></Autodiscover>
            """));
        Assert.Equal(nameof(Errors.AutodiscoverAddressUnknown), pox.ErrorId);
        Assert.Contains("can't be found", pox.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e 'x'>]><Autodiscover>&e;</Autodiscover>")]
    [InlineData("<html><body/></html>")]
    [InlineData("<Autodiscover><Response><Account><Protocol>")]
    [InlineData("<Autodiscover><Response/></Autodiscover>")]
    [InlineData("")]
    public async Task What_is_no_answer_is_none(string body)
    {
        var error = await FailAsync(new StubTransport(request => request.Uri.AbsolutePath.EndsWith("json") ? Json("[1") : Xml(body)));

        Assert.Equal(nameof(Errors.AutodiscoverNothingFound), error.ErrorId);
        Assert.Contains("not an answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        var error = await FailAsync(new StubTransport(_ => Xml(new string(' ', 2 << 20))));

        Assert.Contains("longer than 1024 KB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_in_words_of_the_server_are_shown()
    {
        var error = await FailAsync(new StubTransport(request => request.Uri.AbsolutePath.EndsWith("json")
            ? new HttpResponseMessage(HttpStatusCode.BadRequest)
            {
                Content = new StringContent(
                    """{"ErrorCode":"InvalidProtocol","ErrorMessage":"The given protocol value is invalid."}""",
                    Encoding.UTF8, "application/json"),
            }
            : EwsServerStub.Html(HttpStatusCode.OK)));

        Assert.Contains("InvalidProtocol: The given protocol value is invalid.", error.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP 200, text/html", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anna")]
    [InlineData("anna@")]
    [InlineData("Anna <anna@contoso.com>")]
    [InlineData("anna@contoso.com/x")]
    public async Task What_is_no_mail_address_is_not_asked_for(string text)
    {
        var stub = new StubTransport(_ => throw new InvalidOperationException("asked"));

        var error = await Assert.ThrowsAsync<SyncException>(() => FindAsync(stub, address: text));

        Assert.Equal(nameof(Errors.AutodiscoverAddressInvalid), error.ErrorId);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task A_search_that_is_cancelled_ends_so()
    {
        using var stop = new CancellationTokenSource();
        var stub = new StubTransport(_ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new AutodiscoverClient(Options(stub)).FindAsync(Anna, stop.Token));
    }
}

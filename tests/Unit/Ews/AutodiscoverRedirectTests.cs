using System.Net;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Autodiscover;
using ContactSync.Microsoft365.Ews;
using ContactSync.Tests.Microsoft365;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Where a search lets itself be sent.</summary>
public sealed class AutodiscoverRedirectTests : AutodiscoverTest
{
    [Fact]
    public async Task Redirects_within_the_domain_are_followed_in_the_form_of_their_target()
    {
        var stub = new StubTransport(request => request.Uri switch
        {
            { Host: "contoso.com", AbsolutePath: "/autodiscover/autodiscover.json" } =>
                Redirect("https://ad.contoso.com/autodiscover/autodiscover.svc"),
            { Host: "ad.contoso.com" } => Xml(Soap("RedirectUrl", "https://ad2.contoso.com/autodiscover/autodiscover.xml")),
            { Host: "ad2.contoso.com" } => Xml(Pox(("EXPR", Ews))),
            _ => throw new InvalidOperationException(request.Uri.AbsoluteUri),
        });

        var result = await FindAsync(stub);

        Assert.Equal(
            [AutodiscoverForm.Json, AutodiscoverForm.Soap, AutodiscoverForm.Pox], result.Steps.Select(step => step.Form));
        Assert.Equal(Ews, result.EwsUrl.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://mail.hoster.example/autodiscover/autodiscover.xml")]
    [InlineData("https://contoso.com.hoster.example/autodiscover/autodiscover.xml")]
    [InlineData("https://evilcontoso.com/autodiscover/autodiscover.xml")]
    public async Task Another_domain_is_not_turned_to_unless_it_is_allowed(string elsewhere)
    {
        var host = new Uri(elsewhere).Host;
        var stub = new StubTransport(request =>
            request.Uri.Host != host ? Redirect(elsewhere) :
            request.Headers.ContainsKey("Authorization") ? Xml(Pox(("EXPR", elsewhere))) : Challenge("Basic realm=\"x\""));

        var error = await FailAsync(stub);

        Assert.Equal((nameof(Errors.AutodiscoverRedirectNotAllowed), SyncErrorKind.PermissionDenied), (error.ErrorId, error.Kind));
        Assert.Contains("-AllowRedirect " + host, error.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain(stub.Requests, request => request.Uri.Host == host);
        Assert.Equal(elsewhere, (await FindAsync(stub, allow: host)).EwsUrl.AbsoluteUri);
    }

    [Fact]
    public async Task The_service_itself_must_lie_in_an_allowed_domain_too()
    {
        var stub = new StubTransport(_ => Json("""{"Protocol":"Ews","Url":"https://ews.hoster.example/EWS/Exchange.asmx"}"""));

        Assert.Equal(nameof(Errors.AutodiscoverRedirectNotAllowed), (await FailAsync(stub)).ErrorId);
        Assert.Equal("ews.hoster.example", (await FindAsync(stub, allow: "hoster.example")).EwsUrl.Host);
        var environment = new SyncEnvironment(
            "x", new("https://a.test"), new("https://b.test"), new("https://ews.hoster.example/EWS/Exchange.asmx"));
        Assert.Equal("ews.hoster.example", (await FindAsync(stub, environment: environment)).EwsUrl.Host);
    }

    [Fact]
    public async Task Plain_http_is_never_followed()
    {
        var stub = new StubTransport(request => request.Uri.AbsolutePath switch
        {
            var path when path.EndsWith("json") => Json("""{"Protocol":"Ews","Url":"http://mail.contoso.com/EWS/Exchange.asmx"}"""),
            var path when path.EndsWith("svc") => Xml(Soap("RedirectUrl", "http://mail.contoso.com/autodiscover/autodiscover.svc")),
            _ => Redirect("http://mail.contoso.com/autodiscover/autodiscover.xml"),
        });

        var error = await FailAsync(stub, allow: "contoso.com");

        Assert.Equal(nameof(Errors.AutodiscoverNothingFound), error.ErrorId);
        Assert.Contains("not https", error.Message, StringComparison.Ordinal);
        Assert.Contains("SRV", error.Advice, StringComparison.Ordinal);
        Assert.All(stub.Requests, request => Assert.Equal("https", request.Uri.Scheme));
    }

    [Fact]
    public async Task Redirects_in_a_circle_and_without_end_are_ended()
    {
        var circle = new StubTransport(request => Redirect(request.Uri.AbsoluteUri));
        Assert.Contains("circle", (await FailAsync(circle)).Message, StringComparison.Ordinal);
        Assert.Equal(6, circle.Requests.Count);

        var next = 0;
        var endless = new StubTransport(_ => Redirect($"https://contoso.com/{++next}"));
        Assert.Equal(nameof(Errors.AutodiscoverNothingFound), (await FailAsync(endless)).ErrorId);
        Assert.Equal(16, endless.Requests.Count);
    }

    [Fact]
    public async Task Another_mail_address_is_asked_for_where_its_domain_is_allowed()
    {
        const string Other = "anna@corp.contoso.com";
        var stub = new StubTransport(request => request.Uri switch
        {
            { AbsolutePath: var path } when path.EndsWith("json") => EwsServerStub.Html(HttpStatusCode.NotFound),
            { Host: "contoso.com" } => Xml(Soap("RedirectAddress", Other)),
            { Host: "corp.contoso.com" } => Xml(Soap("NoError", settings: Setting("ExternalEwsUrl", Ews))),
            _ => throw new InvalidOperationException(request.Uri.AbsoluteUri),
        });
        var result = await FindAsync(stub);
        Assert.Equal((Ews, Other), (result.EwsUrl.AbsoluteUri, result.EmailAddress));

        var cloud = new StubTransport(request =>
            request.Uri.AbsolutePath.EndsWith("xml") ? Xml(Pox("<RedirectAddr>anna@contoso.mail.onmicrosoft.com</RedirectAddr>")) :
            EwsServerStub.Html(HttpStatusCode.NotFound));
        var error = await FailAsync(cloud);
        Assert.Equal(nameof(Errors.AutodiscoverRedirectNotAllowed), error.ErrorId);
        Assert.Contains("contoso.mail.onmicrosoft.com", error.Message, StringComparison.Ordinal);

        var circle = new StubTransport(request => request.Uri.AbsolutePath.EndsWith("svc")
            ? Xml(Soap("RedirectAddress", request.Body.Contains("otto") ? Anna : "otto@contoso.com"))
            : EwsServerStub.Html(HttpStatusCode.NotFound));
        Assert.Contains("circle", (await FailAsync(circle)).Message, StringComparison.Ordinal);
    }
}

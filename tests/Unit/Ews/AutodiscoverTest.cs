using System.Net;
using ContactSync.Microsoft365.Autodiscover;
using ContactSync.Microsoft365.Ews;
using ContactSync.Tests.Microsoft365;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>A search for Anna's service among servers of answers.</summary>
public abstract class AutodiscoverTest
{
    private protected const string Anna = "anna@contoso.com";

    private protected const string Ews = "https://mail.contoso.com/EWS/Exchange.asmx";

    private protected const string Password = "pass word ß";

    private protected static readonly SyncEnvironment Lab = new("lab", new("https://login.example"), new("https://graph.example"));

    private protected List<string> Trace { get; } = [];

    private protected static EwsBasicSignIn Basic() => new("svc", new NetworkCredential("", Password).SecurePassword);

    private protected Task<AutodiscoverResult> FindAsync(
        StubTransport stub, string? allow = null, SyncEnvironment? environment = null, string address = Anna) =>
        new AutodiscoverClient(Options(stub, allow) with { Environment = environment ?? Lab }).FindAsync(address, default);

    private protected Task<AutodiscoverResult> FindAsync(StubTransport stub, EwsSignIn? signIn) =>
        new AutodiscoverClient(Options(stub) with { SignIn = signIn }).FindAsync(Anna, default);

    private protected Task<SyncException> FailAsync(StubTransport stub, string allow) => FailAsync(Options(stub, allow));

    private protected Task<SyncException> FailAsync(StubTransport stub, EwsSignIn? signIn = null) =>
        FailAsync(Options(stub) with { SignIn = signIn ?? Basic() });

    private protected static async Task<SyncException> FailAsync(AutodiscoverOptions options) =>
        await Assert.ThrowsAnyAsync<SyncException>(() => new AutodiscoverClient(options).FindAsync(Anna, default));

    private protected AutodiscoverOptions Options(StubTransport stub, string? allow = null) => new()
    {
        Environment = Lab,
        SignIn = Basic(),
        AllowRedirect = allow is null ? [] : [allow],
        Transport = () => stub,
        Trace = Trace.Add,
    };

    private protected static StubTransport OnlyPox(string body) =>
        new(request => request.Uri.AbsolutePath.EndsWith("xml") ? Xml(body) : EwsServerStub.Html(HttpStatusCode.NotFound));

    private protected static StubTransport OnlySoap(string body) =>
        new(request => request.Uri.AbsolutePath.EndsWith("svc") ? Xml(body) : EwsServerStub.Html(HttpStatusCode.NotFound));

    private protected static HttpResponseMessage Xml(string body) => EwsServerStub.Xml(body);

    private protected static HttpResponseMessage Json(string body) => StubTransport.Json(HttpStatusCode.OK, body);

    private protected static HttpResponseMessage Redirect(string to) => EwsServerStub.Html(HttpStatusCode.Found, ("Location", to));

    private protected static HttpResponseMessage Challenge(params string[] challenges) =>
        EwsServerStub.Html(HttpStatusCode.Unauthorized, [.. challenges.Select(challenge => ("WWW-Authenticate", challenge))]);

    private protected static string Pox(params (string Type, string Url)[] protocols) => Pox(string.Concat(protocols.Select(protocol =>
        $"<Protocol><Type>{protocol.Type}</Type><Server>x</Server><EwsUrl>{protocol.Url}</EwsUrl></Protocol>")));

    private protected static string Pox(string account) =>
        $"""
        <?xml version="1.0" encoding="utf-8"?>
        <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
        <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
          <User><DisplayName>Anna</DisplayName></User><Account><AccountType>email</AccountType>{account}</Account>
        </Response></Autodiscover>
        """;

    private protected static string Soap(string code, string? target = null, string settings = "") =>
        $"""
        <s:Envelope xmlns:s="{EwsNames.Soap}" xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover">
        <s:Header><a:ServerVersionInfo><a:MajorVersion>15</a:MajorVersion></a:ServerVersionInfo></s:Header><s:Body>
        <a:GetUserSettingsResponseMessage><a:Response><a:ErrorCode>NoError</a:ErrorCode><a:ErrorMessage/><a:UserResponses><a:UserResponse>
          <a:ErrorCode>{code}</a:ErrorCode><a:ErrorMessage>Words.</a:ErrorMessage><a:RedirectTarget>{target}</a:RedirectTarget>
          <a:UserSettingErrors/><a:UserSettings>{settings}</a:UserSettings>
        </a:UserResponse></a:UserResponses></a:Response></a:GetUserSettingsResponseMessage></s:Body></s:Envelope>
        """;

    private protected static string Setting(string name, string value) =>
        $"<a:UserSetting><a:Name>{name}</a:Name><a:Value>{value}</a:Value></a:UserSetting>";
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsAutodiscoverTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private static readonly XNamespace Inner = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private static readonly XNamespace Outer = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private static readonly XNamespace A = "http://schemas.microsoft.com/exchange/2010/Autodiscover";
    private readonly EwsClient _client = fixture.Client;

    [Fact]
    public async Task PlainXmlNamesTheAddressForEitherKindOfClient()
    {
        var (_, text) = await PostAsync("/autodiscover/autodiscover.xml", Plain(_client.User));
        var protocols = XElement.Parse(text).Descendants(Inner + "Protocol").ToList();
        Assert.Equal(["EXCH", "EXPR"], protocols.Select(p => (string)p.Element(Inner + "Type")!));
        Assert.All(protocols, p => Assert.Equal(_client.Host.Ews.AbsoluteUri, (string?)p.Element(Inner + "EwsUrl")));
        Assert.All(protocols, p => Assert.Equal(_client.Host.Ews.AbsoluteUri, (string?)p.Element(Inner + "ASUrl")));
        Assert.Contains(text.Split('\n'), line => line.Trim() == $"<EwsUrl>{_client.Host.Ews.AbsoluteUri}</EwsUrl>");
    }

    [Theory]
    [InlineData("<x/>", "600")]
    [InlineData("<", "600")]
    [InlineData("nobody", "500")]
    public async Task PlainXmlRefusesWithItsNumbers(string sent, string code)
    {
        var body = sent == "nobody" ? Plain("nobody@contoso.example") : sent;
        var (status, text) = await PostAsync("/autodiscover/autodiscover.xml", body);
        Assert.Equal(200, status);
        Assert.Equal(code, (string?)XElement.Parse(text).Descendants(Outer + "ErrorCode").Single());
    }

    [Fact]
    public async Task SignInIsAskedFor()
    {
        Assert.Equal(401, (await PostAsync("/autodiscover/autodiscover.xml", Plain(_client.User), signIn: false)).Status);
        Assert.Equal(401, (await PostAsync("/autodiscover/autodiscover.svc", Soap(_client.User), signIn: false)).Status);
    }

    [Fact]
    public async Task SoapAnswersEachUserAndSetting()
    {
        var (_, text) = await PostAsync("/autodiscover/autodiscover.svc", Soap(_client.User, "nobody@contoso.example"));
        var users = XElement.Parse(text).Descendants(A + "UserResponse").ToList();
        Assert.Equal(["NoError", "InvalidUser"], users.Select(user => (string)user.Element(A + "ErrorCode")!));
        var settings = users[0].Descendants(A + "UserSetting")
            .ToDictionary(s => (string)s.Element(A + "Name")!, s => (string)s.Element(A + "Value")!);
        Assert.Equal(_client.Host.Ews.AbsoluteUri, settings["ExternalEwsUrl"]);
        Assert.Equal(_client.User, settings["AutoDiscoverSMTPAddress"]);
        Assert.Equal("PublicFolderInformation", (string?)users[0].Descendants(A + "SettingName").Single());
        Assert.Contains(" i:type=\"StringSetting\">", text);
    }

    [Fact]
    public async Task RedirectionsLeadToAnAddressOrAUrl()
    {
        await _client.ControlAsync(HttpMethod.Post, "ews", new JsonObject
        {
            ["redirects"] = new JsonObject
            {
                ["old.example"] = "https://elsewhere.example/autodiscover/autodiscover.svc",
                ["anna@contoso.example"] = "anna@new.example",
            },
        });
        var (_, text) = await PostAsync("/autodiscover/autodiscover.svc", Soap("bert@old.example", "anna@contoso.example"));
        var users = XElement.Parse(text).Descendants(A + "UserResponse").ToList();
        Assert.Equal(["RedirectUrl", "RedirectAddress"], users.Select(user => (string)user.Element(A + "ErrorCode")!));
        Assert.Equal("anna@new.example", (string?)users[1].Element(A + "RedirectTarget"));
        (_, text) = await PostAsync("/autodiscover/autodiscover.xml", Plain("anna@contoso.example"));
        Assert.Equal("anna@new.example", (string?)XElement.Parse(text).Descendants(Inner + "RedirectAddr").Single());
        using var response = await _client.Http.GetAsync("/autodiscover/autodiscover.json?Email=bert@old.example&Protocol=Ews");
        Assert.Equal(302, (int)response.StatusCode);
        Assert.Equal("https://elsewhere.example/autodiscover/autodiscover.json?Email=bert@old.example&Protocol=Ews",
            response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("autodiscover.json?Email=a@contoso.example&Protocol=Ews", null)]
    [InlineData("autodiscover.json/v1.0/a@contoso.example?Protocol=ews", null)]
    [InlineData("autodiscover.json?Email=a@contoso.example&Protocol=Telepathy", "InvalidProtocol")]
    [InlineData("autodiscover.json?Email=a@contoso.example", "MandatoryParameterMissing")]
    public async Task JsonNeedsNoSignIn(string path, string? code)
    {
        using var response = await _client.Http.GetAsync("/autodiscover/" + path);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(code is null ? 200 : 400, (int)response.StatusCode);
        Assert.Equal(code, (string?)json["ErrorCode"]);
        Assert.Equal(code is null ? _client.Host.Ews.AbsoluteUri : null, (string?)json["Url"]);
    }

    private async Task<(int Status, string Text)> PostAsync(string path, string body, bool signIn = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = signIn ? _client.Authorization : null;
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("text/xml"));
        using var response = await _client.Http.SendAsync(request);
        if (response.IsSuccessStatusCode)
            Assert.Equal("text/xml; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Plain(string address) => $"""
        <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
        <EMailAddress>{address}</EMailAddress><AcceptableResponseSchema>{Inner}</AcceptableResponseSchema></Request></Autodiscover>
        """;

    private static string Soap(params string[] addresses) => $"""
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="{A}" xmlns:w="http://www.w3.org/2005/08/addressing">
        <s:Header><a:RequestedServerVersion>Exchange2013_SP1</a:RequestedServerVersion>
        <w:Action>{A}/Autodiscover/GetUserSettings</w:Action></s:Header>
        <s:Body><a:GetUserSettingsRequestMessage><a:Request>
        <a:Users>{string.Concat(addresses.Select(a => $"<a:User><a:Mailbox>{a}</a:Mailbox></a:User>"))}</a:Users>
        <a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting><a:Setting>AutoDiscoverSMTPAddress</a:Setting>
        <a:Setting>PublicFolderInformation</a:Setting></a:RequestedSettings>
        </a:Request></a:GetUserSettingsRequestMessage></s:Body></s:Envelope>
        """;
}

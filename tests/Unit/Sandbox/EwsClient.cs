using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>A sandbox in this process and a client that writes SOAP by hand; Microsoft's schema checks every answer.</summary>
internal sealed class EwsClient : IAsyncDisposable
{
    public const string ExchangeAudience = "https://outlook.office365.com";
    public const string Shape = "<m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape>";
    public const string IdShape = "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>";
    public const string FolderShape = "<m:FolderShape><t:BaseShape>AllProperties</t:BaseShape></m:FolderShape>";
    public const string Contacts = "<t:DistinguishedFolderId Id=\"contacts\"/>";

    public static readonly XNamespace M = "http://schemas.microsoft.com/exchange/services/2006/messages";
    public static readonly XNamespace T = "http://schemas.microsoft.com/exchange/services/2006/types";

    private int _apps;

    private EwsClient(SandboxHost host)
    {
        Host = host;
        Http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(host.CaFile) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        })
        { BaseAddress = host.Authority };
        Authorization = new AuthenticationHeaderValue("Bearer", Token("full_access_as_app"));
    }

    public SandboxHost Host { get; }

    public HttpClient Http { get; }

    public AuthenticationHeaderValue? Authorization { get; set; }

    public string User => Host.Users[0].Address;

    public static async Task<EwsClient> StartAsync(SandboxOptions options) => new(await SandboxHost.StartAsync(options));

    /// <summary>A token of a new app with these application permissions of Exchange Online.</summary>
    public string Token(params string[] roles) => Token(out _, ExchangeAudience, roles);

    public string Token(out string appId, string audience, params string[] roles)
    {
        var context = Host.Context;
        var tenant = context.Tenant;
        lock (tenant.Gate)
        {
            var now = context.Time.GetUtcNow();
            var created = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            var properties = new JsonObject { ["displayName"] = $"EWS {++_apps}", ["signInAudience"] = "AzureADMyOrg" };
            var application = Applications.Create(Guid.NewGuid(), appId = Guid.NewGuid().ToString(), tenant, properties, created);
            tenant.Applications.Add(application);
            var client = ServicePrincipals.Create(Guid.NewGuid(), application, tenant, created);
            tenant.ServicePrincipals.Add(client);
            var resource = tenant.FindResource(audience)!;
            foreach (var role in roles)
            {
                var id = resource.Permissions.First(permission => permission.Value == role).RoleId!.Value;
                tenant.Assignments.Add(new AppRoleAssignment(Tenant.NewLinkId(), client, resource, id, now, now));
            }
            return context.Tokens.IssueForApp(client, resource, audience, byCertificate: false);
        }
    }

    public static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    public AuthenticationHeaderValue ServiceAccount => Basic(Host.EwsServiceAccount.Address, Host.EwsServiceAccount.Password);

    public Mailbox Mailbox(string? address = null) =>
        Host.Context.Mailboxes.Find(Host.Context.Tenant.FindUser(address ?? User)!)!;

    /// <summary>The mailbox of the user on the own server.</summary>
    public string OnPremisesUser => Host.Context.Tenant.Users.First(user => user.Mailbox == MailboxPlace.OnPremises).UserPrincipalName;

    public static string Impersonate(string kind, string value) =>
        $"<t:ExchangeImpersonation><t:ConnectingSID><t:{kind}>{value}</t:{kind}></t:ConnectingSID></t:ExchangeImpersonation>";

    public static string Envelope(string operation, string header = "", string version = "Exchange2013_SP1") => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="{M}" xmlns:t="{T}">
        <soap:Header><t:RequestServerVersion Version="{version}"/>{header}</soap:Header>
        <soap:Body>{operation}</soap:Body></soap:Envelope>
        """;

    /// <summary>An operation in the name of a user; the first of the sandbox where none is named.</summary>
    public Task<EwsAnswer> CallAsync(string operation, string? user = null) =>
        PostAsync(Envelope(operation, Impersonate("PrimarySmtpAddress", user ?? User)));

    public async Task<EwsAnswer> PostAsync(string body, string contentType = "text/xml")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Host.Ews);
        request.Headers.Authorization = Authorization;
        request.Headers.Add("return-client-request-id", "true");
        request.Headers.Add("client-request-id", "7a8b");
        request.Content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await Http.SendAsync(request);
        var answer = new EwsAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers)
        {
            ContentType = response.Content.Headers.ContentType?.ToString(),
        };
        if (answer.ContentType == "text/xml; charset=utf-8")
            EwsSchema.Check(answer);
        return answer;
    }

    /// <summary>A call that must succeed; its response messages.</summary>
    public async Task<XElement> SuccessAsync(string operation, string? user = null)
    {
        var answer = await CallAsync(operation, user);
        Assert.True(answer.Status == 200, answer.Text);
        var message = Assert.Single(answer.Messages);
        Assert.True((string?)message.Attribute("ResponseClass") == "Success", answer.Text);
        return message;
    }

    public async Task<JsonNode?> ControlAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, "/sandbox/" + path);
        request.Headers.Add("X-Sandbox-Key", Host.ControlKey);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }
}

internal sealed record EwsAnswer(int Status, string Text, HttpResponseHeaders Headers)
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Errors = "http://schemas.microsoft.com/exchange/services/2006/errors";

    public string? ContentType { get; init; }

    public XElement Envelope => XDocument.Parse(Text).Root!;

    public XElement Body => Envelope.Element(Soap + "Body")!.Elements().Single();

    public XElement Version => Envelope.Element(Soap + "Header")!.Element(EwsClient.T + "ServerVersionInfo")!;

    public bool IsFault => Body.Name == Soap + "Fault";

    public string? FaultCode => (string?)Body.Element("detail")?.Element(Errors + "ResponseCode");

    public Dictionary<string, string> Details => (Body.Element("detail")?.Element(EwsClient.T + "MessageXml")?.Elements() ?? [])
        .ToDictionary(e => (string?)e.Attribute("Name") ?? e.Name.LocalName, e => e.Value);

    public List<XElement> Messages => [.. Body.Element(EwsClient.M + "ResponseMessages")!.Elements()];

    /// <summary>The response codes, one a message.</summary>
    public List<string> Codes => Messages.ConvertAll(message => (string)message.Element(EwsClient.M + "ResponseCode")!);
}

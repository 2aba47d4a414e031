using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>A sandbox in this process and a client with a token of its own app.</summary>
internal sealed class MailboxSandbox : IAsyncDisposable
{
    private readonly HttpClient _http;
    private int _apps;

    private MailboxSandbox(SandboxHost host)
    {
        Host = host;
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(host.CaFile) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri(host.Authority, "/v1.0/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token("Contacts.Read"));
    }

    public SandboxHost Host { get; }

    public string User => Host.Users[0].Address;

    public static async Task<MailboxSandbox> StartAsync(SandboxOptions options) => new(await SandboxHost.StartAsync(options));

    /// <summary>A token for a new app with these application permissions.</summary>
    public string Token(params string[] roles)
    {
        var context = Host.Context;
        var tenant = context.Tenant;
        lock (tenant.Gate)
        {
            var number = ++_apps;
            var now = context.Time.GetUtcNow();
            var created = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            var properties = new JsonObject { ["displayName"] = $"Test {number}", ["signInAudience"] = "AzureADMyOrg" };
            var application = Applications.Create(Guid.NewGuid(), Guid.NewGuid().ToString(), tenant, properties, created);
            tenant.Applications.Add(application);
            var client = ServicePrincipals.Create(Guid.NewGuid(), application, tenant, created);
            tenant.ServicePrincipals.Add(client);
            var graph = tenant.FindResource("https://graph.microsoft.com")!;
            foreach (var role in roles)
            {
                var id = graph.Permissions.First(permission => permission.Value == role).RoleId!.Value;
                tenant.Assignments.Add(new AppRoleAssignment(Tenant.NewLinkId(), client, graph, id, now, now));
            }
            return context.Tokens.IssueForApp(client, graph, "https://graph.microsoft.com", byCertificate: false);
        }
    }

    public void Use(string token) => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public Mailbox Mailbox(string? address = null) =>
        Host.Context.Mailboxes.Find(Host.Context.Tenant.FindUser(address ?? User)!)!;

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Answer((int)response.StatusCode, bytes, response.Content.Headers.ContentType?.MediaType, response.Headers);
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>A control call.</summary>
    public Task<Answer> ControlAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(method, "/sandbox/" + path, body, ("X-Sandbox-Key", Host.ControlKey));

    /// <summary>Follows a delta round to its end; the contacts, and the link for the next round.</summary>
    public async Task<(List<JsonObject> Items, string DeltaLink, int Pages)> DeltaAsync(
        string link, params (string Name, string Value)[] headers)
    {
        var items = new List<JsonObject>();
        for (var pages = 1; ; pages++)
        {
            var answer = await GetAsync(link, headers);
            Assert.True(answer.Status == 200, answer.Text);
            items.AddRange(answer.Json["value"]!.AsArray().Select(item => item!.AsObject()));
            if ((string?)answer.Json["@odata.deltaLink"] is { } delta)
                return (items, delta, pages);
            link = (string)answer.Json["@odata.nextLink"]!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.DisposeAsync();
    }
}

internal sealed record Answer(int Status, byte[] Bytes, string? ContentType, HttpResponseHeaders Headers)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonObject Json => JsonNode.Parse(Bytes)!.AsObject();

    public List<JsonObject> Value => [.. Json["value"]!.AsArray().Select(item => item!.AsObject())];

    public string? ErrorCode => (string?)Json["error"]?["code"];

    public string? ErrorMessage => (string?)Json["error"]?["message"];
}

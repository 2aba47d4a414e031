using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>A sandbox in this process with a clock that stands still, and a plain HTTP client that trusts its authority alone.</summary>
public sealed class SandboxClient : IAsyncDisposable
{
    public const string Graph = "https://graph.microsoft.com";

    private SandboxClient(SandboxHost host, FakeTimeProvider time)
    {
        Host = host;
        Time = time;
        Http = new HttpClient(Handler(host.CaFile)) { BaseAddress = host.Authority, Timeout = TimeSpan.FromSeconds(30) };
    }

    public SandboxHost Host { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    /// <param name="options">Six mailboxes where not said otherwise.</param>
    /// <param name="start">Where the clock stands; clients that look at their own clock need the true time.</param>
    public static async Task<SandboxClient> StartAsync(SandboxOptions? options = null, DateTimeOffset? start = null)
    {
        var time = new FakeTimeProvider(start ?? new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        var host = await SandboxHost.StartAsync((options ?? new SandboxOptions { MailboxCount = 6 }) with { TimeProvider = time });
        return new SandboxClient(host, time);
    }

    /// <summary>A handler that trusts certificates of this authority and of no other.</summary>
    public static HttpClientHandler Handler(string caFile)
    {
        var authority = X509Certificate2.CreateFromPem(File.ReadAllText(caFile));
        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback = (_, certificate, _, errors) =>
            {
                if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
                    return false;
                using var chain = new X509Chain();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.Add(authority);
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                return chain.Build(certificate);
            },
        };
    }

    /// <summary>Lets everything become known everywhere.</summary>
    public void Settle() => Time.Advance(TimeSpan.FromSeconds(2));

    public Task<SandboxAnswer> TokenAsync(params (string Name, string Value)[] fields) => TokenAsync(Host.TenantId.ToString(), fields);

    public async Task<SandboxAnswer> TokenAsync(string tenant, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await Http.PostAsync($"/{tenant}/oauth2/v2.0/token", form);
        return await SandboxAnswer.ReadAsync(response);
    }

    /// <summary>A token for an app by its secret.</summary>
    public async Task<string> AppTokenAsync(string clientId, string secret, string resource = Graph)
    {
        var answer = await TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret), ("scope", resource + "/.default"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return (string)answer.Json["access_token"]!;
    }

    public Task<string> AdminTokenAsync() => AppTokenAsync(Host.AdminClientId, Host.AdminClientSecret);

    public async Task<SandboxAnswer> SendAsync(
        HttpMethod method, string path, string? token, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http") ? path : "/v1.0/" + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        return await SandboxAnswer.ReadAsync(response);
    }

    public Task<SandboxAnswer> GetAsync(string path, string? token, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, token, null, headers);

    public Task<SandboxAnswer> PostAsync(string path, string token, JsonNode body) => SendAsync(HttpMethod.Post, path, token, body);

    public Task<SandboxAnswer> PatchAsync(string path, string token, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Patch, path, token, body, headers);

    public Task<SandboxAnswer> DeleteAsync(string path, string token) => SendAsync(HttpMethod.Delete, path, token);

    /// <summary>A call of the control API.</summary>
    public async Task<SandboxAnswer> ControlAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, "/sandbox/" + path);
        request.Headers.Add("X-Sandbox-Key", key ?? Host.ControlKey);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        return await SandboxAnswer.ReadAsync(response);
    }

    /// <summary>Registers an app with a service principal, a secret and these application permissions of Graph, all settled.</summary>
    public async Task<TestApp> CreateAppAsync(params string[] permissions)
    {
        var admin = await AdminTokenAsync();
        var wanted = new JsonObject { ["displayName"] = "Test app " + Guid.NewGuid(), ["signInAudience"] = "AzureADMyOrg" };
        var app = (await PostAsync("applications", admin, wanted)).Json;
        Settle();
        var appId = (string)app["appId"]!;
        var principal = (await PostAsync("servicePrincipals", admin, new JsonObject { ["appId"] = appId })).Json;
        var secret = (await PostAsync($"applications/{app["id"]}/addPassword", admin, new JsonObject())).Json;
        Settle();
        var test = new TestApp((string)app["id"]!, appId, (string)principal["id"]!, (string)secret["secretText"]!);
        foreach (var permission in permissions)
            Assert.Equal(HttpStatusCode.Created, (await AssignAsync(test, permission)).Status);
        Settle();
        return test;
    }

    public async Task<JsonNode> ResourceAsync(string appId = "00000003-0000-0000-c000-000000000000") =>
        (await GetAsync($"servicePrincipals(appId='{appId}')", await AdminTokenAsync())).Json;

    public async Task<SandboxAnswer> AssignAsync(TestApp app, string permission)
    {
        var graph = await ResourceAsync();
        var role = graph["appRoles"]!.AsArray().First(one => (string)one!["value"]! == permission)!["id"]!;
        return await PostAsync($"servicePrincipals/{graph["id"]}/appRoleAssignedTo", await AdminTokenAsync(), new JsonObject
        {
            ["principalId"] = app.PrincipalId,
            ["resourceId"] = (string)graph["id"]!,
            ["appRoleId"] = (string)role!,
        });
    }

    public static JsonObject Claims(string token)
    {
        var part = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonNode.Parse(Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '=')))!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }
}

/// <summary>An app that a test has registered.</summary>
public sealed record TestApp(string Id, string AppId, string PrincipalId, string Secret);

/// <summary>An answer, read to its end.</summary>
public sealed record SandboxAnswer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>error.code of Graph's envelope.</summary>
    public string Code => (string)Json["error"]!["code"]!;

    /// <summary>error.message of Graph's envelope.</summary>
    public string Message => (string)Json["error"]!["message"]!;

    /// <summary>The AADSTS number of a refused token request.</summary>
    public int AadSts => (int)Json["error_codes"]![0]!;

    public static async Task<SandboxAnswer> ReadAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
}

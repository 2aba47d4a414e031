using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Redirect URIs and the logo of an app registration.</summary>
public sealed class RedirectTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static readonly byte[] _picture = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private readonly SandboxClient _sandbox = fixture.Client;

    [Theory]
    [InlineData("web", "https://pbx.contoso.com/back", true)]
    [InlineData("web", "http://localhost:8080/ews", true)]
    [InlineData("web", "http://127.0.0.1/ews", true)]
    [InlineData("web", "http://pbx.contoso.com", false)]
    [InlineData("web", "https://*.contoso.com", false)]
    [InlineData("web", "https://pbx.contoso.com/#part", false)]
    [InlineData("web", "bw-link://o365/oauth2", false)]
    [InlineData("web", "pbx.contoso.com", false)]
    [InlineData("spa", "https://pbx.contoso.com/spa", true)]
    [InlineData("spa", "bw-link://o365/oauth2", false)]
    [InlineData("publicClient", "http://localhost", true)]
    [InlineData("publicClient", "bw-link://o365/oauth2", true)]
    [InlineData("publicClient", "urn:ietf:wg:oauth:2.0:oob", true)]
    [InlineData("publicClient", "http://pbx.contoso.com", false)]
    [InlineData("publicClient", "javascript:alert(1)", false)]
    public async Task ARedirectUriFitsItsPlatform(string platform, string uri, bool isTaken)
    {
        var body = new JsonObject { ["displayName"] = "x", [platform] = new JsonObject { ["redirectUris"] = new JsonArray(uri) } };

        var answer = await _sandbox.PostAsync("applications", await _sandbox.AdminTokenAsync(), body);

        Assert.Equal(isTaken ? HttpStatusCode.Created : HttpStatusCode.BadRequest, answer.Status);
        if (!isTaken)
            Assert.Contains(platform + ".redirectUris", answer.Message);
    }

    [Fact]
    public async Task ARedirectUriStandsOnceAcrossThePlatforms()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        Task<SandboxAnswer> SetAsync(string platform, params string[] uris) => _sandbox.PatchAsync(
            "applications/" + app.Id, admin,
            new JsonObject { [platform] = new JsonObject { ["redirectUris"] = new JsonArray([.. uris.Select(uri => (JsonNode?)uri)]) } });

        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync("web", "http://localhost")).Status);
        Assert.Contains("distinct values", (await SetAsync("publicClient", "http://localhost")).Message);
        Assert.Contains("distinct values", (await SetAsync("web", "https://a.example", "https://a.example")).Message);
        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync("publicClient", "https://a.example")).Status);
        var read = (await _sandbox.GetAsync("applications/" + app.Id, admin)).Json;
        Assert.Equal("http://localhost", (string)Assert.Single(read["web"]!["redirectUris"]!.AsArray())!);
        Assert.NotNull(read["web"]!["implicitGrantSettings"]);
    }

    [Theory]
    [InlineData("AzureADMyOrg", 256)]
    [InlineData("AzureADandPersonalMicrosoftAccount", 100)]
    public async Task RedirectUrisAreCounted(string audience, int most)
    {
        var admin = await _sandbox.AdminTokenAsync();
        JsonObject Body(int count) => new()
        {
            ["displayName"] = "x",
            ["signInAudience"] = audience,
            ["spa"] = new JsonObject
            {
                ["redirectUris"] = new JsonArray([.. Enumerable.Range(1, count).Select(one => (JsonNode?)$"https://a.example/{one}")]),
            },
        };

        Assert.Equal(HttpStatusCode.Created, (await _sandbox.PostAsync("applications", admin, Body(most))).Status);
        Assert.Contains("limit", (await _sandbox.PostAsync("applications", admin, Body(most + 1))).Message);
    }

    [Fact]
    public async Task ALogoIsAPictureOfTheTypeItSays()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        async Task<HttpResponseMessage> SendAsync(HttpMethod method, byte[]? picture = null, string type = "image/png")
        {
            using var request = new HttpRequestMessage(method, $"/v1.0/applications/{app.Id}/logo");
            request.Headers.Authorization = new("Bearer", admin);
            if (picture is not null)
                request.Content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            return await _sandbox.Http.SendAsync(request);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, _picture, "image/jpeg")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, _picture, "application/octet-stream")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, [.. _picture, .. new byte[100 * 1024]])).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Put, _picture)).StatusCode);

        using var answer = await SendAsync(HttpMethod.Get);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(_picture, await answer.Content.ReadAsByteArrayAsync());
        var read = (await _sandbox.GetAsync("applications/" + app.Id, admin)).Json;
        Assert.NotEmpty((string)read["info"]!["logoUrl"]!);
    }
}

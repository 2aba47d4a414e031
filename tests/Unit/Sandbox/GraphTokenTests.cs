using System.Net;
using System.Text;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Which tokens Graph takes.</summary>
public sealed class GraphTokenTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly SandboxClient _sandbox = fixture.Client;

    [Fact]
    public async Task NoTokenIsRefused()
    {
        var answer = await _sandbox.GetAsync("organization", null, ("client-request-id", "4f0c3f0e-0000-4000-8000-000000000001"));

        Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (answer.Status, answer.Code));
        Assert.Equal("4f0c3f0e-0000-4000-8000-000000000001", Assert.Single(answer.Headers.GetValues("client-request-id")));
        Assert.Equal("4f0c3f0e-0000-4000-8000-000000000001", (string)answer.Json["error"]!["innerError"]!["client-request-id"]!);
        Assert.True(Guid.TryParse(Assert.Single(answer.Headers.GetValues("request-id")), out _));
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task ATokenForExchangeIsRefused()
    {
        var token = await _sandbox.AppTokenAsync(
            _sandbox.Host.AdminClientId, _sandbox.Host.AdminClientSecret, "https://outlook.office365.com");

        var answer = await _sandbox.GetAsync("organization", token);

        Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (answer.Status, answer.Code));
        Assert.Contains("audience", answer.Message);
    }

    [Fact]
    public async Task AnExpiredTokenIsRefused()
    {
        var token = await _sandbox.AdminTokenAsync();
        _sandbox.Time.Advance(TimeSpan.FromHours(1));

        var answer = await _sandbox.GetAsync("organization", token);

        Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (answer.Status, answer.Code));
        Assert.Contains("expired", answer.Message);
    }

    [Fact]
    public async Task AForgedTokenIsRefused()
    {
        var parts = (await _sandbox.AdminTokenAsync()).Split('.');
        var claims = SandboxClient.Claims(string.Join('.', parts));
        claims["roles"]!.AsArray().Add("Contacts.ReadWrite");
        var forged = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        foreach (var token in new[] { $"{parts[0]}.{forged}.{parts[2]}", "nonsense", "a.b.c", $"{parts[0]}.{forged}." })
            Assert.Equal(HttpStatusCode.Unauthorized, (await _sandbox.GetAsync("organization", token)).Status);
    }

    [Fact]
    public async Task ATokenOfAnotherSandboxIsRefused()
    {
        await using var other = await SandboxClient.StartAsync();

        var answer = await _sandbox.GetAsync("organization", await other.AdminTokenAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task AMissingRoleIsRefused()
    {
        var app = await _sandbox.CreateAppAsync("GroupMember.Read.All");
        var token = await _sandbox.AppTokenAsync(app.AppId, app.Secret);

        foreach (var path in new[] { "organization", "users", "applications", "servicePrincipals", "oauth2PermissionGrants", "domains" })
        {
            var answer = await _sandbox.GetAsync(path, token);
            Assert.Equal((path, HttpStatusCode.Forbidden, "Authorization_RequestDenied"), (path, answer.Status, answer.Code));
        }
        Assert.Equal(HttpStatusCode.OK, (await _sandbox.GetAsync("groups", token)).Status);
    }

    [Fact]
    public async Task WhatGraphDoesNotHaveIsRefused()
    {
        var token = await _sandbox.AdminTokenAsync();

        string[] paths = ["nonsense", "users/x/y/z", "users?$magic=1", "users?$select=nonsense", "users?$top=0", "users?$top=1000"];
        foreach (var path in paths)
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, (await _sandbox.GetAsync(path, token)).Status));
        Assert.Equal(HttpStatusCode.BadRequest, (await _sandbox.GetAsync("me", token)).Status);
    }
}

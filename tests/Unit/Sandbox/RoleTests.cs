using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>What a signed-in user may do: the scope alone is not enough, the directory role is needed too.</summary>
public sealed class RoleTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string GraphTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
    private const string Scopes = "Application.ReadWrite.All AppRoleAssignment.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All";

    private readonly SandboxClient _sandbox = fixture.Client;

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("Directory Readers", HttpStatusCode.Forbidden)]
    [InlineData("Privileged Role Administrator", HttpStatusCode.Forbidden)]
    [InlineData("Application Developer", HttpStatusCode.Created)]
    [InlineData("Cloud Application Administrator", HttpStatusCode.Created)]
    public async Task RegisteringAnAppTakesARole(string? role, HttpStatusCode expected)
    {
        var token = await TokenAsync(role);

        Assert.Equal(expected, (await _sandbox.PostAsync("applications", token, new JsonObject { ["displayName"] = "By hand" })).Status);
    }

    [Fact]
    public async Task ADeveloperChangesWhatIsHisAndNothingElse()
    {
        var token = await TokenAsync("Application Developer");
        var own = (await _sandbox.PostAsync("applications", token, new JsonObject { ["displayName"] = "Mine" })).Json;
        var other = await _sandbox.CreateAppAsync();
        _sandbox.Settle();
        var change = new JsonObject { ["notes"] = "Changed." };

        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.PatchAsync($"applications/{own["id"]}", token, change)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _sandbox.PatchAsync($"applications/{other.Id}", token, change)).Status);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("Cloud Application Administrator", HttpStatusCode.Forbidden, HttpStatusCode.Created, HttpStatusCode.Created)]
    [InlineData("Privileged Role Administrator", HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Forbidden)]
    public async Task AppRolesOfGraphAreForFewToGive(string? role, HttpStatusCode graph, HttpStatusCode exchange, HttpStatusCode user)
    {
        var token = await TokenAsync(role);
        var app = await _sandbox.CreateAppAsync();

        Assert.Equal(graph, await AssignAsync("00000003-0000-0000-c000-000000000000", "089fe4d0-434a-44c5-8827-41ba8a0b17f5"));
        Assert.Equal(exchange, await AssignAsync("00000002-0000-0ff1-ce00-000000000000", "dc890d15-9560-4a4c-9b7f-a736ec74ec40"));
        var person = (string)(await _sandbox.GetAsync($"users/{_sandbox.Host.Users[1].Address}", await _sandbox.AdminTokenAsync())).Json["id"]!;
        Assert.Equal(user, await PostAsync(app.PrincipalId, person, Guid.Empty.ToString()));

        async Task<HttpStatusCode> AssignAsync(string resource, string roleId) =>
            await PostAsync((string)(await _sandbox.ResourceAsync(resource))["id"]!, app.PrincipalId, roleId);

        async Task<HttpStatusCode> PostAsync(string resource, string principal, string roleId) =>
            (await _sandbox.PostAsync($"servicePrincipals/{resource}/appRoleAssignedTo", token, new JsonObject
            {
                ["principalId"] = principal, ["resourceId"] = resource, ["appRoleId"] = roleId,
            })).Status;
    }

    /// <summary>A token of the first user by the device code of Microsoft's own client; an administrator consented to the scopes.</summary>
    private async Task<string> TokenAsync(string? role)
    {
        var user = _sandbox.Host.Users[0].Address;
        await SetRolesAsync("Global Administrator");
        using var form = new FormUrlEncodedContent([new("client_id", GraphTools), new("scope", Scopes)]);
        using var answer = await _sandbox.Http.PostAsync($"/{_sandbox.Host.TenantId}/oauth2/v2.0/devicecode", form);
        var code = (await SandboxAnswer.ReadAsync(answer)).Json;
        await _sandbox.ControlAsync(
            HttpMethod.Post, $"device-codes/{code["user_code"]}/approve", new JsonObject { ["user"] = user, ["consent"] = true });
        await SetRolesAsync(role);
        var token = await _sandbox.TokenAsync(
            ("grant_type", "device_code"), ("client_id", GraphTools), ("device_code", (string)code["device_code"]!));
        var claims = SandboxClient.Claims((string)token.Json["access_token"]!);
        Assert.Equal(role is null ? 1 : 2, claims["wids"]!.AsArray().Count);
        return (string)token.Json["access_token"]!;

        Task SetRolesAsync(string? name) => _sandbox.ControlAsync(
            HttpMethod.Put, $"users/{user}/roles", new JsonObject { ["roles"] = name is null ? new JsonArray() : new JsonArray(name) });
    }
}

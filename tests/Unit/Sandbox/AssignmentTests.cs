using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Users and groups assigned to an app, and an app that lets only those in.</summary>
public sealed class AssignmentTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly SandboxClient _sandbox = fixture.Client;

    [Fact]
    public async Task OnlyTheAssignedSignInWhereAnAssignmentIsRequired()
    {
        var app = await PublicAppAsync();
        var (assigned, member, nested, other) =
            (_sandbox.Host.Users[0], _sandbox.Host.Users[1], _sandbox.Host.Users[^1], _sandbox.Host.Users[2]);
        await _sandbox.ControlAsync(HttpMethod.Post, "groups", new JsonObject { ["displayName"] = "Signed in" });
        await _sandbox.ControlAsync(HttpMethod.Post, "groups", new JsonObject { ["displayName"] = "Deep" });
        await JoinAsync("Signed in", member.Address);
        await JoinAsync("Deep", nested.Address);
        await JoinAsync("Signed in", "Deep");
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(app, other)).Status);

        await _sandbox.PatchAsync(
            $"servicePrincipals/{app.PrincipalId}", await _sandbox.AdminTokenAsync(), new JsonObject { ["appRoleAssignmentRequired"] = true });
        await AssignAsync(app, await IdAsync($"users/{assigned.Address}"));
        await AssignAsync(app, await IdAsync("groups?$filter=displayName eq 'Signed in'"));
        _sandbox.Settle();

        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(app, assigned)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(app, member)).Status);
        Assert.Equal(50105, (await SignInAsync(app, nested)).AadSts);
        Assert.Equal(50105, (await SignInAsync(app, other)).AadSts);
        var list = (await _sandbox.GetAsync($"servicePrincipals/{app.PrincipalId}/appRoleAssignedTo", await _sandbox.AdminTokenAsync()))
            .Json["value"]!.AsArray();
        Assert.Equal(["Group", "User"], list.Select(one => (string)one!["principalType"]!).Order());
    }

    [Fact]
    public async Task ADeclaredRoleTakesThePlaceOfTheDefaultAccess()
    {
        var app = await _sandbox.CreateAppAsync();
        var role = Guid.NewGuid().ToString();
        var user = await IdAsync($"users/{_sandbox.Host.Users[0].Address}");
        await _sandbox.PatchAsync($"applications/{app.Id}", await _sandbox.AdminTokenAsync(), new JsonObject
        {
            ["appRoles"] = new JsonArray(new JsonObject
            {
                ["id"] = role, ["allowedMemberTypes"] = new JsonArray("User"), ["displayName"] = "Reader", ["description"] = "Reads.",
                ["isEnabled"] = true, ["value"] = "Reader",
            }),
        });

        Assert.Equal(HttpStatusCode.BadRequest, (await AssignAsync(app, user)).Status);
        Assert.Equal(HttpStatusCode.Created, (await AssignAsync(app, user, role)).Status);
        Assert.Contains("already exists", (await AssignAsync(app, user, role)).Message);
        var principal = await _sandbox.GetAsync($"servicePrincipals/{app.PrincipalId}", await _sandbox.AdminTokenAsync());
        Assert.Equal("Reader", (string)Assert.Single(principal.Json["appRoles"]!.AsArray())!["value"]!);
    }

    [Fact]
    public async Task AnAppMustBeAssignedToAResourceThatRequiresIt()
    {
        var app = await _sandbox.CreateAppAsync();
        await _sandbox.PatchAsync(
            $"servicePrincipals/{app.PrincipalId}", await _sandbox.AdminTokenAsync(), new JsonObject { ["appRoleAssignmentRequired"] = true });

        var answer = await _sandbox.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", app.AppId), ("client_secret", app.Secret), ("scope", app.AppId + "/.default"));

        Assert.Equal(501051, answer.AadSts);
    }

    private async Task<TestApp> PublicAppAsync()
    {
        var app = await _sandbox.CreateAppAsync();
        var admin = await _sandbox.AdminTokenAsync();
        await _sandbox.PatchAsync($"applications/{app.Id}", admin, new JsonObject { ["isFallbackPublicClient"] = true });
        await _sandbox.PostAsync("oauth2PermissionGrants", admin, new JsonObject
        {
            ["clientId"] = app.PrincipalId, ["consentType"] = "AllPrincipals", ["scope"] = "User.Read",
            ["resourceId"] = (string)(await _sandbox.ResourceAsync())["id"]!,
        });
        _sandbox.Settle();
        return app;
    }

    private Task<SandboxAnswer> SignInAsync(TestApp app, ContactSync.Sandbox.SandboxUser user) => _sandbox.TokenAsync(
        ("grant_type", "password"), ("client_id", app.AppId), ("username", user.Address), ("password", user.Password), ("scope", "User.Read"));

    private Task JoinAsync(string group, string member) =>
        _sandbox.ControlAsync(HttpMethod.Post, $"groups/{group}/members", new JsonObject { ["member"] = member });

    private async Task<string> IdAsync(string path)
    {
        var found = (await _sandbox.GetAsync(path, await _sandbox.AdminTokenAsync())).Json;
        return (string)(found["value"]?[0] ?? found)["id"]!;
    }

    private async Task<SandboxAnswer> AssignAsync(TestApp app, string principal, string? role = null) => await _sandbox.PostAsync(
        $"servicePrincipals/{app.PrincipalId}/appRoleAssignedTo", await _sandbox.AdminTokenAsync(), new JsonObject
        {
            ["principalId"] = principal, ["resourceId"] = app.PrincipalId, ["appRoleId"] = role ?? Guid.Empty.ToString(),
        });
}

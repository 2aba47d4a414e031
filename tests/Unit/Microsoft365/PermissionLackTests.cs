using System.Net;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>A 403 names what is missing by what the token holds: the permission, the directory role, the ownership.</summary>
public class PermissionLackTests
{
    private const string Cloud = "Cloud Application Administrator", Privileged = "Privileged Role Administrator";

    [Theory]
    [InlineData(DirectoryPermission.WriteApps, "", "PermissionMissing", "Application.ReadWrite.OwnedBy", Cloud)]
    [InlineData(DirectoryPermission.WriteApps, "Application.ReadWrite.OwnedBy", "NotOwner", "Application.ReadWrite.All", null)]
    [InlineData(DirectoryPermission.AssignRoles, "Application.Read.All", "PermissionMissing", "AppRoleAssignment.ReadWrite.All", Cloud)]
    [InlineData(DirectoryPermission.AssignRoles, "AppRoleAssignment.ReadWrite.All", "PermissionMissing", "Application.Read.All", Cloud)]
    [InlineData(DirectoryPermission.ReadUsers, "", "PermissionMissing", "User.ReadBasic.All", null)]
    [InlineData("Contacts.Read", "", "PermissionMissing", "Contacts.Read", null)]
    public async Task Of_an_app_the_permission_that_its_token_lacks(string needed, string held, string errorId, string named, string? role)
    {
        var error = await RefusedAsync(needed, new { roles = held.Split(' '), appid = StubTenant.ClientId, tid = StubTenant.TenantId });

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(named, error.Message + error.Advice);
        Assert.Equal(role is not null, error.Advice.Contains($"with the directory role '{role}'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DirectoryPermission.WriteApps, "User.Read", null, "ScopeMissing", "Application.ReadWrite.All", Cloud)]
    [InlineData(DirectoryPermission.WriteApps, "Application.ReadWrite.All", null, "DirectoryRoleMissing", "Application.ReadWrite.All", Cloud)]
    [InlineData(DirectoryPermission.AssignRoles, "AppRoleAssignment.ReadWrite.All Application.ReadWrite.All", Privileged,
        "DirectoryRoleMissing", "AppRoleAssignment.ReadWrite.All", Privileged)]
    [InlineData(DirectoryPermission.GrantScopes, "Directory.Read.All", null, "ScopeMissing", "DelegatedPermissionGrant.ReadWrite.All", Cloud)]
    [InlineData(DirectoryPermission.ReadUsers, "User.Read", null, "ScopeMissing", "User.ReadBasic.All", null)]
    public async Task Of_a_person_the_scope_or_else_the_role(
        string needed, string held, string? callsRole, string errorId, string named, string? role)
    {
        var claims = new { scp = held, upn = "anna@contoso.example", appid = StubTenant.ClientId, tid = StubTenant.TenantId };

        var error = await RefusedAsync(needed, claims, callsRole);

        Assert.Equal(errorId, error.ErrorId);
        Assert.StartsWith("anna@contoso.example may not read or change the app 'x'", error.Message);
        Assert.Contains(named, error.Message);
        Assert.Contains(role ?? "Connect-SyncTenant -Scope", error.Advice);
    }

    [Fact]
    public void Each_permission_is_known_once_and_by_the_name_it_has() =>
        Assert.Equal(DirectoryPermission.All.Count, DirectoryPermission.All.Select(permission => permission.Name).Distinct().Count());

    private static async Task<ServiceRefusedException> RefusedAsync(string needed, object claims, string? role = null)
    {
        var transport = StubTenant.Transport(
            _ => StubTransport.Json(
                HttpStatusCode.Forbidden, """{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}"""),
            _ => StubTransport.Json(
                HttpStatusCode.OK, $$"""{"token_type":"Bearer","expires_in":3599,"access_token":"{{StubTenant.Jwt(claims)}}"}"""));
        await using var session = StubTenant.Session(transport);
        return await Assert.ThrowsAsync<ServiceRefusedException>(() => session.Call("the app 'x'", needed, role).RunAsync(
            token => session.Graph.Applications.GetAsync(cancellationToken: token), default));
    }
}

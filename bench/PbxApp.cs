using System.Net;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Models;

namespace ContactSync.Bench;

/// <summary>Registers the app that imports, with the permissions it needs and no more.</summary>
internal static class PbxApp
{
    private const string GraphAppId = "00000003-0000-0000-c000-000000000000";

    private static readonly string[] Permissions = ["Contacts.Read", "User.ReadBasic.All", "GroupMember.Read.All"];

    /// <summary>Options of a session as that app; the transport is the caller's.</summary>
    public static async Task<TenantSessionOptions> CreateAsync(SandboxChild sandbox)
    {
        await using var session = TenantSession.Create(new TenantSessionOptions
        {
            Environment = sandbox.Environment,
            TenantId = sandbox.TenantId,
            ClientId = sandbox.Administrator.UserName,
            ClientSecret = sandbox.Administrator.SecurePassword,
        });
        var graph = session.Graph;
        var resource = (await graph.ServicePrincipals.GetAsync(request => request.QueryParameters.Filter = $"appId eq '{GraphAppId}'"))!.Value![0];
        var app = (await graph.Applications.PostAsync(new Application { DisplayName = "Bench", SignInAudience = "AzureADMyOrg" }))!;
        var client = (await graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId }))!;
        foreach (var permission in Permissions)
        {
            await graph.ServicePrincipals[client.Id].AppRoleAssignments.PostAsync(new AppRoleAssignment
            {
                PrincipalId = Guid.Parse(client.Id!),
                ResourceId = Guid.Parse(resource.Id!),
                AppRoleId = resource.AppRoles!.Single(role => role.Value == permission).Id,
            });
        }
        var body = new AddPasswordPostRequestBody { PasswordCredential = new PasswordCredential { DisplayName = "Bench" } };
        var secret = (await graph.Applications[app.Id].AddPassword.PostAsync(body))!;
        return new TenantSessionOptions
        {
            Environment = sandbox.Environment,
            TenantId = sandbox.TenantId,
            ClientId = app.AppId!,
            ClientSecret = new NetworkCredential("", secret.SecretText).SecurePassword,
        };
    }
}

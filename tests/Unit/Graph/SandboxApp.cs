using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Tests.Graph;

/// <summary>Apps in a sandbox's tenant, there at once.</summary>
internal static class SandboxApp
{
    public const string Graph = "https://graph.microsoft.com";
    public const string Exchange = "https://outlook.office365.com";

    /// <summary>Registers an app with these application permissions of each resource, consented to, and a secret that lasts.</summary>
    public static (string ClientId, string Secret) Register(
        SandboxHost host, params (string Resource, string[] Permissions)[] access)
    {
        var context = host.Context;
        var tenant = context.Tenant;
        lock (tenant.Gate)
        {
            var now = context.Time.GetUtcNow();
            var created = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            var properties = new JsonObject { ["displayName"] = "Contoso PBX", ["signInAudience"] = "AzureADMyOrg" };
            var application = Applications.Create(Guid.NewGuid(), Guid.NewGuid().ToString(), tenant, properties, created);
            var secret = Guid.NewGuid().ToString();
            application.Secrets.Add(new ApplicationSecret(Guid.NewGuid(), "Test", secret, now.AddDays(-1), now.AddYears(2), now));
            tenant.Applications.Add(application);
            var client = ServicePrincipals.Create(Guid.NewGuid(), application, tenant, created);
            tenant.ServicePrincipals.Add(client);
            foreach (var (name, permissions) in access)
            {
                var resource = tenant.FindResource(name)!;
                foreach (var value in permissions)
                {
                    var id = resource.Permissions.First(permission => permission.Value == value).RoleId!.Value;
                    tenant.Assignments.Add(new AppRoleAssignment(Tenant.NewLinkId(), client, resource, id, now, now));
                }
            }
            return (application.AppId, secret);
        }
    }
}

using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>What the values of an app registration must fulfil beyond having the right type.</summary>
internal static class ApplicationRules
{
    private const int LongestName = 256;
    private const int LongestNotes = 1024;

    private static readonly string[] _audiences =
        ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];

    /// <param name="body">What was sent; its types have been checked.</param>
    /// <param name="tenant">The directory.</param>
    /// <param name="self">The app that is changed; null for a new one.</param>
    /// <exception cref="GraphException">400, naming the property.</exception>
    public static void Check(JsonObject body, Tenant tenant, Application? self)
    {
        if (body.ContainsKey("displayName") && (string?)body["displayName"] is not { Length: > 0 and <= LongestName })
            throw Invalid("displayName");
        if ((string?)body["notes"] is { Length: > LongestNotes })
            throw Invalid("notes");
        if (body.ContainsKey("signInAudience") && !_audiences.Contains((string?)body["signInAudience"]))
            throw Invalid("signInAudience");
        if ((string?)body["signInAudience"] is { } audience && tenant.ForbiddenAudiences.Contains(audience))
        {
            throw new GraphException(403, "Authorization_RequestDenied",
                $"The value '{audience}' of the property 'signInAudience' is not allowed as per the tenant's app management policy.");
        }
        CheckUnique(body, tenant, self);
        RedirectRules.Check(body, self);
        CheckRequired(body["requiredResourceAccess"]?.AsArray(), tenant);
        CheckDisabledFirst(body["appRoles"]?.AsArray(), self?.Properties["appRoles"]?.AsArray());
        CheckDisabledFirst(Scopes(body), self is null ? null : Scopes(self.Properties));
    }

    /// <summary>A permission that the app offers goes in two steps: disabled by one change, left out by a later one.</summary>
    private static void CheckDisabledFirst(JsonArray? wanted, JsonArray? present)
    {
        foreach (var permission in wanted is null ? [] : present?.Select(item => item!.AsObject()) ?? [])
        {
            var isEnabled = (bool?)permission["isEnabled"] ?? true;
            if (isEnabled && wanted!.All(item => (string)item!["id"]! != (string)permission["id"]!))
            {
                throw GraphException.InvalidRequest(
                    "Property value cannot be deleted. Permission (scope or role) cannot be deleted or updated unless disabled first.");
            }
        }
    }

    private static void CheckUnique(JsonObject body, Tenant tenant, Application? self)
    {
        if ((string?)body["uniqueName"] is { } name && Others(tenant, self).Any(other => other.UniqueName == name))
            throw Conflict("uniqueName");
        foreach (var uri in Uris(body))
        {
            if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
                throw Invalid("identifierUris");
            if (!IsOurs(parsed, tenant, self))
            {
                throw GraphException.InvalidRequest(
                    $"Values of IdentifierUris property must use a verified domain of the organization or its subdomain: '{uri}'");
            }
            if (tenant.Applications.Any(other => other != self && Uris(other.Properties).Contains(uri)))
                throw Conflict("identifierUris");
        }
    }

    /// <summary>https and api URIs name a verified domain; api URIs may name the app or the tenant by its id instead.</summary>
    private static bool IsOurs(Uri uri, Tenant tenant, Application? self)
    {
        string[] domains = [tenant.Domain, tenant.InitialDomain];
        var host = uri.Host;
        return domains.Any(domain => host == domain || host.EndsWith("." + domain, StringComparison.Ordinal))
            || (uri.Scheme == "api" && (host == self?.AppId || host == tenant.Id.ToString()));
    }

    private static JsonArray? Scopes(JsonObject application) => application["api"]?["oauth2PermissionScopes"]?.AsArray();

    private static IEnumerable<string> Uris(JsonObject application) =>
        application["identifierUris"]?.AsArray().Select(item => (string)item!) ?? [];

    /// <summary>Stricter than the service, which stores any GUID and shows it in the portal as a permission without a name.</summary>
    private static void CheckRequired(JsonArray? resources, Tenant tenant)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var resource in resources?.Select(item => item!.AsObject()) ?? [])
        {
            var appId = (string)resource["resourceAppId"]!;
            if (!seen.Add(appId))
                throw GraphException.InvalidRequest($"Property requiredResourceAccess names the resource '{appId}' twice.");
            var principal = tenant.FindPrincipal(appId) ?? throw GraphException.InvalidRequest(
                $"Property requiredResourceAccess names the resource '{appId}', which does not exist.");
            foreach (var access in resource["resourceAccess"]!.AsArray().Select(item => item!.AsObject()))
                CheckAccess(principal, Guid.Parse((string)access["id"]!), (string)access["type"]!);
        }
    }

    private static void CheckAccess(ServicePrincipal resource, Guid id, string type)
    {
        var exists = type switch
        {
            "Role" => resource.FindRole(id) is not null,
            "Scope" => resource.Permissions.Any(permission => permission.ScopeId == id),
            _ => throw Invalid("requiredResourceAccess.resourceAccess.type"),
        };
        if (!exists)
        {
            throw GraphException.InvalidRequest(
                "Property requiredResourceAccess.resourceAccess is invalid: " +
                $"'{resource.Text("displayName")}' has no permission '{id}' of the type {type}.");
        }
    }

    /// <summary>A key stays taken as long as the app that has it can be restored.</summary>
    private static IEnumerable<Application> Others(Tenant tenant, Application? self) =>
        tenant.Applications.Concat(tenant.Deleted.Select(item => item.Object).OfType<Application>()).Where(other => other != self);

    private static GraphException Invalid(string property) =>
        GraphException.InvalidRequest($"Invalid value specified for property '{property}' of resource 'Application'.");

    private static GraphException Conflict(string property) =>
        GraphException.InvalidRequest($"Another object with the same value for property {property} already exists.");
}

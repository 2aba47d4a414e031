using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

internal static class Applications
{
    /// <summary>What the service fills in where the one who registers the app says nothing.</summary>
    private const string Defaults = """
        {
          "signInAudience": "AzureADandPersonalMicrosoftAccount",
          "identifierUris": [], "tags": [], "addIns": [], "appRoles": [], "requiredResourceAccess": [],
          "isDeviceOnlyAuthSupported": null, "isFallbackPublicClient": null, "isDisabled": null,
          "api": { "acceptMappedClaims": null, "knownClientApplications": [], "requestedAccessTokenVersion": null,
                   "oauth2PermissionScopes": [], "preAuthorizedApplications": [] },
          "info": { "logoUrl": null, "marketingUrl": null, "privacyStatementUrl": null, "supportUrl": null, "termsOfServiceUrl": null },
          "parentalControlSettings": { "countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow" },
          "publicClient": { "redirectUris": [] },
          "spa": { "redirectUris": [] },
          "web": { "homePageUrl": null, "logoutUrl": null, "redirectUris": [], "redirectUriSettings": [],
                   "implicitGrantSettings": { "enableAccessTokenIssuance": false, "enableIdTokenIssuance": false } },
          "verifiedPublisher": { "addedDateTime": null, "displayName": null, "verifiedPublisherId": null }
        }
        """;

    /// <param name="id">Object id.</param>
    /// <param name="appId">Client id.</param>
    /// <param name="tenant">Tenant it is registered in.</param>
    /// <param name="properties">What the one who registers it says; already checked.</param>
    /// <param name="created">Point in time as Graph writes it.</param>
    public static Application Create(Guid id, string appId, Tenant tenant, JsonObject properties, string created)
    {
        var application = new Application(id, appId);
        foreach (var (name, value) in JsonNode.Parse(Defaults)!.AsObject())
            application.Properties[name] = value?.DeepClone();
        application.Properties["appId"] = appId;
        application.Properties["createdDateTime"] = created;
        application.Properties["publisherDomain"] = tenant.InitialDomain;
        Merge(application.Properties, properties);
        return application;
    }

    /// <summary>A changed complex property keeps the parts that were not sent; a collection is replaced.</summary>
    public static void Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            if (name.StartsWith('@'))
                continue;
            if (value is JsonObject part && target[name] is JsonObject present)
                Merge(present, part);
            else
                target[name] = value?.DeepClone();
        }
    }
}

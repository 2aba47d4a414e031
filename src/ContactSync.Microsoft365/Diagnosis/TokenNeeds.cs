using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>For which service a token is needed, and what must be in it.</summary>
/// <param name="Resource">The service's name in the environment.</param>
/// <param name="Audiences">By what the service calls itself in a token.</param>
/// <param name="Permissions">What it must hold.</param>
internal sealed record TokenNeeds(string Resource, IReadOnlyList<string> Audiences, IReadOnlyList<PresetPermission> Permissions)
{
    private static readonly Guid MicrosoftGraph = new("00000003-0000-0000-c000-000000000000");

    private static readonly Guid ExchangeOnline = new("00000002-0000-0ff1-ce00-000000000000");

    /// <summary>The permission that reads contacts; Exchange can grant it by itself.</summary>
    public PresetPermission Contacts => Permissions.First(permission => permission.GrantedByExchange);

    /// <summary>Of an app that reads contacts through Graph.</summary>
    public static TokenNeeds OverGraph(SyncEnvironment environment) => new(
        environment.GraphResource,
        [MicrosoftGraph.ToString(), environment.GraphResource, environment.GraphEndpoint.GetLeftPart(UriPartial.Authority)],
        AppPresets.Find("ContactImport").Permissions);

    /// <summary>Of an app that reads contacts over EWS in Exchange Online.</summary>
    public static TokenNeeds OverEws(string resource) => new(
        resource,
        [ExchangeOnline.ToString(), resource],
        [
            new PresetPermission(
                ExchangeOnline, "Office 365 Exchange Online", "full_access_as_app", PermissionType.Application,
                new Guid("dc890d15-9560-4a4c-9b7f-a736ec74ec40"), "Opens mailboxes over EWS.")
            {
                // Of an app that signs in as a user.
                CoveredBy = ["EWS.AccessAsUser.All"],
                GrantedByExchange = true,
            },
        ]);

    /// <summary>Whether a token is for the service.</summary>
    public bool IsAudience(string audience) => Audiences.Contains(audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase);
}

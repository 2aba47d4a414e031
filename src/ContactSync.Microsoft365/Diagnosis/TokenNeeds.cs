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

    /// <summary>Of an app that does its task through Graph.</summary>
    public static TokenNeeds OverGraph(SyncEnvironment environment, AppPreset preset) => new(
        environment.GraphResource,
        [MicrosoftGraph.ToString(), environment.GraphResource, environment.GraphEndpoint.GetLeftPart(UriPartial.Authority)],
        [.. OfApp(preset).Where(permission => permission.ResourceAppId == MicrosoftGraph)]);

    /// <summary>Of an app that opens mailboxes over EWS in Exchange Online.</summary>
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

    /// <summary>Whether an app of that preset opens mailboxes over EWS.</summary>
    public static bool IsOverEws(AppPreset preset) => OfApp(preset).Any(permission => permission.ResourceAppId == ExchangeOnline);

    /// <summary>Whether the app may look users and groups up.</summary>
    public bool HasDirectory => Find("User") is not null && Find("GroupMember") is not null;

    /// <summary>The first of the permissions for a kind of data, for example <c>Contacts</c>; null where there is none.</summary>
    public PresetPermission? Find(string data) =>
        Permissions.FirstOrDefault(permission => permission.Permission.StartsWith(data + ".", StringComparison.Ordinal));

    private static IEnumerable<PresetPermission> OfApp(AppPreset preset) =>
        preset.Permissions.Where(permission => permission.Type == PermissionType.Application);

    /// <summary>Whether a token is for the service.</summary>
    public bool IsAudience(string audience) => Audiences.Contains(audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase);
}

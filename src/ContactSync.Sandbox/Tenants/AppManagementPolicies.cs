using System.Text.Json.Nodes;
using System.Xml;

namespace ContactSync.Sandbox.Tenants;

/// <summary>
/// The organisation's policies for the credentials of apps. A row of an app's own policy replaces the default's of its type.
/// </summary>
internal sealed class AppManagementPolicies
{
    private readonly Dictionary<Application, AppManagementPolicy> _ofApps = [];

    public AppManagementPolicy Default { get; set; } = AppManagementPolicy.Default;

    public IEnumerable<AppManagementPolicy> All => _ofApps.Values.DistinctBy(policy => policy.Id);

    public AppManagementPolicy? Of(Application application) => _ofApps.GetValueOrDefault(application);

    public void Assign(Application application, AppManagementPolicy policy) => _ofApps[application] = policy;

    /// <summary>The policy that forbids the app secrets; null where none does.</summary>
    public AppManagementPolicy? ForbidsSecrets(Application application) =>
        Find(application, AppManagementPolicy.PasswordAddition) is var (policy, _) ? policy : null;

    /// <summary>The policy by which a credential of the app would live too long; null where none says so.</summary>
    public AppManagementPolicy? ForbidsLife(Application application, string restrictionType, DateTimeOffset start, DateTimeOffset end) =>
        Find(application, restrictionType) is var (policy, row)
        && (string?)row["maxLifetime"] is { } longest && end - start > XmlConvert.ToTimeSpan(longest)
            ? policy
            : null;

    private (AppManagementPolicy Policy, JsonObject Row)? Find(Application application, string restrictionType)
    {
        foreach (var policy in new[] { Of(application), Default })
        {
            if (policy?.Find(restrictionType) is not { } row)
                continue;
            var isInForce = (string?)row["state"] is null or "enabled" && Reaches(row, application);
            return isInForce ? (policy, row) : null;
        }
        return null;
    }

    /// <summary>A restriction may spare the apps that were made before a day.</summary>
    private static bool Reaches(JsonObject row, Application application) =>
        GraphTime.Parse(row["restrictForAppsCreatedAfterDateTime"]) is not { } day
        || GraphTime.Parse(application.Properties["createdDateTime"]) is not { } created
        || created >= day;
}

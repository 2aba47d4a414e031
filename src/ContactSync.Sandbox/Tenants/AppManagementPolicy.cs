using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

/// <summary>
/// What the organisation allows of the credentials of apps: the tenant's default, or a policy given to some apps.
/// https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy
/// </summary>
/// <param name="Id">The policy's id; all zeros for the tenant's default.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="IsEnabled">False: nothing in it is in force.</param>
/// <param name="Restrictions">Collections <c>passwordCredentials</c> and <c>keyCredentials</c> as Graph shows them.</param>
internal sealed record AppManagementPolicy(Guid Id, string DisplayName, bool IsEnabled, JsonObject Restrictions)
{
    public const string PasswordAddition = "passwordAddition", PasswordLifetime = "passwordLifetime",
        AsymmetricKeyLifetime = "asymmetricKeyLifetime";

    /// <summary>The default of a new tenant: it restricts nothing.</summary>
    public static AppManagementPolicy Default { get; } = new(
        Guid.Empty, "Default app management tenant policy", false,
        new JsonObject { ["passwordCredentials"] = new JsonArray(), ["keyCredentials"] = new JsonArray() });

    /// <summary>The policy's row of a type, whether in force or not; null where it says nothing of it.</summary>
    public JsonObject? Find(string restrictionType) => IsEnabled
        ? new[] { "passwordCredentials", "keyCredentials" }
            .SelectMany(name => Restrictions[name]?.AsArray() ?? [])
            .Select(row => row!.AsObject())
            .FirstOrDefault(row => (string?)row["restrictionType"] == restrictionType)
        : null;
}

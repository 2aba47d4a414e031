using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>
/// The roles that Exchange gives to apps, and the permissions in them.
/// https://learn.microsoft.com/exchange/permissions-exo/application-rbac
/// </summary>
internal static class ApplicationRole
{
    private static readonly Lazy<IReadOnlyDictionary<string, string[]>> _roles = new(() => DataTable.Read("exchange-roles.tsv")
        .ToDictionary(row => row[0], row => row[1].Split(' '), StringComparer.OrdinalIgnoreCase));

    public static bool IsKnown(string role) => _roles.Value.ContainsKey(role);

    public static IReadOnlyList<string> Permissions(string role) => _roles.Value[role];
}

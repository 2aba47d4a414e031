using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>The names by which what was made in Exchange is found again. Exchange takes 64 characters.</summary>
internal static class ExchangeNames
{
    private const int Longest = 64;

    private const string Prefix = "ContactSync ";

    private const string AssignmentPrefix = "CS ";

    private const string FilterBegins = "MemberOfGroup -eq '";

    /// <summary>The scope of a group.</summary>
    internal static string ScopeOf(string group) => Limit(Prefix + group);

    /// <summary>The group that holds a group's members flat.</summary>
    internal static string FlatGroupOf(string group) => Limit(Prefix + group + " flat");

    /// <summary>The alias of the flat group: ASCII only, as it becomes an address.</summary>
    internal static string AliasOf(string group) => "contactsync-" + Hash(group);

    /// <summary>The assignment of a role within a scope to an app.</summary>
    internal static string AssignmentOf(string appId, string scope, string role) =>
        Limit($"{AssignmentPrefix}{appId[..8]}-{Hash(scope)} {role["Application ".Length..]}");

    /// <summary>The assignment of ApplicationImpersonation within a scope to an account, on an own server.</summary>
    internal static string ImpersonationOf(string account, string scope) => Limit($"{AssignmentPrefix}{account}-{Hash(scope)}");

    internal static bool IsOwnScope(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    internal static bool IsOwnAssignment(string name) => name.StartsWith(AssignmentPrefix, StringComparison.Ordinal);

    /// <summary>The filter of a scope that holds the direct members of a group.</summary>
    internal static string FilterOf(string distinguishedName) =>
        $"{FilterBegins}{distinguishedName.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The distinguished name of the group in such a filter; null for another one.</summary>
    internal static string? GroupOf(string? filter) =>
        filter is not null && filter.StartsWith(FilterBegins, StringComparison.OrdinalIgnoreCase) && filter.EndsWith('\'')
            ? filter[FilterBegins.Length..^1].Replace("''", "'", StringComparison.Ordinal)
            : null;

    private static string Limit(string name) => name.Length <= Longest ? name : $"{name[..(Longest - 9)]}~{Hash(name)}";

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToUpperInvariant())))[..8];
}

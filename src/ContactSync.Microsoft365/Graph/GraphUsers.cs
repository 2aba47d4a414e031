using System.Text.Json;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Reads users from the answer to a look-up: a list, or one user.</summary>
internal static class GraphUsers
{
    public static IReadOnlyList<User> Read(JsonElement root) => root.TryGetProperty("value", out var list)
        ? [.. list.EnumerateArray().Select(ReadOne)]
        : [ReadOne(root)];

    private static User ReadOne(JsonElement user) => new()
    {
        Id = Text(user, "id") ?? throw new JsonException("A user without an id."),
        DisplayName = Text(user, "displayName"),
        Mail = Text(user, "mail"),
        UserPrincipalName = Text(user, "userPrincipalName"),
        UsageLocation = Text(user, "usageLocation"),
        Country = Text(user, "country"),
        OdataType = Text(user, "@odata.type"),
        ProxyAddresses = user.TryGetProperty("proxyAddresses", out var addresses) && addresses.ValueKind == JsonValueKind.Array
            ? [.. addresses.EnumerateArray().Select(address => address.GetString()).OfType<string>()]
            : null,
    };

    private static string? Text(JsonElement user, string name) => user.TryGetProperty(name, out var value) ? value.GetString() : null;
}

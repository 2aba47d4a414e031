using System.Security;
using System.Text.Json;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Sandbox;

/// <summary>The one line of JSON that a sandbox prints once it serves.</summary>
internal sealed record SandboxAnnouncement(
    Uri Authority, string TenantId, string Domain, Uri Graph, Uri? Ews, string CaFile, string AdminClientId, SecureString AdminClientSecret,
    Uri Control, SecureString ControlKey, string Folder, int Notices, IReadOnlyList<string> Users, IReadOnlyList<string> OnPremisesUsers,
    string ExchangeAccount, SecureString ExchangePassword, IReadOnlyDictionary<string, string> Faults)
{
    /// <exception cref="JsonException">The line is not an announcement.</exception>
    public static SandboxAnnouncement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        try
        {
            return new SandboxAnnouncement(
                new Uri(Text(root, "authority")),
                Text(root, "tenantId"),
                Text(root, "domain"),
                new Uri(Text(root, "graph")),
                Optional(root, "ews") is { } ews ? new Uri(ews) : null,
                Text(root, "caFile"),
                Text(root, "adminClientId"),
                SecretText.FromCharacters(Text(root, "adminClientSecret")),
                new Uri(Text(root, "control")),
                SecretText.FromCharacters(Text(root, "controlKey")),
                Text(root, "folder"),
                root.GetProperty("notices").GetInt32(),
                Addresses(root, "users"),
                Addresses(root, "onPremisesUsers"),
                Text(root.GetProperty("exchangeAccount"), "address"),
                SecretText.FromCharacters(Text(root.GetProperty("exchangeAccount"), "password")),
                root.GetProperty("faults").EnumerateObject().ToDictionary(fault => fault.Name, fault => fault.Value.GetString() ?? ""));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    private static List<string> Addresses(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(user => Text(user, "address"))];

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null.");

    private static string? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

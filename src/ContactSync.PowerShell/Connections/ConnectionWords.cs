using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Connections;

/// <summary>A connection in words.</summary>
internal static class ConnectionWords
{
    /// <summary>As whom, where, and where its secrets lie.</summary>
    public static string Describe(this SyncConnection connection) => string.Join(
        ", ", new[]
        {
            connection.TenantId is null ? null
                : $"{connection.ClientId ?? ManagedIdentityCredential.SystemAssigned} in {connection.TenantId}",
            connection.CredentialReference?.ToString(),
            connection.EwsUrl is null ? null : $"{connection.ExchangeAccount ?? connection.ClientId} at {connection.EwsUrl}",
            connection.ExchangeReference?.ToString(),
        }.OfType<string>());
}

namespace ContactSync.PowerShell.Connections;

/// <summary>Takes parts away from a connection, and from the file in which it lies.</summary>
internal static class ConnectionChanges
{
    /// <summary>The connection as it would be; a protocol that nothing is left for is decided anew.</summary>
    public static SyncConnection Without(this SyncConnection connection, IReadOnlyList<SyncConnectionPart> parts)
    {
        if (parts.Contains(SyncConnectionPart.Tenant))
        {
            connection = connection with
            {
                TenantId = null,
                ClientId = null,
                AppObjectId = null,
                CredentialKind = null,
                CredentialKeyId = null,
                CredentialEnd = null,
                CredentialReference = null,
                Protocol = connection.Protocol == SyncProtocol.Graph ? SyncProtocol.Auto : connection.Protocol,
            };
        }
        if (parts.Contains(SyncConnectionPart.Exchange))
        {
            connection = connection with
            {
                EwsUrl = null,
                ExchangeAuthentication = null,
                ExchangeAccount = null,
                ExchangeReference = null,
                Protocol = connection.Protocol == SyncProtocol.Ews ? SyncProtocol.Auto : connection.Protocol,
            };
        }
        return parts.Contains(SyncConnectionPart.ProductFile) ? connection with { ProductFiles = [] } : connection;
    }

    /// <summary>What of a file may be kept.</summary>
    public static ConnectionFile Without(this ConnectionFile file, IReadOnlyList<SyncConnectionPart> parts) => file with
    {
        Credential = parts.Contains(SyncConnectionPart.Tenant) ? null : file.Credential,
        Exchange = file.Exchange is not { } exchange || parts.Contains(SyncConnectionPart.Exchange) ? null
            : parts.Contains(SyncConnectionPart.PinnedThumbprint) ? exchange with { PinnedThumbprint = null }
            : exchange,
    };
}

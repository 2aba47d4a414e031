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
                : Text(nameof(Errors.Text_InTenant), connection.ClientId ?? ManagedIdentityCredential.SystemAssigned, connection.TenantId),
            connection.CredentialReference?.Describe(),
            connection.EwsUrl is null ? null
                : Text(nameof(Errors.Text_AtServer), connection.ExchangeAccount ?? connection.ClientId, connection.EwsUrl),
            connection.ExchangeReference?.Describe(),
        }.OfType<string>());

    /// <summary>Where a secret lies.</summary>
    public static string Describe(this SyncSecretReference reference) => reference.Kind switch
    {
        SecretReferenceKind.Vault when reference.VaultName is null => Text(nameof(Errors.Text_InDefaultVault), reference.Name),
        SecretReferenceKind.Vault => Text(nameof(Errors.Text_InVault), reference.Name, reference.VaultName),
        SecretReferenceKind.AutomationVariable => Text(nameof(Errors.Text_AutomationVariable), reference.Name),
        SecretReferenceKind.AutomationCredential => Text(nameof(Errors.Text_AutomationCredential), reference.Name),
        SecretReferenceKind.EnvironmentVariable => Text(nameof(Errors.Text_EnvironmentVariable), reference.Name),
        SecretReferenceKind.SystemdCredential => Text(nameof(Errors.Text_SystemdCredential), reference.Name),
        _ => Text(nameof(Errors.Text_SecretFile), reference.Name),
    };

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}

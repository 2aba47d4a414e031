namespace ContactSync;

/// <summary>Where a secret lies that a connection uses and does not hold. It is read anew each time the connection is used.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Name">Its name there; a file's path.</param>
/// <param name="VaultName">The vault; null for the default one.</param>
public sealed record SyncSecretReference(SecretReferenceKind Kind, string Name, string? VaultName = null)
{
    /// <summary>The place in words, never what lies there.</summary>
    public override string ToString() => Kind switch
    {
        SecretReferenceKind.Vault when VaultName is null => $"secret '{Name}' of the default vault",
        SecretReferenceKind.Vault => $"secret '{Name}' of vault '{VaultName}'",
        SecretReferenceKind.AutomationVariable => $"Automation variable '{Name}'",
        SecretReferenceKind.AutomationCredential => $"Automation credential '{Name}'",
        SecretReferenceKind.EnvironmentVariable => $"environment variable '{Name}'",
        SecretReferenceKind.SystemdCredential => $"systemd credential '{Name}'",
        _ => $"file '{Name}'",
    };
}

namespace ContactSync.PowerShell.Connections;

/// <summary>What a connection proves itself with to its tenant, as it lies in its file.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Scheme">How what is protected was encrypted.</param>
/// <param name="Protected">The client secret, the password of the certificate's file or the user's password.</param>
/// <param name="KeyId">The client secret's key id, where known.</param>
/// <param name="End">When it ends, where known.</param>
/// <param name="CertificatePath">The certificate's file.</param>
/// <param name="CertificateThumbprint">The certificate's thumbprint in the certificate store.</param>
/// <param name="UserName">The user whose password it is.</param>
/// <param name="ProtectedClientSecret">The app's client secret beside a user's password.</param>
/// <param name="Reference">Where what is protected otherwise lies instead.</param>
internal sealed record CredentialPart(
    CredentialKind? Kind, string? Scheme, string? Protected, Guid? KeyId = null, DateTimeOffset? End = null, string? CertificatePath = null,
    string? CertificateThumbprint = null, string? UserName = null, string? ProtectedClientSecret = null,
    SyncSecretReference? Reference = null)
{
    /// <summary>Whether nothing is missing that the kind needs.</summary>
    public bool IsComplete(string? clientId) =>
        (Scheme is not null || (Protected ?? ProtectedClientSecret) is null) && IsReferenceSound && Kind switch
        {
            CredentialKind.ClientSecret => clientId is not null && HasSecret,
            CredentialKind.Certificate => clientId is not null && (CertificatePath is null) != (CertificateThumbprint is null),
            CredentialKind.ManagedIdentity => true,
            CredentialKind.Password => clientId is not null && UserName is not null && HasSecret,
            _ => false,
        };

    private bool HasSecret => Protected is not null || Reference is not null;

    private bool IsReferenceSound => Reference is null || (Reference.Name is not null && Protected is null);
}

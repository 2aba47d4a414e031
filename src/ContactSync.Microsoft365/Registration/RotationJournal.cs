using System.Security;

namespace ContactSync.Microsoft365.Registration;

/// <summary>What is written down of a connection's rotation, so that the next call can go on with it wherever it was interrupted.</summary>
public sealed record RotationJournal
{
    /// <summary>How far the rotation under way has come.</summary>
    public RotationStep Step { get; init; }

    /// <summary>The application (client) id of the app whose credential it is.</summary>
    public string? AppId { get; init; }

    /// <summary>What is rotated.</summary>
    public AppCredentialKind Kind { get; init; }

    /// <summary>By what the credential under way is found again at the service.</summary>
    public string? Mark { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Begun { get; init; }

    /// <summary>How long the new credential lives.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>The new credential's key id, once it is made.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>When it ends, once it is made.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>A new client secret.</summary>
    public SecureString? Secret { get; init; }

    /// <summary>The file of a new certificate; its thumbprint in the store otherwise.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>What that file is encrypted with.</summary>
    public SecureString? CertificatePassword { get; init; }

    /// <summary>The thumbprint of a new certificate.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>The credential that the new one takes the place of; null where it is unknown or is to stay.</summary>
    public RetiringCredential? Old { get; init; }

    /// <summary>Credentials that nothing uses any longer and that are to be removed after a moment.</summary>
    public IReadOnlyList<RetiringCredential> Retiring { get; init; } = [];

    /// <summary>Marks of secrets whose value was lost; whatever bears one is removed.</summary>
    public IReadOnlyList<LostSecret> Lost { get; init; } = [];

    /// <summary>Nothing is left to be done.</summary>
    public bool IsEmpty => Step == RotationStep.None && Retiring.Count == 0 && Lost.Count == 0;
}

/// <summary>A credential that is to be removed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="KeyId">Its key id.</param>
/// <param name="After">Not before this moment.</param>
/// <param name="CertificatePath">The file with a certificate's key, which goes after it.</param>
/// <param name="Thumbprint">A certificate's thumbprint.</param>
public sealed record RetiringCredential(
    AppCredentialKind Kind, Guid KeyId, DateTimeOffset After, string? CertificatePath = null, string? Thumbprint = null);

/// <summary>A secret that may have been made while nobody heard its value: the process ended, or the request was sent twice.</summary>
/// <param name="Mark">What its description ends with.</param>
/// <param name="Since">When that was.</param>
/// <param name="Except">The one that bears the mark and whose value is known.</param>
public sealed record LostSecret(string Mark, DateTimeOffset Since, Guid? Except = null);

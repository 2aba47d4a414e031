using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// The saved connection whose credential is rotated, and the journal beside it. What is written here is on disk on return.
/// </summary>
public interface IRotatedConnection
{
    /// <summary>The connection's name.</summary>
    string Name { get; }

    /// <summary>What it signs in with at this moment, read anew.</summary>
    /// <exception cref="SyncException">It cannot be read.</exception>
    Task<UsedCredential> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What is written down of a rotation; an empty journal where there is none.</summary>
    RotationJournal ReadJournal();

    /// <summary>Writes it down, secrets encrypted; an empty one is removed.</summary>
    void WriteJournal(RotationJournal journal);

    /// <summary>Where the file of a new certificate goes.</summary>
    string CertificatePathFor(string mark);

    /// <summary>Writes a file that only its owner may read, whole or not at all.</summary>
    void WritePrivate(string path, byte[] content);

    /// <summary>
    /// Deletes the file of a certificate that the app registration has no longer. One that is not there, or that was not made here, is left
    /// alone.
    /// </summary>
    /// <exception cref="IOException">It cannot be deleted now.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be deleted.</exception>
    void DeleteCertificate(string path);

    /// <summary>Lets the connection use the new credential from now on: at once, or not at all.</summary>
    Task SwitchAsync(RotationJournal journal, CancellationToken cancellationToken);

    /// <summary>Writes the new credential into the products' files that belong to the connection.</summary>
    /// <param name="note">Told what an admin has to do himself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task CarryAsync(Action<string> note, CancellationToken cancellationToken);

    /// <summary>The names of the saved connections, this one included, that use a credential.</summary>
    Task<IReadOnlyList<string>> FindUsersAsync(SyncAppCredential credential, CancellationToken cancellationToken);
}

/// <summary>What a connection signs in with.</summary>
/// <param name="Kind">A client secret or a certificate.</param>
/// <param name="KeyId">Its key id, where known: then it was made here.</param>
/// <param name="End">When it ends, where known.</param>
/// <param name="Credential">The credential itself.</param>
/// <param name="Hint">The first characters of a secret.</param>
/// <param name="CertificatePath">A certificate's file.</param>
/// <param name="CertificatePassword">What that file is encrypted with.</param>
public sealed record UsedCredential(
    AppCredentialKind Kind, Guid? KeyId, DateTimeOffset? End, AppCredential Credential, string? Hint = null,
    string? CertificatePath = null, System.Security.SecureString? CertificatePassword = null)
{
    /// <summary>A certificate in the certificate store, not in a file.</summary>
    public bool IsInStore => Kind == AppCredentialKind.Certificate && CertificatePath is null;

    /// <summary>A certificate's thumbprint.</summary>
    public string? Thumbprint => (Credential as ClientCertificateCredential)?.Certificate.Thumbprint;
}

using System.Net;
using System.Security;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.Tests.Microsoft365;

/// <summary>A connection in memory that signs in with a secret or a certificate's file. Its disk outlives the rotation that is interrupted.</summary>
internal sealed class MemoryConnection(string folder) : IRotatedConnection
{
    public string Name => "pbx";

    public Guid? KeyId { get; set; }

    public DateTimeOffset? End { get; set; }

    public SecureString? Secret { get; set; }

    public string? CertificatePath { get; set; }

    public SecureString? Password { get; set; }

    public RotationJournal Journal { get; private set; } = new();

    /// <summary>Whether files cannot be deleted.</summary>
    public bool IsLocked { get; set; }

    public int Carried { get; private set; }

    public List<string> OtherUsers { get; } = [];

    private AppCredential Credential => Secret is { } secret
        ? new ClientSecretCredential(secret)
        : ClientCertificates.FromFile(CertificatePath!, Password);

    public Task<UsedCredential> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new UsedCredential(
        Secret is null ? AppCredentialKind.Certificate : AppCredentialKind.ClientSecret, KeyId, End, Credential,
        Secret is null ? null : new NetworkCredential("", Secret).Password[..3], CertificatePath, Password));

    public RotationJournal ReadJournal() => Journal;

    public void WriteJournal(RotationJournal journal) => Journal = journal;

    public string CertificatePathFor(string mark) => Path.Combine(folder, mark + ".pfx");

    public void WritePrivate(string path, byte[] content) => File.WriteAllBytes(path, content);

    public void DeleteCertificate(string path)
    {
        if (IsLocked)
            throw new IOException("Somebody reads it.");
        File.Delete(path);
    }

    public Task SwitchAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        (KeyId, End, Secret) = (journal.KeyId, journal.End, journal.Secret);
        (CertificatePath, Password) = (journal.CertificatePath, journal.CertificatePassword);
        return Task.CompletedTask;
    }

    public Task CarryAsync(Action<string> note, CancellationToken cancellationToken)
    {
        Carried++;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> FindUsersAsync(SyncAppCredential credential, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(credential.KeyId == KeyId ? [Name, .. OtherUsers] : [.. OtherUsers]);
}

using System.Security.Cryptography;
using System.Text.Json;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Connections.Products;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Connections;

/// <summary>
/// A saved connection while its credential is rotated, with the journal of that in the folder <c>rotations</c> beside the connections. Only
/// one
/// process has it at a time.
/// </summary>
internal sealed class RotatedConnection : IRotatedConnection, IDisposable
{
    private readonly SyncSession session;
    private readonly FileStream gate;
    private readonly string folder;
    private readonly string certificates;
    private readonly SecretProtector protector;

    private RotatedConnection(SyncSession session, string name, string dataFolder, FileStream gate)
    {
        this.session = session;
        this.gate = gate;
        Name = name;
        folder = FolderIn(dataFolder);
        certificates = DataFolder.Certificates(dataFolder);
        protector = new SecretProtector(dataFolder);
    }

    /// <inheritdoc/>
    public string Name { get; }

    private string JournalPath => Path.Combine(folder, Name + ".json");

    /// <summary>Takes a connection; nobody else may rotate it until it is disposed.</summary>
    /// <exception cref="SyncException">
    /// It has no credential that can be rotated, its secret lies where it cannot be written, another process rotates it.
    /// </exception>
    public static RotatedConnection Open(SyncSession session, string name)
    {
        var connection = Require(session, name);
        if (connection is { CredentialKind: CredentialKind.ClientSecret, CredentialReference: { } reference }
            && !ReferredSecrets.IsWritable(reference))
            throw ReferredSecrets.Error(nameof(Errors.ReferenceReadOnly), SyncErrorKind.InvalidOperation, reference, connection.Name);
        var dataFolder = DataFolder.Of(connection.Environment);
        var folder = FolderIn(dataFolder);
        DataFolder.CreatePrivate(folder);
        try
        {
            var gate = new FileStream(
                Path.Combine(folder, connection.Name + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            return new RotatedConnection(session, connection.Name, dataFolder, gate);
        }
        catch (IOException error)
        {
            throw Texts.Catalog.Create(
                error, nameof(Errors.RotationRunning), SyncErrorKind.ResourceUnavailable, connection, connection.Name);
        }
    }

    /// <summary>The connection of a name, where it signs in with what can be rotated.</summary>
    /// <exception cref="SyncException">There is none, or it does not.</exception>
    public static SyncConnection Require(SyncSession session, string name)
    {
        var (connection, _) = session.GetConnection(name);
        return connection.CredentialKind is CredentialKind.ClientSecret or CredentialKind.Certificate
            ? connection
            : throw Texts.Catalog.Create(
                nameof(Errors.NothingToRotate), SyncErrorKind.InvalidOperation, connection, connection.Name,
                connection.CredentialKind?.ToString() ?? "-");
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <inheritdoc/>
    public async Task<UsedCredential> ReadAsync(CancellationToken cancellationToken)
    {
        var (connection, store) = session.GetConnection(Name);
        var secrets = await store.ReadTenantSecretsAsync(connection, cancellationToken).ConfigureAwait(false);
        var keyId = connection.CredentialKeyId;
        if (connection.CredentialKind == CredentialKind.ClientSecret)
        {
            var secret = secrets.ClientSecret!;
            return new UsedCredential(
                AppCredentialKind.ClientSecret, keyId, connection.CredentialEnd, new ClientSecretCredential(secret),
                SecretText.HintOf(secret));
        }
        var credential = await store.ReadCredentialAsync(connection, cancellationToken).ConfigureAwait(false);
        return new UsedCredential(
            AppCredentialKind.Certificate, keyId, ((ClientCertificateCredential)credential).End, credential, Hint: null,
            secrets.CertificatePath, secrets.CertificatePassword);
    }

    /// <inheritdoc/>
    public RotationJournal ReadJournal()
    {
        try
        {
            return File.Exists(JournalPath) ? RotationFile.Read(File.ReadAllText(JournalPath), protector) : new RotationJournal();
        }
        catch (Exception error) when (error is JsonException or CryptographicException or FormatException or NotSupportedException)
        {
            throw Texts.Catalog.Create(
                error, nameof(Errors.RotationFileDamaged), SyncErrorKind.InvalidData, JournalPath, JournalPath, Name, error.Message);
        }
    }

    /// <inheritdoc/>
    public void WriteJournal(RotationJournal journal)
    {
        if (journal.IsEmpty)
            File.Delete(JournalPath);
        else
            PrivateFile.Write(JournalPath, RotationFile.Write(Name, journal, protector));
    }

    /// <inheritdoc/>
    public string CertificatePathFor(string mark) => Path.Combine(certificates, $"{Name}-{mark}.pfx");

    /// <inheritdoc/>
    public void WritePrivate(string path, byte[] content)
    {
        DataFolder.CreatePrivate(Path.GetDirectoryName(path)!);
        PrivateFile.Write(path, content);
    }

    /// <inheritdoc/>
    public void DeleteCertificate(string path)
    {
        // A file that the admin named lies where he put it, and stays.
        var isOurs = Path.GetDirectoryName(Path.GetFullPath(path)) == Path.GetFullPath(certificates);
        if (isOurs)
            File.Delete(path);
    }

    /// <inheritdoc/>
    public async Task SwitchAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        var (connection, store) = session.GetConnection(Name);
        if (journal.Secret is { } secret)
        {
            await store.ReplaceSecretAsync(connection, secret, journal.KeyId!.Value, journal.End!.Value, cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            store.ReplaceCertificate(connection, journal);
        }
    }

    /// <inheritdoc/>
    public async Task CarryAsync(Action<string> note, CancellationToken cancellationToken)
    {
        var (connection, store) = session.GetConnection(Name);
        if (connection.ProductFiles.Count == 0 || connection.CredentialKind != CredentialKind.ClientSecret)
            return;
        var secrets = await store.ReadTenantSecretsAsync(connection, cancellationToken).ConfigureAwait(false);
        var changes = await ProductFile.WriteAsync(connection, secrets.ClientSecret!, cancellationToken).ConfigureAwait(false);
        foreach (var warning in changes.SelectMany(change => change.Warnings))
            note(warning);
        if (changes.FirstOrDefault(change => change.Failure is not null) is { Failure: { } failure })
            throw failure;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindUsersAsync(SyncAppCredential credential, CancellationToken cancellationToken) =>
        new CredentialUsers(session).FindAsync(credential, cancellationToken);

    private static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "rotations");
}

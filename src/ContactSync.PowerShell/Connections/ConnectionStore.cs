using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Connections;

/// <summary>The saved connections of one data folder: a file each, named after the connection, in its folder <c>connections</c>.</summary>
internal sealed partial class ConnectionStore(string folder)
{
    private const string Suffix = ".json";

    private readonly SecretProtector protector = new(folder);

    private string Files => Path.Combine(folder, "connections");

    /// <summary>Saves a connection; one of the same name, whatever the case of its letters, is replaced.</summary>
    /// <param name="connection">What to save; its <see cref="SyncConnection.Path"/> is not looked at.</param>
    /// <param name="secrets">What it signs in with.</param>
    /// <param name="keep">
    /// Keeps of the connection that there is what <paramref name="secrets"/> lacks and still fits, without decrypting it; a file in which
    /// nothing changes is not written.
    /// </param>
    /// <param name="without">Parts of which nothing is kept.</param>
    /// <exception cref="ArgumentException">Something is missing that the connection needs.</exception>
    public SyncConnection Save(
        SyncConnection connection, ConnectionSecrets secrets, bool keep = false, IReadOnlyList<SyncConnectionPart>? without = null)
    {
        var path = FindPath(connection.Name) ?? Path.Combine(Files, CheckName(connection.Name) + Suffix);
        DataFolder.CreatePrivate(folder);
        DataFolder.CreatePrivate(Files);
        var previous = keep && File.Exists(path) ? Parse(path).Without(without ?? []) : null;
        var parts = new ConnectionParts(protector);
        var file = new ConnectionFile
        {
            Version = ConnectionFile.CurrentVersion,
            Name = connection.Name,
            Environment = ConnectionFile.EnvironmentPart.From(connection.Environment),
            TenantId = connection.TenantId,
            ClientId = connection.ClientId,
            AppObjectId = connection.AppObjectId,
            Credential = connection.CredentialKind is null ? null : parts.Make(connection, secrets, previous?.Credential),
            Protocol = connection.Protocol,
            Exchange = connection.EwsUrl is { } address ? parts.Make(address, connection, secrets, previous?.Exchange) : null,
            Region = connection.Region,
            DialRule = connection.DialRule == new SyncDialRule() ? null : connection.DialRule,
            StorePath = connection.StorePath,
            ProductFiles = connection.ProductFiles is { Count: > 0 } products ? products : null,
        };
        if (!file.IsComplete())
            throw new ArgumentException("The connection could not sign in: a value is missing.", nameof(secrets));
        return Write(file, path);
    }

    /// <summary>Puts a new secret in the place of the one that the connection signs in to its tenant with.</summary>
    /// <param name="connection">The connection; it signs in with a client secret, alone or beside a user's password.</param>
    /// <param name="secret">The new one. Where the connection refers to a place, it is written there.</param>
    /// <param name="keyId">Its key id.</param>
    /// <param name="end">When it ends.</param>
    /// <param name="cancellationToken">Ends the wait for that place.</param>
    /// <returns>The connection as it is now; the products' files are the caller's to rewrite: <see cref="Products.ProductFile"/>.</returns>
    /// <exception cref="SyncException">The place cannot be written.</exception>
    public async Task<SyncConnection> ReplaceSecretAsync(
        SyncConnection connection, SecureString secret, Guid keyId, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var isBeside = connection.CredentialKind == CredentialKind.Password;
        var reference = isBeside ? null : connection.CredentialReference;
        if (reference is not null)
            await ReferredSecrets.WriteAsync(reference, connection.Name, secret, cancellationToken).ConfigureAwait(false);
        var file = Parse(connection.Path);
        var credential = file.Credential! with { KeyId = keyId, End = end };
        if (reference is null)
        {
            var text = protector.Protect(secret);
            credential = isBeside
                ? credential with { Scheme = SecretProtector.Scheme, ProtectedClientSecret = text }
                : credential with { Scheme = SecretProtector.Scheme, Protected = text };
        }
        return Write(file with { Version = ConnectionFile.CurrentVersion, Credential = credential }, connection.Path);
    }

    /// <summary>Puts the certificate of a rotation in the place of the one that the connection signs in to its tenant with.</summary>
    public SyncConnection ReplaceCertificate(SyncConnection connection, RotationJournal journal)
    {
        var file = Parse(connection.Path);
        var credential = file.Credential! with
        {
            KeyId = journal.KeyId,
            End = journal.End,
            CertificatePath = journal.CertificatePath,
            CertificateThumbprint = journal.CertificatePath is null ? journal.Thumbprint : null,
        };
        // Where the password lies elsewhere, the new file has the same.
        if (connection.CredentialReference is null)
        {
            credential = journal.CertificatePassword is { } password
                ? credential with { Scheme = SecretProtector.Scheme, Protected = protector.Protect(password) }
                : credential with { Scheme = null, Protected = null };
        }
        return Write(file with { Version = ConnectionFile.CurrentVersion, Credential = credential }, connection.Path);
    }

    /// <summary>Remembers a product's file, in place of what was known of the same path.</summary>
    public SyncConnection Remember(SyncConnection connection, SyncProductFile product)
    {
        var file = Parse(connection.Path);
        var others = (file.ProductFiles ?? []).Where(known => known.Path != product.Path);
        return Write(file with { Version = ConnectionFile.CurrentVersion, ProductFiles = [.. others, product] }, connection.Path);
    }

    /// <summary>Remembers the object id of the app registration.</summary>
    public SyncConnection RememberApp(SyncConnection connection, string appObjectId) => Write(
        Parse(connection.Path) with { Version = ConnectionFile.CurrentVersion, AppObjectId = appObjectId }, connection.Path);

    /// <summary>The names of the connections, in order, without reading them.</summary>
    public IEnumerable<string> Names() => Paths().Select(NameOf);

    /// <summary>Whether there is a connection of that name, damaged or not.</summary>
    public bool Contains(string name) => FindPath(name) is not null;

    /// <summary>The connection of that name; null where there is none.</summary>
    public SyncConnection? Get(string name) => FindPath(name) is { } path ? Read(path) : null;

    /// <summary>What the connection signs in to its tenant with; a secret that lies elsewhere is read there now.</summary>
    /// <exception cref="SyncException">
    /// It has no tenant, its secret cannot be decrypted or is not where it refers to, its certificate is not found.
    /// </exception>
    public async Task<AppCredential> ReadCredentialAsync(SyncConnection connection, CancellationToken cancellationToken)
    {
        var secrets = await ReadTenantSecretsAsync(connection, cancellationToken).ConfigureAwait(false);
        return connection.CredentialKind switch
        {
            CredentialKind.ClientSecret => new ClientSecretCredential(secrets.ClientSecret!),
            CredentialKind.Certificate => secrets.CertificatePath is { } path
                ? ClientCertificates.FromFile(path, secrets.CertificatePassword)
                : ClientCertificates.FromStore(secrets.CertificateThumbprint!),
            CredentialKind.ManagedIdentity => new ManagedIdentityCredential(connection.ClientId),
            CredentialKind.Password => new UserPasswordCredential(secrets.UserName!, secrets.Password!, secrets.ClientSecret),
            _ => throw Texts.Catalog.Create(
                nameof(Errors.ConnectionWithoutTenant), SyncErrorKind.InvalidArgument, connection.Name, connection.Name, connection.EwsUrl),
        };
    }

    /// <summary>The connection's secrets; the one for the tenant is read where it lies.</summary>
    /// <exception cref="SyncException">A secret cannot be decrypted, or is not where the connection refers to.</exception>
    public async Task<ConnectionSecrets> ReadTenantSecretsAsync(SyncConnection connection, CancellationToken cancellationToken)
    {
        var secrets = ReadSecrets(connection);
        if (connection.CredentialReference is not { } reference)
            return secrets;
        var secret = await ReferredSecrets.ReadAsync(reference, connection.Name, cancellationToken).ConfigureAwait(false);
        return connection.CredentialKind switch
        {
            CredentialKind.Certificate => secrets with { CertificatePassword = secret },
            CredentialKind.Password => secrets with { Password = secret },
            _ => secrets with { ClientSecret = secret },
        };
    }

    /// <summary>The connection's secrets; the one for its Exchange is read where it lies.</summary>
    /// <exception cref="SyncException">A secret cannot be decrypted, or is not where the connection refers to.</exception>
    public async Task<ConnectionSecrets> ReadExchangeSecretsAsync(SyncConnection connection, CancellationToken cancellationToken)
    {
        var secrets = ReadSecrets(connection);
        return connection.ExchangeReference is not { } reference ? secrets : secrets with
        {
            ExchangePassword = await ReferredSecrets.ReadAsync(reference, connection.Name, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>All of the connection's secrets, wherever they lie.</summary>
    /// <exception cref="SyncException">A secret cannot be decrypted, or is not where the connection refers to.</exception>
    public async Task<ConnectionSecrets> ReadAllSecretsAsync(SyncConnection connection, CancellationToken cancellationToken)
    {
        var secrets = await ReadTenantSecretsAsync(connection, cancellationToken).ConfigureAwait(false);
        var exchange = await ReadExchangeSecretsAsync(connection, cancellationToken).ConfigureAwait(false);
        return secrets with { ExchangePassword = exchange.ExchangePassword };
    }

    /// <summary>The connection's secrets, as they were saved; those that lie elsewhere are null.</summary>
    /// <exception cref="SyncException">The file is damaged, or a secret cannot be decrypted.</exception>
    public ConnectionSecrets ReadSecrets(SyncConnection connection)
    {
        var file = Parse(connection.Path);
        try
        {
            return new ConnectionParts(protector).Read(file);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw Texts.Catalog.Create(
                exception, nameof(Errors.SecretUnreadable), SyncErrorKind.InvalidData, connection.Path,
                connection.Name, connection.Path, exception.Message);
        }
    }

    /// <summary>Removes a connection's file, damaged or not. False where there is none.</summary>
    public bool Remove(string name)
    {
        if (FindPath(name) is not { } path)
            return false;
        File.Delete(path);
        return true;
    }

    private static string CheckName(string name) => ValidName().IsMatch(name)
        ? name
        : throw Texts.Catalog.Create(nameof(Errors.InvalidConnectionName), SyncErrorKind.InvalidArgument, name, name);

    [GeneratedRegex(@"^\w(?:[\w .@-]{0,62}[\w@-])?$")]
    private static partial Regex ValidName();

    private static string NameOf(string path) => Path.GetFileName(path)[..^Suffix.Length];

    private static ConnectionFile Parse(string path)
    {
        try
        {
            return ConnectionFile.Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            throw Damaged(path, exception);
        }
    }

    private static SyncException Damaged(string path, Exception exception) => Texts.Catalog.Create(
        exception, nameof(Errors.ConnectionFileDamaged), SyncErrorKind.InvalidData, path, path, NameOf(path), exception.Message);

    private IEnumerable<string> Paths() => Directory.Exists(Files)
        ? Directory.EnumerateFiles(Files, "*" + Suffix).OrderBy(NameOf, StringComparer.OrdinalIgnoreCase)
        : [];

    private string? FindPath(string name) =>
        Paths().FirstOrDefault(path => string.Equals(NameOf(path), name, StringComparison.OrdinalIgnoreCase));

    private SyncConnection Read(string path)
    {
        var file = Parse(path);
        try
        {
            return ToConnection(file, path);
        }
        catch (ArgumentException exception)
        {
            throw Damaged(path, exception);
        }
    }

    /// <summary>A file that says the same already is left alone.</summary>
    private SyncConnection Write(ConnectionFile file, string path)
    {
        var text = file.ToJson();
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            PrivateFile.Write(path, text);
        return ToConnection(file, path);
    }

    private SyncConnection ToConnection(ConnectionFile file, string path) => new()
    {
        Name = file.Name,
        Environment = file.Environment.ToEnvironment(folder),
        TenantId = file.TenantId,
        ClientId = file.ClientId,
        AppObjectId = file.AppObjectId,
        CredentialKind = file.Credential?.Kind,
        CredentialKeyId = file.Credential?.KeyId,
        CredentialEnd = file.Credential?.End,
        CredentialReference = file.Credential?.Reference,
        Protocol = file.Protocol,
        EwsUrl = file.Exchange?.EwsUrl,
        ExchangeAuthentication = file.Exchange?.Authentication,
        ExchangeAccount = file.Exchange?.UserName,
        ExchangeReference = file.Exchange?.Reference,
        Region = file.Region,
        DialRule = file.DialRule ?? new SyncDialRule(),
        StorePath = file.StorePath,
        ProductFiles = file.ProductFiles ?? [],
        Path = path,
    };
}

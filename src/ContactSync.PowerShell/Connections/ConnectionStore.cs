using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContactSync.Microsoft365.Identity;
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
    /// <exception cref="ArgumentException">Something is missing that the connection needs.</exception>
    public SyncConnection Save(SyncConnection connection, ConnectionSecrets secrets)
    {
        var path = FindPath(connection.Name) ?? Path.Combine(Files, CheckName(connection.Name) + Suffix);
        DataFolder.CreatePrivate(folder);
        DataFolder.CreatePrivate(Files);
        var file = new ConnectionFile
        {
            Version = ConnectionFile.CurrentVersion,
            Name = connection.Name,
            Environment = ConnectionFile.EnvironmentPart.From(connection.Environment),
            TenantId = connection.TenantId,
            ClientId = connection.ClientId,
            Credential = connection.CredentialKind is null ? null : MakeCredential(connection, secrets),
            Protocol = connection.Protocol,
            Exchange = connection.EwsUrl is { } address ? MakeExchange(address, connection, secrets) : null,
            Region = connection.Region,
            StorePath = connection.StorePath,
        };
        if (!file.IsComplete())
            throw new ArgumentException("The connection could not sign in: a value is missing.", nameof(secrets));
        PrivateFile.Write(path, file.ToJson());
        return ToConnection(file, path);
    }

    /// <summary>The names of the connections, in order, without reading them.</summary>
    public IEnumerable<string> Names() => Paths().Select(NameOf);

    /// <summary>Whether there is a connection of that name, damaged or not.</summary>
    public bool Contains(string name) => FindPath(name) is not null;

    /// <summary>The connection of that name; null where there is none.</summary>
    public SyncConnection? Get(string name) => FindPath(name) is { } path ? Read(path) : null;

    /// <summary>What the connection signs in to its tenant with.</summary>
    /// <exception cref="SyncException">It has no tenant, its secret cannot be decrypted, its certificate is not found.</exception>
    public AppCredential ReadCredential(SyncConnection connection)
    {
        var secrets = ReadSecrets(connection);
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

    /// <summary>The connection's secrets, as they were saved.</summary>
    /// <exception cref="SyncException">The file is damaged, or a secret cannot be decrypted.</exception>
    public ConnectionSecrets ReadSecrets(SyncConnection connection)
    {
        var file = Parse(connection.Path);
        try
        {
            return ToSecrets(file);
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

    private CredentialPart MakeCredential(SyncConnection connection, ConnectionSecrets secrets)
    {
        var part = new CredentialPart(connection.CredentialKind, SecretProtector.Scheme, null, End: connection.CredentialEnd);
        return connection.CredentialKind switch
        {
            CredentialKind.ClientSecret => part with { Protected = Protect(secrets.ClientSecret), KeyId = secrets.KeyId },
            CredentialKind.Certificate => part with
            {
                Protected = Protect(secrets.CertificatePassword),
                CertificatePath = secrets.CertificatePath,
                CertificateThumbprint = secrets.CertificateThumbprint,
            },
            CredentialKind.Password => part with
            {
                Protected = Protect(secrets.Password),
                UserName = secrets.UserName,
                ProtectedClientSecret = Protect(secrets.ClientSecret),
                KeyId = secrets.KeyId,
            },
            _ => part with { Scheme = null },
        };
    }

    private ExchangePart MakeExchange(Uri address, SyncConnection connection, ConnectionSecrets secrets) => new(
        address, connection.ExchangeAuthentication, connection.ExchangeAccount, SecretProtector.Scheme, Protect(secrets.ExchangePassword),
        secrets.Impersonation ?? ExchangePart.DefaultImpersonation(connection.ExchangeAuthentication), secrets.PinnedThumbprint, secrets.DirectoryMailbox);

    private ConnectionSecrets ToSecrets(ConnectionFile file)
    {
        var (credential, exchange) = (file.Credential, file.Exchange);
        var secret = Unprotect(credential?.Scheme, credential?.Protected);
        return new ConnectionSecrets
        {
            ClientSecret = credential?.Kind == CredentialKind.ClientSecret
                ? secret
                : Unprotect(credential?.Scheme, credential?.ProtectedClientSecret),
            KeyId = credential?.KeyId,
            CertificatePath = credential?.CertificatePath,
            CertificateThumbprint = credential?.CertificateThumbprint,
            CertificatePassword = credential?.Kind == CredentialKind.Certificate ? secret : null,
            UserName = credential?.UserName,
            Password = credential?.Kind == CredentialKind.Password ? secret : null,
            ExchangePassword = Unprotect(exchange?.Scheme, exchange?.Protected),
            Impersonation = exchange?.Impersonation,
            PinnedThumbprint = exchange?.PinnedThumbprint,
            DirectoryMailbox = exchange?.DirectoryMailbox,
        };
    }

    private string? Protect(SecureString? secret) => secret is null ? null : protector.Protect(secret);

    private SecureString? Unprotect(string? scheme, string? text) => text is null ? null : protector.Unprotect(scheme!, text);

    private SyncConnection ToConnection(ConnectionFile file, string path) => new()
    {
        Name = file.Name,
        Environment = file.Environment.ToEnvironment(folder),
        TenantId = file.TenantId,
        ClientId = file.ClientId,
        CredentialKind = file.Credential?.Kind,
        CredentialEnd = file.Credential?.End,
        Protocol = file.Protocol,
        EwsUrl = file.Exchange?.EwsUrl,
        ExchangeAuthentication = file.Exchange?.Authentication,
        ExchangeAccount = file.Exchange?.UserName,
        Region = file.Region,
        StorePath = file.StorePath,
        Path = path,
    };
}

using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
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
    /// <param name="secret">The client secret.</param>
    /// <param name="keyId">The credential's key id, where known.</param>
    public SyncConnection Save(SyncConnection connection, SecureString secret, Guid? keyId)
    {
        DataFolder.CreatePrivate(folder);
        DataFolder.CreatePrivate(Files);
        var file = new ConnectionFile
        {
            Version = ConnectionFile.CurrentVersion,
            Name = connection.Name,
            Environment = ConnectionFile.EnvironmentPart.From(connection.Environment),
            TenantId = connection.TenantId,
            ClientId = connection.ClientId,
            Credential = new(
                connection.CredentialKind, SecretProtector.Scheme, protector.Protect(secret), keyId, connection.CredentialEnd),
            Region = connection.Region,
            StorePath = connection.StorePath,
        };
        var path = FindPath(connection.Name) ?? Path.Combine(Files, CheckName(connection.Name) + Suffix);
        PrivateFile.Write(path, file.ToJson());
        return ToConnection(file, path);
    }

    /// <summary>The names of the connections, in order, without reading them.</summary>
    public IEnumerable<string> Names() => Paths().Select(NameOf);

    /// <summary>Whether there is a connection of that name, damaged or not.</summary>
    public bool Contains(string name) => FindPath(name) is not null;

    /// <summary>The connection of that name; null where there is none.</summary>
    public SyncConnection? Get(string name) => FindPath(name) is { } path ? Read(path) : null;

    /// <summary>The connection's client secret.</summary>
    public SecureString ReadSecret(SyncConnection connection)
    {
        var credential = Parse(connection.Path).Credential;
        try
        {
            return protector.Unprotect(credential.Scheme, credential.Protected);
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

    private SyncConnection ToConnection(ConnectionFile file, string path) => new()
    {
        Name = file.Name,
        Environment = file.Environment.ToEnvironment(folder),
        TenantId = file.TenantId,
        ClientId = file.ClientId,
        CredentialKind = file.Credential.Kind,
        CredentialEnd = file.Credential.End,
        Region = file.Region,
        StorePath = file.StorePath,
        Path = path,
    };
}

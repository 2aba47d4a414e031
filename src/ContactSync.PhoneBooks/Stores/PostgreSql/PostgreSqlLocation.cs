using System.Net;
using System.Text.RegularExpressions;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>
/// Where a phone book store lies in PostgreSQL, in the form of libpq's addresses, <c>postgresql://user@host:port/database?…</c>, without
/// a password: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
/// </summary>
public sealed partial record PostgreSqlLocation
{
    private const int DefaultPort = 5432;

    private const string DefaultSchema = "contactsync";

    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    private PostgreSqlLocation()
    {
    }

    /// <summary>The server, or the folder of its socket.</summary>
    public required string Host { get; init; }

    /// <summary>The port.</summary>
    public int Port { get; private init; } = DefaultPort;

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>The role to sign in as; null for the account that the process runs as.</summary>
    public string? User { get; private init; }

    /// <summary>The schema of the tables, the store's alone.</summary>
    public string Schema { get; private init; } = DefaultSchema;

    /// <summary>A PEM file of the authorities that may have issued the server's certificate; null for those of the machine.</summary>
    public string? RootCertificate { get; private init; }

    /// <summary>Where the password lies; null where the server asks for none, or it lies in the user's password file.</summary>
    public SyncSecretReference? Secret { get; private init; }

    /// <summary>Whether the server must prove who it is, over TLS: always, but on this machine.</summary>
    public bool UsesTls { get; private init; }

    /// <summary>Host and database, as errors name them.</summary>
    public string Name => $"{HostAndPort}/{Database}";

    private string HostAndPort
    {
        get
        {
            var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return Port == DefaultPort ? host : FormattableString.Invariant($"{host}:{Port}");
        }
    }

    private bool IsSocket => Host.StartsWith('/');

    /// <summary>Whether a text is meant as such an address, not as a file's path.</summary>
    public static bool IsAddress(string text) =>
        Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an address.</summary>
    /// <exception cref="SyncException">DatabaseAddressInvalid, DatabaseAddressSecret.</exception>
    public static PostgreSqlLocation Parse(string address)
    {
        if (!IsAddress(address) || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
            throw Invalid("postgresql://user@host/database");
        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
            throw WithSecret();
        var words = ReadQuery(uri.Query);
        var host = words.GetValueOrDefault("host") ?? uri.IdnHost.Trim('[', ']');
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (host.Length == 0 || host.Contains(',', StringComparison.Ordinal) || database.Length == 0
            || database.Contains('/', StringComparison.Ordinal))
        {
            throw Invalid("postgresql://user@host/database");
        }
        var certificate = words.GetValueOrDefault("sslrootcert");
        return new PostgreSqlLocation
        {
            Host = host,
            Port = uri.Port > 0 ? uri.Port : DefaultPort,
            Database = database,
            User = uri.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(uri.UserInfo),
            Schema = words.GetValueOrDefault("schema") ?? DefaultSchema,
            RootCertificate = certificate,
            Secret = words.GetValueOrDefault("secret") is { } secret ? ReadSecret(secret) : null,
            UsesTls = !IsThisMachine(host) || words.ContainsKey("sslmode") || certificate is not null,
        };
    }

    /// <summary>The address, the same for the same place.</summary>
    public override string ToString()
    {
        var words = new (string Name, string? Value)[]
        {
            ("host", IsSocket ? Host : null),
            ("schema", Schema == DefaultSchema ? null : Schema),
            ("sslmode", UsesTls && IsThisMachine(Host) && RootCertificate is null ? "verify-full" : null),
            ("sslrootcert", RootCertificate),
            ("secret", Secret is null ? null : WriteSecret(Secret)),
        };
        var query = string.Join('&', words.Where(word => word.Value is not null).Select(word => $"{word.Name}={Escape(word.Value!)}"));
        var user = User is null ? "" : Uri.EscapeDataString(User) + "@";
        var host = IsSocket ? Port == DefaultPort ? "" : FormattableString.Invariant($":{Port}") : HostAndPort;
        return $"postgresql://{user}{host}/{Uri.EscapeDataString(Database)}{(query.Length == 0 ? "" : "?" + query)}";
    }

    // What a query may hold as it is stays readable.
    private static string Escape(string value) =>
        Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);

    private static Dictionary<string, string> ReadQuery(string query)
    {
        var words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? part : part[..at];
            var value = at < 0 ? "" : Uri.UnescapeDataString(part[(at + 1)..]);
            if (name.Contains("password", StringComparison.OrdinalIgnoreCase))
                throw WithSecret();
            var isValid = name.ToLowerInvariant() switch
            {
                // Less would let the password go to whoever answers.
                "sslmode" => value == "verify-full",
                "schema" => SchemaName().IsMatch(value),
                "sslrootcert" => Path.IsPathFullyQualified(value),
                "host" => value.StartsWith('/'),
                "secret" => value.Length > 0,
                _ => false,
            };
            if (!isValid || !words.TryAdd(name, value))
                throw Invalid(name);
        }
        return words;
    }

    private static bool IsThisMachine(string host) =>
        host.StartsWith('/') || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static readonly (string Word, SecretReferenceKind Kind)[] SecretWords =
    [
        ("vault", SecretReferenceKind.Vault), ("env", SecretReferenceKind.EnvironmentVariable), ("file", SecretReferenceKind.File),
        ("systemd", SecretReferenceKind.SystemdCredential), ("automation", SecretReferenceKind.AutomationVariable),
        ("automationcredential", SecretReferenceKind.AutomationCredential),
    ];

    private static SyncSecretReference ReadSecret(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var kind = Array.Find(SecretWords, word => at > 0 && word.Word.Equals(text[..at], StringComparison.OrdinalIgnoreCase));
        var name = text[(at + 1)..];
        if (kind.Word is null || name.Length == 0)
            throw Invalid("secret");
        if (kind.Kind == SecretReferenceKind.File && !Path.IsPathFullyQualified(name))
            throw Invalid("secret");
        return kind.Kind == SecretReferenceKind.Vault && name.Split('/') is [{ Length: > 0 } vault, { Length: > 0 } inVault]
            ? new SyncSecretReference(kind.Kind, inVault, vault)
            : new SyncSecretReference(kind.Kind, name);
    }

    private static string WriteSecret(SyncSecretReference secret)
    {
        var word = Array.Find(SecretWords, word => word.Kind == secret.Kind).Word;
        return $"{word}:{(secret.VaultName is null ? "" : secret.VaultName + "/")}{secret.Name}";
    }

    // The address itself is not repeated: what stands at a wrong place in it may be a password.
    private static SyncException Invalid(string part) =>
        Texts.Catalog.Create(nameof(Errors.DatabaseAddressInvalid), SyncErrorKind.InvalidArgument, part, part);

    private static SyncException WithSecret() =>
        Texts.Catalog.Create(nameof(Errors.DatabaseAddressSecret), SyncErrorKind.InvalidArgument);

    [GeneratedRegex("^(?!pg_)[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex SchemaName();
}

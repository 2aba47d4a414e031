using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContactSync.PowerShell.Connections;

/// <summary>A connection as it lies in its file. Everything but what is protected is meant to be read by people.</summary>
internal sealed record ConnectionFile
{
    /// <summary>
    /// The form of the file that this version writes. It reads those before too: the first knew client secrets only, the second no
    /// references, the third no dial rule.
    /// </summary>
    public const int CurrentVersion = 4;

    private const int OldestVersion = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required EnvironmentPart Environment { get; init; }

    public string? TenantId { get; init; }

    public string? ClientId { get; init; }

    public string? AppObjectId { get; init; }

    public CredentialPart? Credential { get; init; }

    public SyncProtocol Protocol { get; init; }

    public ExchangePart? Exchange { get; init; }

    public required string Region { get; init; }

    public SyncDialRule? DialRule { get; init; }

    public required string StorePath { get; init; }

    public IReadOnlyList<SyncProductFile>? ProductFiles { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <exception cref="JsonException">The text is not a connection, or one of a later version.</exception>
    public static ConnectionFile Parse(string json)
    {
        var file = JsonSerializer.Deserialize<ConnectionFile>(json, Json) ?? throw new JsonException("The file is empty.");
        if (file.Version is < OldestVersion or > CurrentVersion)
            throw new JsonException($"It has version {file.Version}, not {CurrentVersion}.");
        return file.IsComplete() ? file : throw new JsonException("A value is missing.");
    }

    /// <summary>
    /// Whether there is a tenant or an Exchange to sign in to, and for each what that needs. The deserialiser of .NET 8 lets null into what
    /// is not nullable.
    /// </summary>
    public bool IsComplete() =>
        !new object?[]
        {
            Name, Environment?.Name, Environment?.Authority, Environment?.GraphEndpoint, Environment?.GraphResource, Region, StorePath,
        }.Contains(null)
        && (Credential is not null || Exchange is not null)
        && (Credential is null || (TenantId is not null && Credential.IsComplete(ClientId)))
        && Exchange?.IsComplete(hasCredential: Credential is not null) != false
        && ProductFiles?.Any(product => product?.Path is null) != true;

    internal sealed record EnvironmentPart(
        string Name, Uri Authority, Uri GraphEndpoint, Uri? EwsUrl, string? TenantId, string GraphResource, string? TrustedCertificate,
        string? ExchangeResource = null)
    {
        public static EnvironmentPart From(SyncEnvironment environment) => new(
            environment.Name, environment.Authority, environment.GraphEndpoint, environment.EwsUrl, environment.TenantId,
            environment.GraphResource, environment.TrustedCertificate, environment.ExchangeResource);

        /// <exception cref="ArgumentException">An address is not https.</exception>
        public SyncEnvironment ToEnvironment(string dataPath) => new(Name, Authority, GraphEndpoint, EwsUrl)
        {
            TenantId = TenantId,
            GraphResource = GraphResource,
            ExchangeResource = ExchangeResource ?? SyncEnvironment.Global.ExchangeResource,
            TrustedCertificate = TrustedCertificate,
            DataPath = dataPath,
        };
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContactSync.PowerShell.Connections;

/// <summary>A connection as it lies in its file. Everything but the protected secret is meant to be read by people.</summary>
internal sealed record ConnectionFile
{
    /// <summary>The form of the file that this version writes and reads.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required EnvironmentPart Environment { get; init; }

    public required string TenantId { get; init; }

    public required string ClientId { get; init; }

    public required CredentialPart Credential { get; init; }

    public required string Region { get; init; }

    public required string StorePath { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <exception cref="JsonException">The text is not a connection, or one of a later version.</exception>
    public static ConnectionFile Parse(string json)
    {
        var file = JsonSerializer.Deserialize<ConnectionFile>(json, Json) ?? throw new JsonException("The file is empty.");
        if (file.Version != CurrentVersion)
            throw new JsonException($"It has version {file.Version}, not {CurrentVersion}.");
        return file.IsComplete() ? file : throw new JsonException("A value is missing.");
    }

    /// <summary>The deserialiser of .NET 8 lets null into what is not nullable.</summary>
    private bool IsComplete() =>
        !new object?[]
        {
            Name, Environment?.Name, Environment?.Authority, Environment?.GraphEndpoint, Environment?.GraphResource, TenantId, ClientId,
            Credential?.Kind, Credential?.Scheme, Credential?.Protected, Region, StorePath,
        }.Contains(null);

    internal sealed record EnvironmentPart(
        string Name, Uri Authority, Uri GraphEndpoint, Uri? EwsUrl, string? TenantId, string GraphResource, string? TrustedCertificate)
    {
        public static EnvironmentPart From(SyncEnvironment environment) => new(
            environment.Name, environment.Authority, environment.GraphEndpoint, environment.EwsUrl, environment.TenantId,
            environment.GraphResource, environment.TrustedCertificate);

        /// <exception cref="ArgumentException">An address is not https.</exception>
        public SyncEnvironment ToEnvironment(string dataPath) => new(Name, Authority, GraphEndpoint, EwsUrl)
        {
            TenantId = TenantId,
            GraphResource = GraphResource,
            TrustedCertificate = TrustedCertificate,
            DataPath = dataPath,
        };
    }

    internal sealed record CredentialPart(string Kind, string Scheme, string Protected, Guid? KeyId, DateTimeOffset? End);
}

namespace ContactSync;

/// <summary>A saved connection: where, as whom, and which phone books it fills. Its credential stays encrypted in its file.</summary>
public sealed class SyncConnection
{
    /// <summary>The name it is called by.</summary>
    public required string Name { get; init; }

    /// <summary>The environment the tenant is in.</summary>
    public required SyncEnvironment Environment { get; init; }

    /// <summary>The directory (tenant) id or a domain of the tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The application (client) id it signs in as.</summary>
    public required string ClientId { get; init; }

    /// <summary>The kind of credential: <c>ClientSecret</c>.</summary>
    public required string CredentialKind { get; init; }

    /// <summary>When the credential ends, where known.</summary>
    public DateTimeOffset? CredentialEnd { get; init; }

    /// <summary>The ISO 3166 region that national numbers are read in, for example <c>DE</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The phone book store's file.</summary>
    public required string StorePath { get; init; }

    /// <summary>The connection's own file.</summary>
    public required string Path { get; init; }

    /// <summary>The connection's name.</summary>
    public override string ToString() => Name;
}

namespace ContactSync;

/// <summary>
/// A saved connection: where, as whom, and which phone books it fills. Its secrets stay encrypted in its file, or where it refers to.
/// </summary>
public sealed record SyncConnection
{
    /// <summary>The name it is called by.</summary>
    public required string Name { get; init; }

    /// <summary>The environment the tenant is in.</summary>
    public required SyncEnvironment Environment { get; init; }

    /// <summary>The directory (tenant) id or a domain of the tenant; null where it only reads an Exchange Server.</summary>
    public string? TenantId { get; init; }

    /// <summary>The application (client) id it signs in as; null for an Azure resource's own identity and without a tenant.</summary>
    public string? ClientId { get; init; }

    /// <summary>The object id of the app registration, where known: with it an app changes its own certificate.</summary>
    public string? AppObjectId { get; init; }

    /// <summary>What it proves itself with to the tenant; null where there is none.</summary>
    public CredentialKind? CredentialKind { get; init; }

    /// <summary>The credential's key id at the app registration, where known: an identifier, not the secret.</summary>
    public Guid? CredentialKeyId { get; init; }

    /// <summary>When the credential ends, where known.</summary>
    public DateTimeOffset? CredentialEnd { get; init; }

    /// <summary>Where its secret for the tenant lies; null where it holds that itself, encrypted, or needs none.</summary>
    public SyncSecretReference? CredentialReference { get; init; }

    /// <summary>By which protocol it reads mailboxes.</summary>
    public SyncProtocol Protocol { get; init; }

    /// <summary>The address of Exchange Web Services that it reads from; null where it reads from none.</summary>
    public Uri? EwsUrl { get; init; }

    /// <summary>How it proves itself there.</summary>
    public ExchangeAuthentication? ExchangeAuthentication { get; init; }

    /// <summary>The account it signs in with there; null for the app itself, and for the account that runs the sync.</summary>
    public string? ExchangeAccount { get; init; }

    /// <summary>Where that account's password lies; null where the connection holds it itself, encrypted, or needs none.</summary>
    public SyncSecretReference? ExchangeReference { get; init; }

    /// <summary>The products' files that its secret was written into.</summary>
    public IReadOnlyList<SyncProductFile> ProductFiles { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The ISO 3166 region that national numbers are read in, for example <c>DE</c>.</summary>
    public required string Region { get; init; }

    /// <summary>How the phone system dials, which stands in that region.</summary>
    public SyncDialRule DialRule { get; init; } = new();

    /// <summary>The phone book store's file.</summary>
    public required string StorePath { get; init; }

    /// <summary>The connection's own file.</summary>
    public required string Path { get; init; }

    /// <summary>The connection's name.</summary>
    public override string ToString() => Name;
}

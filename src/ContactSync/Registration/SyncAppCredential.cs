using System.Security;

namespace ContactSync;

/// <summary>A client secret just issued. The value exists only here and is never printed; it cannot be read again later.</summary>
public sealed class SyncAppCredential
{
    /// <summary>The application (client) id it belongs to.</summary>
    public required string AppId { get; init; }

    /// <summary>The directory (tenant) id.</summary>
    public required string TenantId { get; init; }

    /// <summary>The description given to it.</summary>
    public required string Description { get; init; }

    /// <summary>The credential's key id: an identifier, not the secret.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>The first characters of the value, by which the portal shows it.</summary>
    public string? Hint { get; init; }

    /// <summary>When it begins to be valid.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The value.</summary>
    public required SecureString Secret { get; init; }

    /// <summary>Description and end, never the value.</summary>
    public override string ToString() => $"{Description} (until {End:yyyy-MM-dd})";
}

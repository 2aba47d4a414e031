using System.Security;

namespace ContactSync;

/// <summary>
/// What an app proves itself with. The value of a client secret, and the password of a certificate's file, are here only right after they
/// were
/// made; they are never printed, and cannot be read again later.
/// </summary>
public sealed record SyncAppCredential
{
    /// <summary>The app's display name.</summary>
    public required string App { get; init; }

    /// <summary>The application (client) id it belongs to.</summary>
    public required string AppId { get; init; }

    /// <summary>The directory (tenant) id.</summary>
    public required string TenantId { get; init; }

    /// <summary>What it is.</summary>
    public required AppCredentialKind Kind { get; init; }

    /// <summary>The description given to it.</summary>
    public required string Description { get; init; }

    /// <summary>The credential's key id: an identifier, not the secret.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>
    /// By what the portal shows it: the first characters of a secret, the thumbprint of a certificate, the subject of a federated
    /// credential.
    /// </summary>
    public string? Hint { get; init; }

    /// <summary>A certificate's SHA-1 thumbprint in hexadecimal.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>Whose tokens a federated credential takes.</summary>
    public string? Issuer { get; init; }

    /// <summary>For whom they must be issued.</summary>
    public string? Subject { get; init; }

    /// <summary>For what they must be issued.</summary>
    public string? Audience { get; init; }

    /// <summary>When it begins to be valid; null for what has no life of its own.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it ends; null for what does not.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Whole days until the end; 0 and less after it.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>The names of the saved connections that use it.</summary>
    public IReadOnlyList<string> Connections { get; init => field = PublicList.Of(value); } = [];

    /// <summary>A client secret's value, right after it was issued.</summary>
    public SecureString? Secret { get; init; }

    /// <summary>The file of a certificate and its key that was made or given.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>What that file is encrypted with.</summary>
    public SecureString? CertificatePassword { get; init; }

    /// <summary>Description and end, never the value.</summary>
    public override string ToString() => End is null ? Description : $"{Description} (until {End:yyyy-MM-dd})";
}

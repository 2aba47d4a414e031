namespace ContactSync.Microsoft365.Identity;

/// <summary>Stands for a credential that could not be read: whoever signs in with it meets the reason.</summary>
/// <param name="reason">Why.</param>
public sealed class UnreadableCredential(SyncException reason) : AppCredential
{
    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http) => throw reason;
}

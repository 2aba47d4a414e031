namespace ContactSync;

/// <summary>An address that a sign-in may lead back to.</summary>
/// <param name="Platform">The kind of client it belongs to.</param>
/// <param name="Uri">The address, compared letter by letter.</param>
public sealed record SyncRedirectUri(RedirectPlatform Platform, string Uri)
{
    /// <summary>The address.</summary>
    public override string ToString() => Uri;
}

namespace ContactSync;

/// <summary>A product's file that holds a connection's secret, so that it can be rewritten when the secret changes.</summary>
/// <param name="Format">The form it has.</param>
/// <param name="Path">The file, in full.</param>
/// <param name="Domain">The domain that stands in it in the tenant's place, where the product wants one.</param>
/// <param name="RedirectUri">The redirect URI that stands in it, where the product wants one.</param>
public sealed record SyncProductFile(SyncProductFormat Format, string Path, string? Domain = null, Uri? RedirectUri = null)
{
    /// <summary>The file's path.</summary>
    public override string ToString() => Path;
}

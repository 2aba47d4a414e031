namespace ContactSync.PowerShell.Connections.Products;

/// <summary>A text and the file that it is from.</summary>
/// <param name="Path">The file, as errors call it.</param>
/// <param name="Text">Its text.</param>
internal sealed record ProductText(string Path, string Text)
{
    /// <summary>The error for what cannot be read.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="key">The key or label; never a value.</param>
    /// <param name="reason">What is wrong with it.</param>
    public SyncException Invalid(int line, string key, string reason) => Texts.Catalog.Create(
        nameof(Errors.ProductFileInvalid), SyncErrorKind.InvalidData, Path, Path, line, key, reason);

    /// <summary>The error for a key that is not there.</summary>
    public SyncException Missing(string key) => Texts.Catalog.Create(
        nameof(Errors.ProductFileLacks), SyncErrorKind.InvalidData, Path, Path, key);
}

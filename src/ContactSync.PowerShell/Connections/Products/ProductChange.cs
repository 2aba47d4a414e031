namespace ContactSync.PowerShell.Connections.Products;

/// <summary>What became of a product's file.</summary>
/// <param name="Product">The file.</param>
/// <param name="Warnings">What is left to do there, a sentence each.</param>
/// <param name="IsWritten">False where it says the same already, or could not be written.</param>
/// <param name="Failure">Why it could not be written; null where nothing failed.</param>
internal sealed record ProductChange(SyncProductFile Product, IReadOnlyList<string> Warnings, bool IsWritten, Exception? Failure);

namespace ContactSync.PowerShell;

/// <summary>The errors of this room: <c>Texts.Catalog.Create(nameof(Errors.X), …)</c>.</summary>
internal static class Texts
{
    internal static readonly ErrorCatalog Catalog = new(Errors.ResourceManager);
}

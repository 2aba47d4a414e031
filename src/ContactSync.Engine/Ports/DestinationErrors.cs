namespace ContactSync.Engine.Ports;

/// <summary>The errors that all destinations of items may have.</summary>
public static class DestinationErrors
{
    /// <summary>An item was changed by someone else between listing and writing; the next publishing sees how it is then.</summary>
    /// <param name="place">The destination's place.</param>
    /// <param name="item">The item, as shown to people.</param>
    public static SyncException ItemChanged(string place, string item) =>
        Texts.Catalog.Create(nameof(Errors.ItemChanged), SyncErrorKind.InvalidData, item, item, place);

    /// <summary>The destination does not take this one item; the others are written all the same.</summary>
    /// <param name="place">The destination's place.</param>
    /// <param name="item">The item, as shown to people.</param>
    /// <param name="reason">Why, in its own words.</param>
    public static SyncException ItemRefused(string place, string item, string reason) =>
        Texts.Catalog.Create(nameof(Errors.DestinationItemRefused), SyncErrorKind.InvalidData, item, item, place, reason);
}

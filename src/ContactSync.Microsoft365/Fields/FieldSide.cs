namespace ContactSync.Microsoft365.Fields;

/// <summary>How one protocol carries a field of a contact.</summary>
/// <param name="Shown">What the protocol calls it; null where the protocol does not carry it.</param>
/// <param name="Readers">
/// What takes it over from an answer. None where it is read in a way of its own (the id, the picture), or comes with another field.
/// </param>
internal sealed record FieldSide<T>(string? Shown, IReadOnlyList<T> Readers)
{
    /// <summary>The protocol does not carry the field.</summary>
    public static FieldSide<T> None { get; } = new(null, []);

    /// <summary>A field that no row of the table reads.</summary>
    public static FieldSide<T> Apart(string shown) => new(shown, []);
}

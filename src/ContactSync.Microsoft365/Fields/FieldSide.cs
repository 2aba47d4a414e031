namespace ContactSync.Microsoft365.Fields;

/// <summary>How one protocol carries a field of a contact.</summary>
/// <param name="Shown">What the protocol calls it; null where the protocol does not carry it.</param>
/// <param name="Readers">
/// What takes it over from an answer. None where it is read in a way of its own (the id, the picture), or comes with another field.
/// </param>
/// <param name="Give">Puts it into the body of a request; null where it is not written.</param>
internal sealed record FieldSide<TReader, TBody>(
    string? Shown, IReadOnlyList<TReader> Readers, Action<SyncContact, TBody>? Give = null)
{
    /// <summary>The protocol does not carry the field.</summary>
    public static FieldSide<TReader, TBody> None { get; } = new(null, []);

    /// <summary>A field that no row of the table reads.</summary>
    public static FieldSide<TReader, TBody> Apart(string shown) => new(shown, []);
}

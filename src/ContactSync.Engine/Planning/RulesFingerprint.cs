namespace ContactSync.Engine.Planning;

/// <summary>The rules that a phone book's entries were made by, as a store keeps them.</summary>
/// <param name="Numbers">How numbers were read. Under another one entries are made anew from their own fields.</param>
/// <param name="Filter">
/// What was read and taken. Under another one the whole mailbox is read again. Null where a store does not say, which is no change.
/// </param>
public readonly record struct RulesFingerprint(string Numbers, string? Filter)
{
    private const char Separator = '|';

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static RulesFingerprint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var place = text.LastIndexOf(Separator);
        return place < 0 ? new RulesFingerprint(text, null) : new RulesFingerprint(text[..place], text[(place + 1)..]);
    }

    /// <summary>The text that a store keeps.</summary>
    public override string ToString() => Filter is null ? Numbers : $"{Numbers}{Separator}{Filter}";
}

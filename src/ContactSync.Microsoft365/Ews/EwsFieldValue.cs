namespace ContactSync.Microsoft365.Ews;

/// <summary>A property of an item and what it shall be.</summary>
/// <param name="Path">The property. A list with keys is written entry by entry, by <see cref="EwsPath.Indexed"/>.</param>
/// <param name="Values">
/// The value as the schema writes it; several for a property that is a list; none where the property is taken away.
/// </param>
internal sealed record EwsFieldValue(EwsPath Path, IReadOnlyList<string> Values)
{
    /// <summary>What is shown for a mail address; for <c>contacts:EmailAddress</c> only.</summary>
    public string? ShownName { get; init; }

    /// <summary>A property with one value; null takes it away.</summary>
    public static EwsFieldValue Of(EwsPath path, string? value) => new(path, value is null ? [] : [value]);
}

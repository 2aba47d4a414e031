namespace ContactSync.Microsoft365.Ews;

/// <summary>A page of a listing. The server decides how long it is, and where the next one begins.</summary>
/// <param name="Entries">What is on it.</param>
/// <param name="IsLast">Nothing follows.</param>
/// <param name="NextOffset">Where the next page begins, where the server says so.</param>
/// <param name="Total">How many entries there are in all, where the server says so.</param>
/// <typeparam name="T">An entry.</typeparam>
internal sealed record EwsPage<T>(IReadOnlyList<T> Entries, bool IsLast, int? NextOffset, int? Total)
{
    /// <summary>Reads the paging attributes; the answer stands on the element that has them.</summary>
    /// <exception cref="FormatException">A value is not what its type says.</exception>
    public static EwsPage<T> ReadAttributes(EwsXml xml) =>
        // Where the attribute is absent nothing was cut off.
        new([], xml.Flag("IncludesLastItemInRange") ?? true, xml.Number("IndexedPagingOffset"), xml.Number("TotalItemsInView"));
}

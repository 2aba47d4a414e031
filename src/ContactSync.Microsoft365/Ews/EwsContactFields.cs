using ContactSync.Microsoft365.Fields;
using ContactSync.Microsoft365.ManagedFolders;

namespace ContactSync.Microsoft365.Ews;

/// <summary>What a request calls a field of a contact, where it stands in an answer, how it is taken over.</summary>
/// <param name="Paths">The properties it is asked for by.</param>
/// <param name="Element">The element of the item it stands in.</param>
/// <param name="Key">Which entry of that element: its key, name, or extended property; null for the element itself.</param>
/// <param name="Take">Takes the value over; the answer stands on it.</param>
internal sealed record EwsContactField(
    IReadOnlyList<EwsPath> Paths, string Element, object? Key, Action<EwsContactDraft, EwsXml> Take);

/// <summary>What EWS is asked for to fill a contact, and what takes it over.</summary>
internal static class EwsContactFields
{
    private static readonly IReadOnlyList<EwsContactField> Rows = [.. FieldTable.Rows.SelectMany(row => row.Ews.Readers)];

    /// <summary>What to ask for, beside the id, the class and the folder.</summary>
    public static readonly EwsShape Shape = EwsShape.With(
        [new EwsPath.Field("item:ItemClass"), new EwsPath.Field("item:ParentFolderId"), .. Rows.SelectMany(row => row.Paths)]);

    private static readonly Dictionary<string, EwsContactField> Single =
        Rows.Where(row => row.Key is null).ToDictionary(row => row.Element);

    private static readonly ILookup<string, EwsContactField> Keyed =
        Rows.Where(row => row.Key is not null).ToLookup(row => row.Element);

    /// <summary>Takes an element of an item over; one without a row is passed over.</summary>
    /// <exception cref="FormatException">A value is not what its type says.</exception>
    public static void Take(EwsContactDraft draft, string element, EwsXml xml)
    {
        if (Single.TryGetValue(element, out var row))
        {
            row.Take(draft, xml);
        }
        else if (element == EwsFields.Extended)
        {
            TakeExtended(draft, xml);
        }
        else if (Keyed.Contains(element))
        {
            foreach (var name in xml.Children())
            {
                var key = xml.Attribute("Key") ?? name;
                Keyed[element].FirstOrDefault(entry => key.Equals(entry.Key as string, StringComparison.Ordinal))?.Take(draft, xml);
            }
        }
    }

    private static void TakeExtended(EwsContactDraft draft, EwsXml xml)
    {
        EwsPath? path = null;
        foreach (var name in xml.Children())
        {
            if (name == "ExtendedFieldURI")
                path = EwsPath.ReadExtended(xml);
            else if (name == "Value" && path == ManagedMark.EwsEntry)
                draft.Mark = xml.TextOrNull();
            else if (name == "Value" && path is not null)
                Keyed[EwsFields.Extended].FirstOrDefault(entry => path.Equals(entry.Key))?.Take(draft, xml);
        }
    }
}

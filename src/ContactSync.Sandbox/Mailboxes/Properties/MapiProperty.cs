using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>
/// A MAPI property: a tag below 0x8000, or a number or a name within a property set.
/// Exchange keeps every field of a contact as one of these; Graph and EWS are two views of them.
/// </summary>
internal sealed record MapiProperty(MapiType Type, Guid? Set, int Id, string? Name) : IComparable<MapiProperty>
{
    public static MapiProperty Tag(MapiType type, int tag) => new(type, null, tag, null);

    public static MapiProperty Named(MapiType type, Guid set, int id) => new(type, set, id, null);

    public static MapiProperty Named(MapiType type, Guid set, string name) => new(type, set, 0, name);

    /// <summary>
    /// Reads the id of a Graph extended property: <c>String 0x3A24</c>, <c>Boolean {guid} Id 0x8506</c>, <c>String {guid} Name Colour</c>.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MapiProperty? property)
    {
        property = null;
        var parts = text.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || int.TryParse(parts[0], out _) || !Enum.TryParse<MapiType>(parts[0], ignoreCase: true, out var type))
            return false;
        if (parts.Length == 2)
        {
            if (!TryParseNumber(parts[1], out var tag) || tag is <= 0 or >= 0x8000)
                return false;
            property = Tag(type, tag);
            return true;
        }
        if (parts.Length != 4 || !Guid.TryParse(parts[1], out var set))
            return false;
        if (parts[2].Equals("Name", StringComparison.OrdinalIgnoreCase))
        {
            property = Named(type, set, parts[3]);
            return true;
        }
        if (!parts[2].Equals("Id", StringComparison.OrdinalIgnoreCase) || !TryParseNumber(parts[3], out var id))
            return false;
        property = Named(type, set, id);
        return true;
    }

    /// <summary>The id as the service sends it back: hexadecimal digits and the property set in lower case.</summary>
    public string GraphId => (Set, Name) switch
    {
        (null, _) => $"{Type} 0x{Id:x}",
        (_, null) => $"{Type} {{{Set}}} Id 0x{Id:x}",
        _ => $"{Type} {{{Set}}} Name {Name}",
    };

    public int CompareTo(MapiProperty? other)
    {
        if (other is null)
            return 1;
        var bySet = Nullable.Compare(Set, other.Set);
        if (bySet != 0)
            return bySet;
        var byId = Id.CompareTo(other.Id);
        if (byId != 0)
            return byId;
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : Type.CompareTo(other.Type);
    }

    private static bool TryParseNumber(string text, out int number) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>
/// A MAPI property: a tag below 0x8000, or a number or a name within a property set.
/// Exchange keeps every field of a contact as one of these; Graph and EWS are two views of them.
/// There is one object for each, so that comparing two costs nothing.
/// </summary>
internal sealed class MapiProperty : IComparable<MapiProperty>
{
    private static readonly ConcurrentDictionary<(MapiType Type, Guid? Set, int Id, string? Name), MapiProperty> Known = [];
    private static int _count;

    private readonly int _ordinal = Interlocked.Increment(ref _count);

    private MapiProperty((MapiType Type, Guid? Set, int Id, string? Name) key)
    {
        Type = key.Type;
        GraphId = (key.Set, key.Name) switch
        {
            (null, _) => $"{key.Type} 0x{key.Id:x}",
            (_, null) => $"{key.Type} {{{key.Set}}} Id 0x{key.Id:x}",
            _ => $"{key.Type} {{{key.Set}}} Name {key.Name}",
        };
    }

    public MapiType Type { get; }

    /// <summary>The id as the service sends it back: hexadecimal digits and the property set in lower case.</summary>
    public string GraphId { get; }

    public static MapiProperty Tag(MapiType type, int tag) => Get((type, null, tag, null));

    public static MapiProperty Named(MapiType type, Guid set, int id) => Get((type, set, id, null));

    public static MapiProperty Named(MapiType type, Guid set, string name) => Get((type, set, 0, name));

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

    public int CompareTo(MapiProperty? other) => other is null ? 1 : _ordinal.CompareTo(other._ordinal);

    public override string ToString() => GraphId;

    private static MapiProperty Get((MapiType Type, Guid? Set, int Id, string? Name) key) => Known.GetOrAdd(key, k => new MapiProperty(k));

    private static bool TryParseNumber(string text, out int number) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

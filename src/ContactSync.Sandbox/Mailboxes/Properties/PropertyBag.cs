namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>
/// The properties of one stored contact or folder; never changes once made.
/// Values are string, string[], int, short, long, double, bool, DateTimeOffset, byte[] or Guid, after the property's type.
/// </summary>
internal sealed class PropertyBag
{
    public static readonly PropertyBag Empty = new([], []);

    // Two sorted arrays instead of a dictionary: fifty thousand contacts must fit in a test machine's memory.
    private readonly MapiProperty[] _keys;
    private readonly object[] _values;

    private PropertyBag(MapiProperty[] keys, object[] values)
    {
        _keys = keys;
        _values = values;
    }

    public PropertyBag(IReadOnlyDictionary<MapiProperty, object> values)
        : this([.. values.Keys.Order()], new object[values.Count])
    {
        for (var i = 0; i < _keys.Length; i++)
            _values[i] = values[_keys[i]];
    }

    public object? this[MapiProperty property]
    {
        get
        {
            var index = Array.BinarySearch(_keys, property);
            return index < 0 ? null : _values[index];
        }
    }

    public IEnumerable<KeyValuePair<MapiProperty, object>> Values =>
        _keys.Select((key, index) => KeyValuePair.Create(key, _values[index]));

    public string? Text(MapiProperty property) => this[property] as string;

    /// <summary>The text of a property, or null where it is absent or empty.</summary>
    public string? NonEmpty(MapiProperty property) => this[property] is string { Length: > 0 } text ? text : null;

    public IReadOnlyList<string> List(MapiProperty property) => this[property] as string[] ?? [];

    public ContactDraft ToDraft()
    {
        var draft = new ContactDraft();
        for (var i = 0; i < _keys.Length; i++)
            draft.Values[_keys[i]] = _values[i];
        return draft;
    }
}

using System.Xml.Linq;

namespace ContactSync.Sandbox.Ews.Items;

internal enum BaseShape
{
    IdOnly,
    Default,
    AllProperties,
}

/// <summary>What a request wants to see of each item or folder: a base and what is added to it.</summary>
internal sealed class Shape
{
    private static readonly Dictionary<string, string> Dictionaries = new(StringComparer.Ordinal)
    {
        ["contacts:PhoneNumber"] = "contacts:PhoneNumbers",
        ["contacts:EmailAddress"] = "contacts:EmailAddresses",
        ["contacts:ImAddress"] = "contacts:ImAddresses",
        ["contacts:PhysicalAddress:Street"] = "contacts:PhysicalAddresses",
        ["contacts:PhysicalAddress:City"] = "contacts:PhysicalAddresses",
        ["contacts:PhysicalAddress:State"] = "contacts:PhysicalAddresses",
        ["contacts:PhysicalAddress:CountryOrRegion"] = "contacts:PhysicalAddresses",
        ["contacts:PhysicalAddress:PostalCode"] = "contacts:PhysicalAddresses",
    };

    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _partial = new(StringComparer.Ordinal);

    public BaseShape Base { get; private init; }

    public string BodyType { get; private init; } = "Best";

    public List<ExtendedField> Extended { get; } = [];

    /// <summary>Fields added by name.</summary>
    public IReadOnlySet<string> Fields => _fields;

    public static Shape Of(BaseShape shape) => new() { Base = shape };

    /// <param name="shape">ItemShape or FolderShape; null where the request has none.</param>
    /// <param name="prefixes">Beginnings of the fields that the objects have.</param>
    /// <exception cref="EwsException">A field of other objects, or an extended property that is none.</exception>
    public static Shape Read(XElement? shape, params string[] prefixes)
    {
        var read = new Shape
        {
            Base = Enum.TryParse<BaseShape>((string?)shape?.Element(EwsNames.T + "BaseShape"), out var named) ? named : BaseShape.IdOnly,
            BodyType = (string?)shape?.Element(EwsNames.T + "BodyType") ?? "Best",
        };
        foreach (var path in shape?.Element(EwsNames.T + "AdditionalProperties")?.Elements() ?? [])
            read.Add(path, prefixes);
        return read;
    }

    /// <summary>Whether a field that some base shapes have is wanted.</summary>
    public bool Wants(string field, BaseShape from) => Base >= from || _fields.Contains(field) || _partial.Contains(field);

    /// <summary>Whether an entry of a dictionary is wanted: all of them, or those that were named.</summary>
    public bool WantsEntry(string field, string indexed, string key, BaseShape from) =>
        Base >= from || _fields.Contains(field) || _entries.Contains($"{indexed} {key}");

    private void Add(XElement path, string[] prefixes)
    {
        var field = (string?)path.Attribute("FieldURI");
        switch (path.Name.LocalName)
        {
            case "ExtendedFieldURI":
                Extended.Add(ExtendedField.Read(path));
                break;
            case "IndexedFieldURI":
                if (!Dictionaries.TryGetValue(field!, out var dictionary) || !prefixes.Contains("contacts:"))
                    throw EwsException.InvalidProperty();
                _partial.Add(dictionary);
                _entries.Add($"{field} {(string?)path.Attribute("FieldIndex")}");
                break;
            default:
                if (!Array.Exists(prefixes, prefix => field!.StartsWith(prefix, StringComparison.Ordinal)))
                    throw EwsException.InvalidProperty();
                _fields.Add(field!);
                break;
        }
    }
}

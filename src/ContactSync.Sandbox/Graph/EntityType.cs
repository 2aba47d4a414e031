using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>One property of a Graph type, a row of <c>Data/schema.tsv</c>.</summary>
internal sealed record PropertyType(
    string Name, string Kind, bool IsCollection, bool OnCreate, bool OnUpdate, bool IsRequired, bool IsDefault, IReadOnlySet<string> Filter)
{
    /// <summary>The operator works only with <c>ConsistencyLevel: eventual</c> and <c>$count=true</c>.</summary>
    public bool IsAdvanced(string operation) => !Filter.Contains(operation) && Filter.Contains(operation + "*");

    public bool Takes(string operation) => Filter.Contains(operation) || Filter.Contains(operation + "*");

    /// <summary>The kind is a type of the table itself.</summary>
    public bool IsComplex => char.IsLower(Kind[0]);
}

/// <summary>A type of Graph with the properties it has, may be sent and may be asked for.</summary>
internal sealed class EntityType
{
    private static readonly Lazy<IReadOnlyDictionary<string, EntityType>> _types = new(Load);

    private EntityType(string name, IEnumerable<PropertyType> properties)
    {
        Name = name;
        Properties = properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, PropertyType> Properties { get; }

    /// <summary>The name as messages of the service write it, for instance "Application".</summary>
    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..];

    /// <summary>The name that <c>@odata.type</c> bears.</summary>
    public string ODataType => "#microsoft.graph." + Name;

    public static EntityType Of(string name) => _types.Value[name];

    private static Dictionary<string, EntityType> Load() => DataTable.Read("schema.tsv")
        .GroupBy(row => row[0], row => Property(row), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => new EntityType(group.Key, group), StringComparer.Ordinal);

    private static PropertyType Property(string[] row)
    {
        var isCollection = row[2].EndsWith("[]", StringComparison.Ordinal);
        return new PropertyType(
            row[1],
            isCollection ? row[2][..^2] : row[2],
            isCollection,
            row[3].Contains('c'),
            row[3].Contains('u'),
            row[3].Contains('r'),
            row[3].Contains('d'),
            row[4].Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));
    }
}

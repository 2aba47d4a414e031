namespace ContactSync.Sandbox.Graph;

/// <summary>The query options of a call, as sent. What a resource makes of them is its own business.</summary>
internal sealed class ODataOptions
{
    private static readonly HashSet<string> _known = new(StringComparer.Ordinal)
    {
        "$select", "$filter", "$top", "$skip", "$skiptoken", "$deltatoken", "$count", "$orderby", "$expand", "$search", "$format",
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="GraphException">An option that OData does not have, or one that is sent twice.</exception>
    public ODataOptions(HttpRequest request)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!name.StartsWith('$'))
                continue;
            if (!_known.Contains(name))
                throw GraphException.BadRequest($"The query parameter '{name}' is not supported.");
            if (values.Count != 1)
                throw GraphException.BadRequest($"Query option '{name}' was specified more than once.");
            _values[name] = values[0] ?? "";
        }
        IsEventual = request.Headers["ConsistencyLevel"].ToString().Equals("eventual", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The call carries <c>ConsistencyLevel: eventual</c>.</summary>
    public bool IsEventual { get; }

    public bool Counts => this["$count"] is "true";

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The names in $select; null where the default set is wanted.</summary>
    public IReadOnlyList<string>? Select
    {
        get
        {
            var names = this["$select"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return names is { Length: > 0 } ? names : null;
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <exception cref="GraphException">One of these options was sent and this resource does not take it.</exception>
    public void Refuse(params string[] names)
    {
        if (names.FirstOrDefault(_values.ContainsKey) is { } name)
            throw GraphException.UnsupportedQuery($"The query option '{name}' is not supported by this resource.");
    }

    /// <summary>$top, or <paramref name="fallback"/>.</summary>
    /// <exception cref="GraphException">Not a number from 1 to <paramref name="largest"/>.</exception>
    public int Top(int fallback, int largest)
    {
        if (this["$top"] is not { } text)
            return fallback;
        if (!int.TryParse(text, out var top) || top < 1)
            throw GraphException.BadRequest($"Invalid value '{text}' for $top query option found.");
        if (top > largest)
            throw GraphException.UnsupportedQuery($"Invalid page size specified: '{text}'. Must be between 1 and {largest} inclusive.");
        return top;
    }
}

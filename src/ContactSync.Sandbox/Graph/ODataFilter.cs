using System.Globalization;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// $filter of the directory: the operators that its properties are documented to take, with the ones that need
/// <c>ConsistencyLevel: eventual</c>; everything else is refused as the real service refuses it.
/// https://learn.microsoft.com/graph/aad-advanced-queries
/// </summary>
internal sealed class ODataFilter
{
    private static readonly HashSet<string> _functions = new(StringComparer.OrdinalIgnoreCase) { "startsWith", "endsWith" };
    private static readonly HashSet<string> _comparisons = new(StringComparer.Ordinal) { "eq", "ne", "ge", "le", "gt", "lt" };

    private readonly EntityType _type;
    private readonly bool _isAdvanced;
    private readonly FilterTokens _tokens;

    private ODataFilter(string text, EntityType type, bool isAdvanced)
    {
        _tokens = new FilterTokens(text);
        _type = type;
        _isAdvanced = isAdvanced;
    }

    /// <returns>Whether an object, as the caller is allowed to see it, fulfils the expression.</returns>
    /// <exception cref="GraphException">The expression is wrong, or more than the resource takes.</exception>
    public static Func<JsonObject, bool> Parse(string text, EntityType type, bool isAdvanced)
    {
        var filter = new ODataFilter(text, type, isAdvanced);
        var condition = filter.Or();
        return filter._tokens.Current.Length == 0 ? condition : throw filter._tokens.Invalid();
    }

    private Func<JsonObject, bool> Or()
    {
        var left = And();
        while (_tokens.Skip("or"))
        {
            var (first, second) = (left, And());
            left = item => first(item) || second(item);
        }
        return left;
    }

    private Func<JsonObject, bool> And()
    {
        var left = Not();
        while (_tokens.Skip("and"))
        {
            var (first, second) = (left, Not());
            left = item => first(item) && second(item);
        }
        return left;
    }

    private Func<JsonObject, bool> Not()
    {
        if (!_tokens.Skip("not"))
            return Primary();
        if (!_isAdvanced)
            throw GraphException.UnsupportedQuery("The operator 'not' requires ConsistencyLevel: eventual and $count=true.");
        var inner = Not();
        return item => !inner(item);
    }

    private Func<JsonObject, bool> Primary()
    {
        if (_tokens.Skip("("))
        {
            var inner = Or();
            _tokens.Expect(")");
            return inner;
        }
        var word = _tokens.Take();
        if (_functions.Contains(word))
            return Function(word);
        var property = Property(word);
        if (_tokens.Skip("/"))
            return Any(property);
        if (_tokens.Skip("in"))
            return In(property);
        var operation = Comparison(property);
        var literal = Literal(property);
        return item => Compare(item[property.Name], operation, literal);
    }

    private Func<JsonObject, bool> Function(string name)
    {
        name = name.Equals("startsWith", StringComparison.OrdinalIgnoreCase) ? "startsWith" : "endsWith";
        _tokens.Expect("(");
        var property = Property(_tokens.Take());
        if (property.IsCollection)
            throw Unsupported(property);
        Check(property, name);
        _tokens.Expect(",");
        var literal = Literal(property) ?? throw _tokens.Invalid();
        _tokens.Expect(")");
        return item => Matches((string?)item[property.Name], name, literal);
    }

    /// <summary>property/any(x:x eq 'text') and property/any(x:startsWith(x,'text')).</summary>
    private Func<JsonObject, bool> Any(PropertyType property)
    {
        _tokens.Expect("any");
        Check(property, "any");
        _tokens.Expect("(");
        var variable = _tokens.Take();
        _tokens.Expect(":");
        var operation = _tokens.Take();
        if (_functions.Contains(operation))
        {
            operation = operation.Equals("startsWith", StringComparison.OrdinalIgnoreCase) ? "startsWith" : "endsWith";
            _tokens.Expect("(");
            _tokens.Expect(variable);
            _tokens.Expect(",");
        }
        else if (operation == variable)
        {
            operation = _tokens.Take();
        }
        Check(property, operation);
        var literal = Literal(property) ?? throw _tokens.Invalid();
        if (operation != "eq")
            _tokens.Expect(")");
        _tokens.Expect(")");
        return item => item[property.Name] is JsonArray values && values.Any(value => operation == "eq"
            ? Compare(value, operation, literal)
            : Matches((string?)value, operation, literal));
    }

    private Func<JsonObject, bool> In(PropertyType property)
    {
        Check(property, "in");
        _tokens.Expect("(");
        var literals = new List<string?>();
        do
            literals.Add(Literal(property));
        while (_tokens.Skip(","));
        _tokens.Expect(")");
        return item => literals.Exists(literal => Compare(item[property.Name], "eq", literal));
    }

    private PropertyType Property(string name) => _type.Properties.GetValueOrDefault(name)
        ?? throw GraphException.BadRequest($"Could not find a property named '{name}' on type 'microsoft.graph.{_type.Name}'.");

    private string Comparison(PropertyType property)
    {
        var operation = _tokens.Take();
        if (!_comparisons.Contains(operation))
            throw _tokens.Invalid();
        if (property.IsCollection)
            throw Unsupported(property);
        Check(property, operation);
        return operation;
    }

    private void Check(PropertyType property, string operation)
    {
        if (!property.Takes(operation))
            throw Unsupported(property);
        if (property.IsAdvanced(operation) && !_isAdvanced)
        {
            throw GraphException.UnsupportedQuery(
                $"Operator '{operation}' is not supported because the 'ConsistencyLevel:eventual' header or $count=true is missing.");
        }
    }

    /// <summary>The literal in the form in which values are compared; null for the word null.</summary>
    private string? Literal(PropertyType property)
    {
        var isQuoted = _tokens.IsQuoted;
        var token = _tokens.Take();
        return (isQuoted, token, property.Kind) switch
        {
            (true, _, "String" or "Guid") => token[1..],
            (false, "null", _) => null,
            (false, _, "Guid") when Guid.TryParse(token, out _) => token,
            (false, "true" or "false", "Boolean") => token,
            (false, _, "DateTimeOffset") when DateTimeOffset.TryParse(
                token, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => Instant(time),
            _ => throw Mismatch(property),
        };
    }

    private static GraphException Mismatch(PropertyType property) =>
        GraphException.InvalidRequest($"Invalid filter clause: the value of '{property.Name}' is not of the type Edm.{property.Kind}.");

    private GraphException Unsupported(PropertyType property) => GraphException.UnsupportedQuery(
        $"Unsupported or invalid query filter clause specified for property '{property.Name}' of resource '{_type.Title}'.");

    private static bool Matches(string? value, string function, string literal) => value is not null && (function == "startsWith"
        ? value.StartsWith(literal, StringComparison.OrdinalIgnoreCase)
        : value.EndsWith(literal, StringComparison.OrdinalIgnoreCase));

    private static bool Compare(JsonNode? value, string operation, string? literal)
    {
        var text = Text(value);
        if (text is null || literal is null)
            return operation switch { "eq" => text == literal, "ne" => text != literal, _ => false };
        var order = string.Compare(text, literal, StringComparison.OrdinalIgnoreCase);
        return operation switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "ge" => order >= 0,
            "le" => order <= 0,
            "gt" => order > 0,
            _ => order < 0,
        };
    }

    private static string? Text(JsonNode? value) => value?.ToString() switch
    {
        { Length: >= 20 } text when text[4] == '-' && text[10] == 'T' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => Instant(time),
        var text => text,
    };

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
}

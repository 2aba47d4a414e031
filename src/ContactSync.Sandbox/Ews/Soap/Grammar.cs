using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Soap;

/// <summary>
/// Checks requests as strictly as Exchange does: names, order and number of elements, attributes, the form of every value. The table
/// ews-grammar.tsv says what each served operation takes.
/// </summary>
internal sealed class Grammar
{
    /// <summary>Restrictions may contain each other; no client nests them this deep.</summary>
    private const int MostDepth = 64;

    private static readonly Lazy<Grammar> Loaded = new(() => new Grammar());
    private readonly Dictionary<string, GrammarType> _types;

    private Grammar() =>
        _types = DataTable.Read("ews-grammar.tsv").ToDictionary(row => row[0], GrammarType.Parse, StringComparer.Ordinal);

    public static Grammar Instance => Loaded.Value;

    /// <exception cref="EwsException">ErrorSchemaValidation, with line, position and violation.</exception>
    public void Check(XElement element, string type, int depth = 0)
    {
        if (depth > MostDepth)
            throw SchemaViolation.At(element, "The elements are nested too deeply.");
        if (!_types.TryGetValue(type, out var rule))
        {
            RequireText(element);
            CheckValue(element, type, element.Value, $"'{element.Name.LocalName}' element");
            return;
        }
        CheckAttributes(element, rule);
        if (rule.Simple is not null || rule.IsText)
        {
            RequireText(element);
            if (rule.Simple is not null)
                CheckValue(element, type, element.Value, $"'{element.Name.LocalName}' element");
            return;
        }
        CheckContent(element, rule, depth);
    }

    private static void RequireText(XElement element)
    {
        if (element.HasElements)
        {
            throw SchemaViolation.At(element.Elements().First(),
                $"The element {Describe(element.Name)} cannot contain child element {Describe(element.Elements().First().Name)} "
                + "because the parent element's content model is text only.");
        }
    }

    private void CheckAttributes(XElement element, GrammarType rule)
    {
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
        {
            // xsi:type, xsi:nil and xml:* belong to XML itself.
            if (attribute.Name.NamespaceName is EwsNames.InstanceUri or "http://www.w3.org/XML/1998/namespace")
                continue;
            var known = attribute.Name.Namespace == XNamespace.None ? rule.Attributes.Find(a => a.Name == attribute.Name.LocalName) : null;
            if (known is null)
                throw SchemaViolation.At(attribute, $"The '{attribute.Name}' attribute is not declared.");
            CheckValue(attribute, known.Type, attribute.Value, $"'{known.Name}' attribute");
        }
        if (rule.Attributes.Find(a => a.IsRequired && element.Attribute(a.Name) is null) is { } missing)
            throw SchemaViolation.At(element, $"The required attribute '{missing.Name}' is missing.");
    }

    private void CheckContent(XElement element, GrammarType rule, int depth)
    {
        if (element.Nodes().OfType<XText>().FirstOrDefault(text => !string.IsNullOrWhiteSpace(text.Value)) is not null)
            throw SchemaViolation.At(element, $"The element {Describe(element.Name)} cannot contain text.");
        var (particle, count) = (0, 0);
        foreach (var child in element.Elements())
        {
            var expected = new List<GrammarElement>();
            GrammarElement? found = null;
            while (particle < rule.Particles.Count)
            {
                var current = rule.Particles[particle];
                found = count < current.Most ? current.Choices.Find(choice => choice.Name == child.Name) : null;
                if (found is not null)
                    break;
                if (count < current.Most)
                    expected.AddRange(current.Choices);
                if (count < current.Least)
                    break;
                particle++;
                count = 0;
            }
            if (found is null)
            {
                throw SchemaViolation.At(child,
                    $"The element {Describe(element.Name)} has invalid child element {Describe(child.Name)}.{Expected(expected)}");
            }
            count++;
            Check(child, found.Type, depth + 1);
        }
        for (; particle < rule.Particles.Count; particle++, count = 0)
        {
            var missing = rule.Particles[particle];
            if (count < missing.Least)
            {
                throw SchemaViolation.At(element,
                    $"The element {Describe(element.Name)} has incomplete content.{Expected(missing.Choices)}");
            }
        }
    }

    private void CheckValue(XObject where, string type, string value, string what)
    {
        if (!IsValid(type, value))
        {
            throw SchemaViolation.At(where,
                $"The {what} is invalid - The value '{value}' is invalid according to its datatype '{type}'.");
        }
    }

    private bool IsValid(string type, string value)
    {
        if (_types.TryGetValue(type, out var rule))
            return rule.Simple!(value);
        return type switch
        {
            "string" => true,
            "nonEmpty" => value.Length > 0,
            "int" => int.TryParse(value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "boolean" => value.Trim() is "true" or "false" or "1" or "0",
            "dateTime" => SoapValues.TryParseTime(value.Trim(), out _),
            _ => throw new InvalidOperationException($"The grammar knows no type '{type}'."),
        };
    }

    private static string Expected(List<GrammarElement> choices) => choices.Count == 0
        ? ""
        : $" List of possible elements expected: {string.Join(", ", choices.Select(choice => Describe(choice.Name)))}.";

    private static string Describe(XName name) => $"'{name.LocalName}' in namespace '{name.NamespaceName}'";
}

internal sealed record GrammarElement(XName Name, string Type);

internal sealed record GrammarAttribute(string Name, string Type, bool IsRequired);

internal sealed record GrammarParticle(List<GrammarElement> Choices, int Least, int Most);

/// <summary>A row of the table.</summary>
internal sealed class GrammarType
{
    public List<GrammarAttribute> Attributes { get; private init; } = [];

    public List<GrammarParticle> Particles { get; private init; } = [];

    public bool IsText { get; private init; }

    /// <summary>Whether a simple type takes a value; null for a type with elements or free text.</summary>
    public Func<string, bool>? Simple { get; private init; }

    public static GrammarType Parse(string[] row) => new()
    {
        Attributes = [.. Split(row[1]).Select(Attribute)],
        IsText = row[2] == "text",
        Simple = ParseSimple(row[2]),
        Particles = row[2] is "text" or "empty" || ParseSimple(row[2]) is not null ? [] : [.. Split(row[2]).Select(Particle)],
    };

    private static string[] Split(string cell) => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static GrammarAttribute Attribute(string text)
    {
        var parts = text.Split('=');
        return new GrammarAttribute(parts[0].TrimEnd('!'), parts[1], parts[0].EndsWith('!'));
    }

    private static GrammarParticle Particle(string text)
    {
        var (least, most) = text[^1] switch
        {
            '?' => (0, 1),
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            _ => (1, 1),
        };
        var choices = text.TrimEnd('?', '*', '+').Trim('(', ')').Split('|').Select(Element);
        return new GrammarParticle([.. choices], least, most);
    }

    private static GrammarElement Element(string text)
    {
        var parts = text.Split('=');
        var name = parts[0].StartsWith("m:", StringComparison.Ordinal) ? EwsNames.M + parts[0][2..] : EwsNames.T + parts[0];
        return new GrammarElement(name, parts[1]);
    }

    private static Func<string, bool>? ParseSimple(string content)
    {
        var rest = content[(content.IndexOf(':') + 1)..];
        if (content.StartsWith("enum:", StringComparison.Ordinal))
            return rest.Split('|').ToHashSet(StringComparer.Ordinal).Contains;
        if (content.StartsWith("like:", StringComparison.Ordinal))
            return new Regex($"^({rest})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking).IsMatch;
        if (!content.StartsWith("int:", StringComparison.Ordinal))
            return null;
        var bounds = rest.Split("..").Select(bound => int.Parse(bound, CultureInfo.InvariantCulture)).ToArray();
        return value => int.TryParse(value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= bounds[0] && number <= bounds[1];
    }
}

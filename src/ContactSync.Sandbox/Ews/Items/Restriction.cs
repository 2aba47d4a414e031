using System.Globalization;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>A filter of FindItem or FindFolder.</summary>
internal static class Restriction
{
    /// <param name="restriction">The element; null filters nothing.</param>
    /// <param name="field">How a field is found in an object, or a refusal of the field.</param>
    public static Func<T, bool> Read<T>(XElement? restriction, Func<FieldPath, Func<T, object?>> field) =>
        restriction is null ? _ => true : Expression(restriction.Elements().Single(), field);

    private static Func<T, bool> Expression<T>(XElement element, Func<FieldPath, Func<T, object?>> field)
    {
        var name = element.Name.LocalName;
        if (name is "And" or "Or" or "Not")
        {
            var operands = element.Elements().Select(operand => Expression(operand, field)).ToList();
            return name switch
            {
                "And" => item => operands.TrueForAll(operand => operand(item)),
                "Or" => item => operands.Exists(operand => operand(item)),
                _ => item => !operands[0](item),
            };
        }
        var left = field(FieldPath.Read(element.Elements().First()));
        return name switch
        {
            "Exists" => item => left(item) is not null,
            "Contains" => Contains(element, left),
            _ => Comparison(name, left, Operand(element.Elements().Last().Elements().Single(), field)),
        };
    }

    private static Func<T, object?> Operand<T>(XElement operand, Func<FieldPath, Func<T, object?>> field)
    {
        if (FieldPath.IsPath(operand))
            return field(FieldPath.Read(operand));
        var constant = (string?)operand.Attribute("Value") ?? "";
        return _ => constant;
    }

    private static Func<T, bool> Contains<T>(XElement element, Func<T, object?> left)
    {
        var constant = (string?)element.Element(EwsNames.T + "Constant")!.Attribute("Value") ?? "";
        var options = Options((string?)element.Attribute("ContainmentComparison") ?? "Exact");
        var compare = CultureInfo.InvariantCulture.CompareInfo;
        Func<string, bool> holds = (string?)element.Attribute("ContainmentMode") switch
        {
            "FullString" => text => compare.Compare(text, constant, options) == 0,
            "Prefixed" => text => compare.IsPrefix(text, constant, options),
            "PrefixOnWords" => text => text.Split(' ').Any(word => compare.IsPrefix(word, constant, options)),
            _ => text => compare.IndexOf(text, constant, options) >= 0,
        };
        return item => left(item) switch
        {
            string text => holds(text),
            string[] list => list.Any(holds),
            _ => false,
        };
    }

    private static CompareOptions Options(string comparison)
    {
        var options = CompareOptions.None;
        if (comparison.Contains("IgnoreCase", StringComparison.Ordinal) || comparison == "Loose")
            options |= CompareOptions.IgnoreCase;
        if (comparison.Contains("NonSpac", StringComparison.Ordinal))
            options |= CompareOptions.IgnoreNonSpace;
        return options;
    }

    private static Func<T, bool> Comparison<T>(string name, Func<T, object?> left, Func<T, object?> right) => item =>
    {
        if (left(item) is not { } value || right(item) is not { } other)
            return name == "IsNotEqualTo";
        var order = Compare(value, other);
        return name switch
        {
            "IsEqualTo" => order == 0,
            "IsNotEqualTo" => order != 0,
            "IsGreaterThan" => order > 0,
            "IsGreaterThanOrEqualTo" => order >= 0,
            "IsLessThan" => order < 0,
            _ => order <= 0,
        };
    };

    /// <summary>Compares by the type of the left; texts without regard to case.</summary>
    public static int Compare(object left, object right) => (left, right) switch
    {
        (DateTimeOffset time, DateTimeOffset other) => time.CompareTo(other),
        (DateTimeOffset time, string text) => SoapValues.TryParseTime(text, out var other)
            ? time.CompareTo(other)
            : throw Mismatch(text),
        (int number, int other) => number.CompareTo(other),
        (int number, string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var other)
            ? number.CompareTo(other)
            : throw Mismatch(text),
        (bool flag, string text) => flag.CompareTo(SoapValues.Boolean(text)),
        _ => string.Compare(
            ExtendedField.Format(left), ExtendedField.Format(right), CultureInfo.InvariantCulture, CompareOptions.IgnoreCase),
    };

    private static EwsException Mismatch(string text) =>
        new("ErrorInvalidValueForProperty", $"The value '{text}' does not fit the type of the property it is compared with.");
}

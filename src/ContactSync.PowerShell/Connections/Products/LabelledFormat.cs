using System.Text;

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>A form or list of pairs: a line a value, remarks behind <c>#</c>.</summary>
internal abstract class LabelledFormat : ProductFormat
{
    /// <summary>The lines, in the order of the form.</summary>
    private protected abstract IReadOnlyList<LabelledRow> Rows { get; }

    /// <summary>What stands between label and value.</summary>
    private protected virtual string Separator => ": ";

    /// <summary>Whether lines of others stand between ours.</summary>
    private protected virtual bool AllowsOthers => false;

    /// <inheritdoc/>
    public override string Write(ProductValues values, ProductText? existing)
    {
        var text = new StringBuilder().AppendLine($"# {Title}, connection '{values.Name}'");
        foreach (var row in Rows)
        {
            if (row.Value(values) is { } value)
                text.AppendLine((row.Label + Separator + Encode(value)).TrimEnd());
            else if (row.IsSecret && WouldShow(row, values))
                text.AppendLine($"# {row.Label}: {Texts.Catalog.Text(nameof(Errors.SecretLeftOutHere))}");
        }
        if (NextSteps is { } steps)
            text.AppendLine($"# {steps}");
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <inheritdoc/>
    public override ProductValues Read(ProductText text)
    {
        var values = new ProductValues();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim('\uFEFF', ' ', '\t')))
        {
            number++;
            if (line.Length > 0 && line[0] != '#')
                values = Read(values, text, line, number, seen);
        }
        foreach (var row in Rows.Where(row => row.IsNeeded && !seen.Contains(row.Label)))
            throw text.Missing(row.Label);
        return values;
    }

    /// <summary>A value as it is written.</summary>
    private protected virtual string Encode(string value) => value;

    /// <summary>A value as it was meant; null where it cannot be read.</summary>
    private protected virtual string? Decode(string text) => text;

    private ProductValues Read(ProductValues values, ProductText text, string line, int number, HashSet<string> seen)
    {
        var (label, value) = Split(line);
        if (Rows.FirstOrDefault(row => row.Label == label) is not { } known)
        {
            return AllowsOthers ? values : throw text.Invalid(
                number, value is null ? line.Split(' ')[0] : label, $"known are {string.Join(", ", Rows.Select(row => row.Label))}");
        }
        if (value is null || Decode(value) is not { } decoded)
            throw text.Invalid(number, label, $"'{Separator.Trim()}' and a value are missing, or its quotes do not fit");
        if (!seen.Add(label))
            throw text.Invalid(number, label, "it stands there twice");
        if (decoded.Length == 0 && known.IsNeeded)
            throw text.Invalid(number, label, "it is empty");
        try
        {
            return decoded.Length == 0 || known.Read is null ? values : known.Read(values, decoded);
        }
        catch (FormatException unfit)
        {
            throw text.Invalid(number, label, unfit.Message);
        }
    }

    /// <summary>A label may hold what separates labels from values in others: the longest that fits counts.</summary>
    private (string Label, string? Value) Split(string line)
    {
        var sign = Separator.Trim();
        var known = Rows.Select(row => row.Label)
            .Where(label => line.StartsWith(label + sign, StringComparison.Ordinal)).MaxBy(label => label.Length);
        var end = known?.Length ?? line.IndexOf(sign, StringComparison.Ordinal);
        return end < 0 ? (line, null) : (line[..end].Trim(), line[(end + sign.Length)..].Trim());
    }

    /// <summary>Whether the line would be there if the secret were.</summary>
    private static bool WouldShow(LabelledRow row, ProductValues values) =>
        row.Value(values with { Secret = "?", Password = "?", AccountPassword = "?" }) is not null;
}

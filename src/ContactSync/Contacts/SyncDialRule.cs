namespace ContactSync;

/// <summary>How a phone system dials. By itself it says: in international form, without the extension.</summary>
public sealed record SyncDialRule
{
    /// <summary>The form of the number.</summary>
    public DialForm Form { get; init; }

    /// <summary>What is dialled for an outside line, for example <c>0</c>.</summary>
    public string? OutsideLine { get; init; }

    /// <summary>The phone system's own area code, which is not dialled, for example <c>030</c>.</summary>
    public string? AreaCode { get; init; }

    /// <summary>Internal numbers, with wildcards: <c>4??</c>, <c>[67]*</c>. They are dialled as they are.</summary>
    public IReadOnlyList<string> InternalNumbers { get; init => field = PublicList.Of(value); } = [];

    /// <summary>What comes between number and extension, for example <c>,</c>; null leaves the extension out.</summary>
    public string? ExtensionSeparator { get; init; }

    /// <summary>Whether it says the same.</summary>
    public bool Equals(SyncDialRule? other) =>
        other is not null && Form == other.Form && OutsideLine == other.OutsideLine && AreaCode == other.AreaCode
        && ExtensionSeparator == other.ExtensionSeparator && InternalNumbers.SequenceEqual(other.InternalNumbers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Form, OutsideLine, AreaCode, ExtensionSeparator, InternalNumbers.Count);

    /// <summary>The form and what goes with it.</summary>
    public override string ToString()
    {
        (string Name, string? Value)[] parts =
        [
            ("outside line", OutsideLine), ("area code", AreaCode),
            ("internal", InternalNumbers.Count == 0 ? null : string.Join(" ", InternalNumbers)), ("extension", ExtensionSeparator),
        ];
        return string.Join(", ", parts.Where(part => part.Value is not null).Select(part => $"{part.Name} {part.Value}").Prepend($"{Form}"));
    }
}

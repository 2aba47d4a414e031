namespace ContactSync.PowerShell;

/// <summary>The parameters that say how a phone system dials, whichever cmdlet has them; null is what is not given, empty is none.</summary>
internal interface IDialRuleParameters
{
    /// <summary>The form of the number.</summary>
    DialForm? DialForm { get; }

    /// <summary>What is dialled for an outside line.</summary>
    string? OutsideLine { get; }

    /// <summary>The own area code, which is not dialled.</summary>
    string? AreaCode { get; }

    /// <summary>Internal numbers, with wildcards.</summary>
    string[]? InternalNumber { get; }

    /// <summary>What comes between number and extension.</summary>
    string? ExtensionSeparator { get; }
}

/// <summary>Reads them.</summary>
internal static class DialRuleParameters
{
    /// <summary>The rule that is given on top of another one.</summary>
    public static SyncDialRule ToDialRule(this IDialRuleParameters given, SyncDialRule before)
    {
        var form = given.DialForm ?? before.Form;
        return new SyncDialRule
        {
            Form = form,
            // What there was before and does not go with another form ends with the form.
            OutsideLine = Choose(given.OutsideLine, form == DialForm.International ? null : before.OutsideLine),
            AreaCode = Choose(given.AreaCode, form == DialForm.National ? before.AreaCode : null),
            InternalNumbers = given.InternalNumber ?? before.InternalNumbers,
            ExtensionSeparator = Choose(given.ExtensionSeparator, before.ExtensionSeparator),
        };
    }

    private static string? Choose(string? given, string? before) => given is null ? before : given.Length == 0 ? null : given;
}

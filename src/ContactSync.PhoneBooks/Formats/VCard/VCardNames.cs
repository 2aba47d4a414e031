using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>The parts of structured properties, and parameters of our own where a type does not tell all.</summary>
internal static class VCardNames
{
    /// <summary>The parameter that tells which of the mail addresses it is.</summary>
    public const string SlotParameter = "X-SLOT";

    /// <summary>The parameter with the name of a group's member.</summary>
    public const string NameParameter = "X-CN";

    /// <summary>The fields of N, in its order.</summary>
    public static IReadOnlyList<ContactField> Parts { get; } =
        [.. new[] { "N/family", "N/given", "N/middle", "N/prefix", "N/suffix" }.Select(Row)];

    /// <summary>The fields of ORG, in its order.</summary>
    public static IReadOnlyList<ContactField> Organization { get; } = [Row("ORG/company"), Row("ORG/department")];

    private static ContactField Row(string name) => ContactFields.Rows.Single(row => row.VCard == name);
}

namespace ContactSync;

/// <summary>A field of a contact: what the protocols it is read by and the formats it is written in call it.</summary>
public sealed class SyncField
{
    /// <summary>The property of <see cref="SyncContact"/>; of a number its kind, of an address its place.</summary>
    public required string Name { get; init; }

    /// <summary>The property of Microsoft Graph; null where Graph does not carry it.</summary>
    public string? Graph { get; init; }

    /// <summary>The property of EWS; null where EWS does not carry it.</summary>
    public string? Ews { get; init; }

    /// <summary>The property of vCard 3.0; null where there is none.</summary>
    public string? VCard { get; init; }

    /// <summary>The heading in the CSV files of an English Outlook; null where there is none.</summary>
    public string? Csv { get; init; }

    /// <summary>The attribute in LDAP (inetOrgPerson); null where there is none.</summary>
    public string? Ldap { get; init; }

    /// <summary>What is lost or costs more, in the session's language.</summary>
    public string? Note { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

namespace ContactSync.Engine.Fields;

/// <summary>One field of a contact, and what the formats that phone books are written in call it.</summary>
/// <param name="Name">The property of <see cref="SyncContact"/>; of a number its kind, of an address its place.</param>
/// <param name="VCard">The property of vCard 3.0; a part of a structured one stands behind a slash. Null where there is none.</param>
/// <param name="Csv">The heading in the CSV files of an English Outlook; null where there is none.</param>
/// <param name="Ldap">The attribute in LDAP; null where there is none.</param>
/// <param name="Read">The field's value; null where the contact has none.</param>
/// <param name="Group">What it is given out with; null for what only the source and the store need.</param>
public sealed record ContactField(
    string Name, string? VCard, string? Csv, string? Ldap, Func<SyncContact, object?> Read, ContactFieldGroup? Group = null);

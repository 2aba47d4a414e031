namespace ContactSync;

/// <summary>What a mailbox, or a public folder, has that a contact of Microsoft Graph does not carry.</summary>
public sealed class SyncParityReport
{
    /// <summary>The mailbox's primary mail address; the path of a public folder.</summary>
    public required string Mailbox { get; init; }

    /// <summary>How many contacts were read.</summary>
    public required int Contacts { get; init; }

    /// <summary>Contact groups, which Graph does not show.</summary>
    public required int ContactGroups { get; init; }

    /// <summary>
    /// Numbers that Graph's contact has no property for: fax, pager, car, call-back and the like. This module's own import reads them all
    /// the same, as extended properties.
    /// </summary>
    public required int ExtraNumbers { get; init; }

    /// <summary>The contacts that have such numbers.</summary>
    public required int ContactsWithExtraNumbers { get; init; }

    /// <summary>Contacts of a public folder, which Graph does not reach.</summary>
    public required int PublicFolderContacts { get; init; }

    /// <summary>True where Graph carries all of it.</summary>
    public bool IsEqual => ContactGroups + ExtraNumbers + PublicFolderContacts == 0;

    /// <summary>The mailbox.</summary>
    public override string ToString() => Mailbox;
}

namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>What a member of a distribution list is, under the names of EWS.</summary>
internal enum ListMemberKind
{
    /// <summary>An address that is nobody's entry anywhere.</summary>
    OneOff,

    /// <summary>A user of the directory.</summary>
    Mailbox,

    /// <summary>A group of the directory.</summary>
    PublicDL,

    /// <summary>A contact of the same mailbox.</summary>
    Contact,

    /// <summary>Another list of the same mailbox.</summary>
    PrivateDL,
}

/// <summary>A member of a distribution list: name and address as they were when it was added (MS-OXOCNTC 2.2.2.4).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Display name.</param>
/// <param name="Address">SMTP address; null for a list.</param>
/// <param name="Item">Number of the contact or list in the mailbox; 0 for others.</param>
internal sealed record ListMember(ListMemberKind Kind, string Name, string? Address, long Item = 0);

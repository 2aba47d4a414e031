using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>
/// A contact, or a distribution list, as it lies in a mailbox. It never changes: a change puts another one in its place.
/// </summary>
internal sealed record StoredContact
{
    /// <summary>Lists are numbered from here, so that even a number that is gone tells what it was.</summary>
    public const long FirstList = 0x4000_0000_0000;

    /// <summary>Counts the items of a mailbox; stays the same when the contact moves.</summary>
    public required long Number { get; init; }

    /// <summary>The number of the folder it lies in.</summary>
    public required long Folder { get; init; }

    public required Guid Mailbox { get; init; }

    /// <summary>The mailbox's change counter when this version came to be.</summary>
    public required long Change { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required PropertyBag Properties { get; init; }

    public ContactPhoto? Photo { get; init; }

    /// <summary>The members of a distribution list; none for a contact.</summary>
    public IReadOnlyList<ListMember> Members { get; init; } = [];

    /// <summary>IPM.DistList, which Graph does not show.</summary>
    public bool IsList => IsListNumber(Number);

    public static bool IsListNumber(long number) => number >= FirstList;

    public string ChangeKey => ExchangeId.ChangeKey(Mailbox, Change);

    public string Id(bool immutable) => immutable
        ? new ExchangeId(ExchangeIdKind.ImmutableContact, Mailbox, 0, Number).ToString()
        : new ExchangeId(ExchangeIdKind.Contact, Mailbox, Folder, Number).ToString();
}

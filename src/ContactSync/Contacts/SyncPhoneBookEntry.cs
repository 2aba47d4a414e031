namespace ContactSync;

/// <summary>An entry of a phone book.</summary>
public sealed class SyncPhoneBookEntry
{
    /// <summary>Names the entry for good, in every store and destination: the same contact of the same mailbox has the same one.</summary>
    public required Guid Uid { get; init; }

    /// <summary>The owner's primary mail address.</summary>
    public required string Owner { get; init; }

    /// <summary>The phone book's title.</summary>
    public required string PhoneBook { get; init; }

    /// <summary>The name shown.</summary>
    public required string Name { get; init; }

    /// <summary>The company.</summary>
    public string? Company => Contact.CompanyName;

    /// <summary>The numbers.</summary>
    public IReadOnlyList<SyncPhoneNumber> Numbers => Contact.PhoneNumbers;

    /// <summary>The number that answered a search by number.</summary>
    public SyncPhoneNumber? Match { get; init; }

    /// <summary>All its fields.</summary>
    public required SyncContact Contact { get; init; }

    /// <summary>The name shown.</summary>
    public override string ToString() => Name;
}

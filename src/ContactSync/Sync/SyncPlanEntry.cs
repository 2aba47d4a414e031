namespace ContactSync;

/// <summary>What a run would do with a contact.</summary>
public enum PlannedAction
{
    /// <summary>It becomes an entry.</summary>
    Add,

    /// <summary>Its entry changes.</summary>
    Update,

    /// <summary>Its entry goes.</summary>
    Delete,

    /// <summary>It was read and becomes no entry.</summary>
    LeaveOut,
}

/// <summary>One contact and what a run would do with it; what stays as it is, is not listed.</summary>
public sealed class SyncPlanEntry
{
    /// <summary>The mailbox's primary address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The phone book's title.</summary>
    public required string PhoneBook { get; init; }

    /// <summary>What would be done.</summary>
    public required PlannedAction Action { get; init; }

    /// <summary>The name shown.</summary>
    public required string Name { get; init; }

    /// <summary>The company.</summary>
    public string? Company => (Contact ?? Previous)?.CompanyName;

    /// <summary>The numbers.</summary>
    public IReadOnlyList<SyncPhoneNumber> Numbers => (Contact ?? Previous)?.PhoneNumbers ?? [];

    /// <summary>The fields that would change, where an entry changes.</summary>
    public IReadOnlyList<string> Fields { get; init => field = PublicList.Of(value); } = [];

    /// <summary>Why it is left out, or the guard that would stop the mailbox.</summary>
    public string? Reason { get; init; }

    /// <summary>The name of the guard that would stop the mailbox, so that nothing of it is done.</summary>
    public string? Guard { get; init; }

    /// <summary>The entry as it would be.</summary>
    public SyncContact? Contact { get; init; }

    /// <summary>The entry as it is.</summary>
    public SyncContact? Previous { get; init; }

    /// <summary>The protocol the mailbox was read by.</summary>
    public required SyncProtocol Protocol { get; init; }

    /// <summary>What would be done with whom.</summary>
    public override string ToString() => $"{Action} {Name}";
}

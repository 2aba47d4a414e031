namespace ContactSync;

/// <summary>A member of a contact group.</summary>
/// <param name="Name">The name shown.</param>
/// <param name="Address">The mail address; null where the list names none, for a group within the group for example.</param>
public sealed record SyncContactMember(string? Name, string? Address)
{
    /// <summary>Name, else address.</summary>
    public override string ToString() => Name ?? Address ?? "";
}

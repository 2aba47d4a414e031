namespace ContactSync;

/// <summary>A mail address.</summary>
/// <param name="Slot">1 to 3: which of Outlook's three fields it stands in.</param>
/// <param name="Address">The address.</param>
/// <param name="Name">The name shown for it.</param>
public sealed record SyncEmailAddress(int Slot, string Address, string? Name = null)
{
    /// <summary>The address.</summary>
    public override string ToString() => Address;
}

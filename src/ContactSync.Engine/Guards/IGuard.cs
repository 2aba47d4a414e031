using ContactSync.Engine.Planning;

namespace ContactSync.Engine.Guards;

/// <summary>
/// Stands between plan and apply and stops what looks wrong; the mailbox's entries stay as they are. Can be lifted by name for one run.
/// </summary>
public interface IGuard
{
    /// <summary>The name it is lifted by, equal to the id of its error.</summary>
    string Name { get; }

    /// <summary>The reason to stop, or null.</summary>
    SyncException? Check(GuardInput input);
}

/// <summary>What a guard looks at.</summary>
/// <param name="Plan">What is about to be done.</param>
/// <param name="ConnectionTenants">The tenants that the connection had filled phone books from when the run began.</param>
public sealed record GuardInput(PhoneBookPlan Plan, IReadOnlyList<string> ConnectionTenants)
{
    /// <summary>How many entries the run has taken away so far, those of this plan included.</summary>
    public long DeletesOfRun { get; init; }

    /// <summary>How many entries the connection's phone books had when the run began.</summary>
    public long EntriesOfRun { get; init; }

    /// <summary>For a new phone book, whether its owner has one with the same title and from the same tenant, of another mailbox.</summary>
    public bool HasOtherMailbox { get; init; }
}

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
public sealed record GuardInput(PhoneBookPlan Plan, IReadOnlyList<string> ConnectionTenants);

namespace ContactSync.Engine.Guards;

/// <summary>Stops where a mailbox that had contacts has none all at once: more often a lost folder than a user's wish.</summary>
public sealed class SourceEmptyGuard : IGuard
{
    /// <inheritdoc/>
    public string Name => nameof(Errors.SourceEmpty);

    /// <inheritdoc/>
    public SyncException? Check(GuardInput input)
    {
        var plan = input.Plan;
        return plan.Existing is { EntryCount: > 0 } existing && plan.EntryCount + plan.DeletedByFilter == 0
            ? Texts.Catalog.Create(Name, SyncErrorKind.GuardStopped, plan.Owner, plan.Owner, existing.EntryCount)
            : null;
    }
}

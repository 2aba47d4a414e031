namespace ContactSync.Engine.Guards;

/// <summary>
/// Stops where a large part of a phone book would go in one run. What goes by another filter has a guard of its own; what comes back with
/// another id does not go.
/// </summary>
public sealed class TooManyDeletesGuard : IGuard
{
    private const int EntriesAlwaysAllowed = 25;

    private const int PercentAllowed = 20;

    /// <inheritdoc/>
    public string Name => nameof(Errors.TooManyDeletes);

    /// <inheritdoc/>
    public SyncException? Check(GuardInput input)
    {
        var plan = input.Plan;
        var before = plan.Existing?.EntryCount ?? 0;
        var deletes = plan.DeletedIds.Count - plan.Replaced - plan.DeletedByFilter;
        return deletes > EntriesAlwaysAllowed && deletes * 100L > before * (long)PercentAllowed
            ? Texts.Catalog.Create(
                Name, SyncErrorKind.GuardStopped, plan.Owner, plan.Owner, deletes, before, EntriesAlwaysAllowed, PercentAllowed)
            : null;
    }
}

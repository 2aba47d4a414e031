namespace ContactSync.Engine.Guards;

/// <summary>
/// Stops where a large part of a phone book, or of all that the run fills, would go in one run. What goes by another filter has a guard of
/// its own; what comes back with another id does not go.
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
        if (AreTooMany(plan.Lost, before))
        {
            return Texts.Catalog.Create(
                Name, SyncErrorKind.GuardStopped, plan.Owner, plan.Owner, plan.Lost, before, EntriesAlwaysAllowed, PercentAllowed);
        }
        if (plan.Lost == 0 || !AreTooMany(input.DeletesOfRun, input.EntriesOfRun))
            return null;
        var message = Texts.Catalog.Text(
            nameof(Errors.Text_TooManyDeletesOfRun),
            plan.Owner, input.DeletesOfRun, input.EntriesOfRun, EntriesAlwaysAllowed, PercentAllowed);
        return new SyncException(
            Name, SyncErrorKind.GuardStopped, message, Texts.Catalog.Text(nameof(Errors.TooManyDeletes_Advice)), plan.Owner);
    }

    private static bool AreTooMany(long deletes, long before) =>
        deletes > EntriesAlwaysAllowed && deletes * 100 > before * PercentAllowed;
}

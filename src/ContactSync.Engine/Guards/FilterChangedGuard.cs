namespace ContactSync.Engine.Guards;

/// <summary>
/// Stops where entries would go because another filter, or other folders, are asked for than in the run before. Once lifted the phone book
/// is that of the new filter, and it is quiet.
/// </summary>
public sealed class FilterChangedGuard : IGuard
{
    /// <inheritdoc/>
    public string Name => nameof(Errors.FilterChanged);

    /// <inheritdoc/>
    public SyncException? Check(GuardInput input)
    {
        var plan = input.Plan;
        return plan.DeletedByFilter > 0
            ? Texts.Catalog.Create(
                Name, SyncErrorKind.GuardStopped, plan.Owner, plan.Owner, plan.DeletedByFilter, plan.Existing?.EntryCount ?? 0)
            : null;
    }
}

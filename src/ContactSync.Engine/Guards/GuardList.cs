namespace ContactSync.Engine.Guards;

/// <summary>The guards every run passes.</summary>
public static class GuardList
{
    /// <summary>All guards, in the order they are asked.</summary>
    public static IReadOnlyList<IGuard> All { get; } =
        [new TenantChangedGuard(), new SourceEmptyGuard(), new TooManyDeletesGuard(), new FilterChangedGuard()];

    /// <summary>The first reason to stop among the guards that are not lifted, or null.</summary>
    public static SyncException? Check(GuardInput input, IReadOnlySet<string> overridden) =>
        All
            .Where(guard => !overridden.Contains(guard.Name, StringComparer.OrdinalIgnoreCase))
            .Select(guard => guard.Check(input))
            .FirstOrDefault(error => error is not null);
}

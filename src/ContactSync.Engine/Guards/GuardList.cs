using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Guards;

/// <summary>The guards every run passes.</summary>
public static class GuardList
{
    /// <summary>All guards, in the order they are asked.</summary>
    public static IReadOnlyList<IGuard> All { get; } =
    [
        new TenantChangedGuard(), new MailboxChangedGuard(), new SourceEmptyGuard(), new TooManyDeletesGuard(), new FilterChangedGuard(),
        new EverythingChangedGuard(),
    ];

    /// <summary>The names of all guards that can be lifted for a run, those included that the whole of it passes.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. All.Select(guard => guard.Name), GroupShrankGuard.Name, MailboxQuery.ListingIncomplete];

    /// <summary>The first reason to stop among the guards that are not lifted, or null.</summary>
    public static SyncException? Check(GuardInput input, IReadOnlySet<string> overridden) =>
        All
            .Where(guard => !overridden.Contains(guard.Name, StringComparer.OrdinalIgnoreCase))
            .Select(guard => guard.Check(input))
            .FirstOrDefault(error => error is not null);
}

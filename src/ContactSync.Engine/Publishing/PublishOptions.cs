namespace ContactSync.Engine.Publishing;

/// <summary>How to publish.</summary>
/// <param name="WhatIf">Whether only to tell what would be done.</param>
/// <param name="Force">Whether to look at everything anew, as if nothing were known of the destination.</param>
/// <param name="OverriddenGuards">Guards lifted for this one time.</param>
public sealed record PublishOptions(bool WhatIf, bool Force, IReadOnlySet<string> OverriddenGuards);

/// <summary>How far a publishing is.</summary>
/// <param name="Done">Items written or taken away.</param>
/// <param name="Total">All that are to be.</param>
public readonly record struct PublishProgress(int Done, int Total);

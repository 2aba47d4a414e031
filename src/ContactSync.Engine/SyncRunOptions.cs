namespace ContactSync.Engine;

/// <summary>How a run is carried out.</summary>
/// <param name="ThrottleLimit">Mailboxes read side by side.</param>
/// <param name="WhatIf">Says what would change and writes nothing.</param>
public sealed record SyncRunOptions(int ThrottleLimit = 8, bool WhatIf = false);

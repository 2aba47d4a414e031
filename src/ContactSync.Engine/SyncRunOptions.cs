namespace ContactSync.Engine;

/// <summary>How a run is carried out.</summary>
/// <param name="ThrottleLimit">Mailboxes read side by side.</param>
/// <param name="WhatIf">Says what would change and writes nothing.</param>
/// <param name="KeepPlans">Hands the plans out beside the reports; each holds the entries of a phone book.</param>
public sealed record SyncRunOptions(int ThrottleLimit = 8, bool WhatIf = false, bool KeepPlans = false);

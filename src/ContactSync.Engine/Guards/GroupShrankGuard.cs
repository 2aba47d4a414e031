namespace ContactSync.Engine.Guards;

/// <summary>
/// Stops a run where half of the mailboxes, or more, that the same query found before are not found any more: more often a group that was
/// emptied by mistake than so many who left.
/// </summary>
public static class GroupShrankGuard
{
    private const int MailboxesAlwaysAllowed = 1;

    /// <summary>The name it is lifted by.</summary>
    public static string Name => nameof(Errors.GroupShrank);

    /// <summary>The reason to stop, or null.</summary>
    /// <param name="query">What was asked for, as shown to people.</param>
    /// <param name="before">How many mailboxes there were.</param>
    /// <param name="now">How many of them there are.</param>
    public static SyncException? Check(string query, int before, int now) =>
        before - now > MailboxesAlwaysAllowed && now * 2 <= before
            ? Texts.Catalog.Create(Name, SyncErrorKind.GuardStopped, query, query, before, now)
            : null;
}

namespace ContactSync.Engine;

/// <summary>Counts what the mailboxes of a run report side by side.</summary>
internal sealed class RunProgress(IProgress<SyncProgress>? target, int mailboxes) : IProgress<int>
{
    private readonly object gate = new();

    private SyncProgress current = new(0, mailboxes, 0);

    /// <summary>So many contacts more were read.</summary>
    public void Report(int value) => Advance(0, value);

    /// <summary>One mailbox more is finished.</summary>
    public void MailboxDone() => Advance(1, 0);

    // Reported under the lock, so that the numbers never go backwards.
    private void Advance(int done, int contacts)
    {
        lock (gate)
        {
            current = current with { MailboxesDone = current.MailboxesDone + done, ContactsRead = current.ContactsRead + contacts };
            target?.Report(current);
        }
    }
}

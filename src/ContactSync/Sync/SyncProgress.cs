namespace ContactSync;

/// <summary>How far a run is.</summary>
/// <param name="MailboxesDone">Mailboxes finished, whatever their outcome.</param>
/// <param name="MailboxesTotal">Mailboxes of the run.</param>
/// <param name="ContactsRead">Contacts read so far over all mailboxes.</param>
public readonly record struct SyncProgress(int MailboxesDone, int MailboxesTotal, int ContactsRead);

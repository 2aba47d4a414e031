namespace ContactSync.Sandbox.Mailboxes.Store;

internal enum MailboxState
{
    Available,

    /// <summary>On the organisation's own Exchange server: Graph cannot reach it.</summary>
    OnPremises,

    /// <summary>Soft-deleted, or its licence was taken away.</summary>
    Inactive,

    /// <summary>The user never had one.</summary>
    Missing,
}

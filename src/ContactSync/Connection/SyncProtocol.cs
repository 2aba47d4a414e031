namespace ContactSync;

/// <summary>By which protocol mailboxes are read.</summary>
public enum SyncProtocol
{
    /// <summary>Decided for each mailbox: Microsoft Graph where the mailbox is in the cloud, else Exchange Web Services.</summary>
    Auto,

    /// <summary>Microsoft Graph alone.</summary>
    Graph,

    /// <summary>Exchange Web Services alone.</summary>
    Ews,
}

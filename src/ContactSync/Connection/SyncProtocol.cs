namespace ContactSync;

/// <summary>The protocol a mailbox is read by.</summary>
public enum SyncProtocol
{
    /// <summary>Decided for each mailbox: Graph in the cloud, EWS on an Exchange Server.</summary>
    Auto,

    /// <summary>Microsoft Graph.</summary>
    Graph,

    /// <summary>Exchange Web Services.</summary>
    Ews,
}

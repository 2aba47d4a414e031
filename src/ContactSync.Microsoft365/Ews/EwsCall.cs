namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// What requests are about and in whose name they are made. One object for each mailbox: it keeps to the server that knows it.
/// </summary>
/// <param name="target">The thing it is about, as an admin calls it: <c>mailbox anna@contoso.com</c>.</param>
/// <param name="host">The server's host.</param>
/// <param name="account">The account that signs in.</param>
/// <param name="impersonation">In whose name; null for the account's own.</param>
internal sealed class EwsCall(string target, string host, string account, EwsImpersonation? impersonation = null)
{
    private volatile string? affinity;

    public string Target => target;

    public string Host => host;

    public string Account => account;

    public EwsImpersonation? Impersonation { get; } = impersonation;

    /// <summary>The mailbox by whose place a request finds its way; null where that is the account's own, or not known.</summary>
    public string? Anchor { get; init; } = impersonation?.Anchor;

    /// <summary>The mailbox that holds the public folders asked for; null where the server shall find it.</summary>
    public string? PublicFolderMailbox { get; init; }

    /// <summary>The cookie that leads to the server which answered before.</summary>
    public string? Affinity
    {
        get => affinity;
        set => affinity = value;
    }
}

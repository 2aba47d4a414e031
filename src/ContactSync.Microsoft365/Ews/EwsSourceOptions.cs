namespace ContactSync.Microsoft365.Ews;

/// <summary>Whose mailboxes are read, and how the account works in their name.</summary>
public sealed record EwsSourceOptions
{
    /// <summary>What the phone books are kept under: the tenant's directory id, or the server's host where there is none.</summary>
    public required string TenantId { get; init; }

    /// <summary>
    /// By what a mailbox is named. Exchange Server wants the primary address; for Exchange Online take
    /// <see cref="EwsImpersonationKind.SmtpAddress"/>.
    /// </summary>
    public EwsImpersonationKind Impersonation { get; init; } = EwsImpersonationKind.PrimarySmtpAddress;

    /// <summary>The mailbox in whose name the directory is asked (an app has none of its own); null for the account itself.</summary>
    public string? DirectoryMailbox { get; init; }

    /// <summary>
    /// The address of the mailbox that holds the public folders, where the server does not find it by itself (it answers then that a folder
    /// is not there); null leaves it to the server.
    /// </summary>
    public string? PublicFolderMailbox { get; init; }
}

namespace ContactSync;

/// <summary>
/// The gates that a call of Exchange Web Services to Exchange Online has to pass, and whether an app, or a mailbox, does.
/// </summary>
public sealed class SyncEwsPolicy
{
    /// <summary>The organisation's name in Exchange.</summary>
    public required string Organisation { get; init; }

    /// <summary>The organisation's switch: null where it is not set, and then the list of apps is not asked.</summary>
    public bool? EwsEnabled { get; init; }

    /// <summary>The application ids that may come in where <see cref="EwsEnabled"/> is true; with none, nobody may.</summary>
    public IReadOnlyList<string> AllowedAppIds { get; init => field = PublicList.Of(value); } = [];

    /// <summary>Which list of user agents counts: <c>EnforceAllowList</c>, <c>EnforceBlockList</c>, or null for neither.</summary>
    public string? ApplicationAccessPolicy { get; init; }

    /// <summary>Patterns of user agents that alone may come in.</summary>
    public IReadOnlyList<string> AllowList { get; init => field = PublicList.Of(value); } = [];

    /// <summary>Patterns of user agents that may not.</summary>
    public IReadOnlyList<string> BlockList { get; init => field = PublicList.Of(value); } = [];

    /// <summary>The mailbox that was asked about; null where none was.</summary>
    public string? Mailbox { get; init; }

    /// <summary>The mailbox's own switch.</summary>
    public bool? MailboxEwsEnabled { get; init; }

    /// <summary>The application id that was asked about; null where none was.</summary>
    public string? AppId { get; init; }

    /// <summary>The gates that stay shut, a sentence each.</summary>
    public required IReadOnlyList<string> BlockedBy { get; init => field = PublicList.Of(value); }

    /// <summary>True where no gate stays shut; null where no app was asked about.</summary>
    public bool? IsAllowed => AppId is null ? null : BlockedBy.Count == 0;

    /// <summary>The organisation's name.</summary>
    public override string ToString() => Organisation;
}

using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Graph;

/// <summary>The addresses asked for, and the links that Graph hands out. Links are followed verbatim, and only to Graph itself.</summary>
internal sealed class GraphLinks(Uri endpoint)
{
    /// <summary>
    /// Folder properties that decide whether a folder is read: container class, hidden, has subfolders.
    /// https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxprops
    /// </summary>
    private static readonly string FolderQuery = (
        "?$select=id,displayName,parentFolderId&$top=250&$expand=singleValueExtendedProperties($filter="
        + $"id eq '{GraphFolder.ClassTag}' or id eq '{GraphFolder.HiddenTag}' or id eq '{GraphFolder.ParentTag}')").Replace(" ", "%20");

    private readonly string prefix = endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>The mailbox's own contacts folder.</summary>
    public static string DefaultFolder(string mailboxId) => $"/users/{Escape(mailboxId)}/contactFolders/contacts?$select=id,displayName";

    /// <summary>The mailbox's contact folders beside and below its own.</summary>
    public static string Folders(string mailboxId) => $"/users/{Escape(mailboxId)}/contactFolders{FolderQuery}";

    /// <summary>A folder's folders, one level.</summary>
    public static string ChildFolders(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/childFolders{FolderQuery}";

    /// <summary>A folder's contacts from the beginning.</summary>
    public static string Contacts(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/contacts/delta?$select={GraphContactFields.Select}";

    /// <summary>The user of that object id, or the users of that mail address or user principal name.</summary>
    public static string User(string name, string select) => Guid.TryParse(name, out _)
        ? $"/users/{Escape(name)}?$select={select}"
        : $"/users?$filter={Escape($"mail eq {Quote(name)} or userPrincipalName eq {Quote(name)}")}&$select={select}";

    /// <summary>A text as OData writes it.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    /// <summary>A link of Graph's as the url of an entry in a <c>$batch</c>; null where it leads elsewhere and must not be asked.</summary>
    public string? RelativeOf(string link) =>
        link.StartsWith(prefix + "/", StringComparison.OrdinalIgnoreCase) ? link[prefix.Length..] : null;

    /// <summary>The whole address of a relative one.</summary>
    public Uri Absolute(string relative) => new(prefix + relative);

    /// <summary>A link of Graph's made relative.</summary>
    /// <exception cref="SyncException">It leads to another server.</exception>
    public string Require(string link, GraphCall call) =>
        RelativeOf(link) ?? throw Texts.Catalog.Create(
            nameof(Errors.ForeignAddress), SyncErrorKind.InvalidData, call.Target, Redaction.Clean(link), prefix);

    /// <summary>The error for a service that hands out the same link twice.</summary>
    public static SyncException Loop(GraphCall call) =>
        Texts.Catalog.Create(nameof(Errors.LinkLoop), SyncErrorKind.InvalidData, call.Target, call.Target, call.Endpoint.Authority);

    private static string Escape(string id) => Uri.EscapeDataString(id);
}

using System.Text.Json;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.ManagedFolders;

namespace ContactSync.Microsoft365.Graph;

/// <summary>The addresses asked for, and the links that Graph hands out. Links are followed verbatim, and only to Graph itself.</summary>
internal sealed class GraphLinks(Uri endpoint)
{
    /// <summary>
    /// Folder properties that decide whether a folder is read: container class, hidden, has subfolders, made by us.
    /// https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxprops
    /// </summary>
    private static readonly string FolderQuery =
        $"?$select=id,displayName,parentFolderId&$top=250&{Extended(GraphFolder.TagFilter)}";

    private static readonly string FolderLook = $"?$select=id,displayName,parentFolderId&{Extended(GraphFolder.LookFilter)}";

    private static readonly string MarkQuery =
        $"$select=id,changeKey&{Extended($"id eq '{ManagedMark.GraphEntry}'")}";

    /// <summary>All fields of a contact, the extended ones included.</summary>
    private static readonly string ContactQuery =
        $"$select={GraphContactFields.Select}&$expand={GraphContactFields.Expand.Replace(" ", "%20", StringComparison.Ordinal)}";

    private readonly string prefix = endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>The mailbox's own contacts folder.</summary>
    public static string DefaultFolder(string mailboxId) => $"/users/{Escape(mailboxId)}/contactFolders/contacts?$select=id,displayName";

    /// <summary>The mailbox's contact folders beside and below its own.</summary>
    public static string Folders(string mailboxId) => $"/users/{Escape(mailboxId)}/contactFolders{FolderQuery}";

    /// <summary>A folder's folders, one level.</summary>
    public static string ChildFolders(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/childFolders{FolderQuery}";

    /// <summary>The tree of contact folders, those that Graph leaves out of listings included.</summary>
    public static string AllFolders(string mailboxId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/delta?$select=id,displayName,parentFolderId";

    /// <summary>One folder, with what an admin wants to know of it.</summary>
    public static string Folder(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}{FolderLook}";

    /// <summary>
    /// Which contacts a folder has, from the beginning. A delta takes no expansion: it names the contacts, and they are read beside it. The
    /// time of the last change is asked for because a service may tell only of changes to what was selected.
    /// </summary>
    public static string Changes(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/contacts/delta?$select=id,lastModifiedDateTime";

    /// <summary>A folder's contacts, page by page.</summary>
    public static string Contacts(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/contacts?$top={GraphTransport.PageSize}&{ContactQuery}";

    /// <summary>A folder's contacts by their marks alone, page by page.</summary>
    public static string MarkedContacts(string mailboxId, string folderId) =>
        $"{NewContact(mailboxId, folderId)}?$top={GraphTransport.PageSize}&{MarkQuery}";

    /// <summary>Where folders are made.</summary>
    public static string NewFolder(string mailboxId) => $"/users/{Escape(mailboxId)}/contactFolders";

    /// <summary>A folder that is changed or removed.</summary>
    public static string ChangedFolder(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}";

    /// <summary>Where a folder's contacts are made.</summary>
    public static string NewContact(string mailboxId, string folderId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/contacts";

    /// <summary>A contact that is changed or removed.</summary>
    public static string ChangedContact(string mailboxId, string folderId, string contactId) =>
        $"{NewContact(mailboxId, folderId)}/{Escape(contactId)}";

    /// <summary>One contact.</summary>
    public static string Contact(string mailboxId, string folderId, string contactId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/contacts/{Escape(contactId)}?{ContactQuery}";

    /// <summary>A contact's picture.</summary>
    public static string Photo(string mailboxId, string folderId, string contactId) =>
        $"/users/{Escape(mailboxId)}/contactFolders/{Escape(folderId)}/contacts/{Escape(contactId)}/photo/$value";

    /// <summary>The users whose name, address or principal name begins with a text; all of them without a text.</summary>
    public static string Users(string? search, string select)
    {
        var filter = search is null ? "" : "&$filter=" + Escape(string.Join(
            " or ", new[] { "displayName", "mail", "userPrincipalName" }.Select(name => $"startsWith({name},{Quote(search)})")));
        return $"/users?$select={select}&$top=500{filter}";
    }

    /// <summary>The users that have an address beside their primary one.</summary>
    public static string UserByAlias(string address, string select) =>
        $"/users?$filter={Escape($"proxyAddresses/any(p:p eq {Quote("smtp:" + address)})")}&$select={select}";

    /// <summary>The user of that object id, or the users of that mail address or user principal name.</summary>
    public static string User(string name, string select) => Guid.TryParse(name, out _)
        ? $"/users/{Escape(name)}?$select={select}"
        : $"/users?$filter={Escape($"mail eq {Quote(name)} or userPrincipalName eq {Quote(name)}")}&$select={select}";

    /// <summary>Where a listing goes on; null where it ends.</summary>
    public static string? NextOf(JsonElement page) => page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;

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

    private static string Extended(string filter) =>
        $"$expand=singleValueExtendedProperties($filter={filter})".Replace(" ", "%20", StringComparison.Ordinal);

    private static string Escape(string id) => Uri.EscapeDataString(id);
}

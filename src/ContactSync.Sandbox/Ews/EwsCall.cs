using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews;

/// <summary>One request of a caller, to the mailbox it acts for.</summary>
internal sealed class EwsCall(
    SandboxContext sandbox, HttpContext context, EwsCaller caller, (DirectoryUser User, Mailbox Mailbox)? target, XElement operation)
{
    private FolderTree? _tree;
    private FolderTree? _publicTree;

    public SandboxContext Sandbox => sandbox;

    /// <summary>The request as it came, for faults that are aimed at it.</summary>
    public HttpContext Context => context;

    public ExchangeDirectory Directory { get; } = new(sandbox, caller.IsOnline);

    /// <summary>The operation's element, which has passed the grammar.</summary>
    public XElement Operation => operation;

    /// <exception cref="EwsException">ErrorMissingEmailAddress: the account has no mailbox and acts for nobody.</exception>
    public Mailbox Mailbox => target?.Mailbox ?? throw NoMailboxNamed();

    public FolderTree Tree => _tree ??= new FolderTree(Mailbox);

    private Mailbox PublicFolders => sandbox.Mailboxes.PublicFolders;

    private FolderTree PublicTree => _publicTree ??= FolderTree.OfPublicFolders(PublicFolders);

    /// <summary>The tree that a folder stands in.</summary>
    public FolderTree TreeOf(EwsFolder folder) => IsPublic(folder) ? PublicTree : Tree;

    /// <summary>Whether a folder is one of the public ones, with which less can be done.</summary>
    public bool IsPublic(EwsFolder folder) => folder.Mailbox == PublicFolders.Id;

    /// <summary>The mailbox with this id: the caller's, or that of the public folders.</summary>
    public Mailbox MailboxOf(Guid id) => id == PublicFolders.Id ? PublicFolders : Mailbox;

    /// <exception cref="EwsException">ErrorInvalidOperation: changes of public folders cannot be followed.</exception>
    public void RefusePublic(EwsFolder folder)
    {
        if (IsPublic(folder))
            throw new EwsException("ErrorInvalidOperation", "The operation is not supported for public folders.");
    }

    public string Attribute(string name, string otherwise = "") => (string?)operation.Attribute(name) ?? otherwise;

    public XElement? Child(string name) => operation.Element(EwsNames.M + name);

    /// <summary>Fields of other kinds of items are left out without a word: a folder may hold several kinds.</summary>
    public Shape ItemShape() => Shape.Read(
        Child("ItemShape"), "item:", "contacts:", "distributionlist:", "message:", "calendar:", "task:", "meeting:", "meetingRequest:",
        "postitem:");

    public Shape FolderShape() => Shape.Read(Child("FolderShape"), "folder:");

    /// <summary>The folder that a FolderId or DistinguishedFolderId names.</summary>
    /// <exception cref="EwsException">It is not there, is another's, or the id is none.</exception>
    public EwsFolder Folder(XElement reference)
    {
        EwsId.CheckChangeKey((string?)reference.Attribute("ChangeKey"));
        var text = (string?)reference.Attribute("Id") ?? "";
        if (reference.Name.LocalName == "DistinguishedFolderId")
        {
            if (text == FolderTree.PublicRoot)
                return target is null ? throw NoMailboxNamed() : PublicTree.Find(text)!;
            CheckOwner((string?)reference.Element(EwsNames.T + "Mailbox")?.Element(EwsNames.T + "EmailAddress"));
            return Tree.Find(text) ?? throw EwsException.FolderNotFound();
        }
        var id = EwsId.Read(text);
        if (id.Kind != ExchangeIdKind.Folder)
            throw new EwsException("ErrorCannotUseItemIdForFolderId", "Id must be a folder Id, not an item Id.");
        if (id.Mailbox == PublicFolders.Id)
            return PublicTree.Find(id.Folder) ?? throw EwsException.FolderNotFound();
        return id.Mailbox == Mailbox.Id && Tree.Find(id.Folder) is { } folder ? folder : throw EwsException.FolderNotFound();
    }

    /// <summary>The contact or list that an ItemId names, as it is now: an old change key does no harm in reading.</summary>
    /// <exception cref="EwsException">It is gone, has moved, is another's, or the id is none.</exception>
    public EwsItem Item(XElement reference)
    {
        EwsId.CheckChangeKey((string?)reference.Attribute("ChangeKey"));
        return Item(EwsId.Read((string?)reference.Attribute("Id") ?? ""));
    }

    public EwsItem Item(ExchangeId id)
    {
        if (id.Kind == ExchangeIdKind.Folder)
            throw new EwsException("ErrorCannotUseFolderIdForItemId", "Id must be an item Id, not a folder Id.");
        var mailbox = MailboxOf(id.Mailbox);
        if (id.Mailbox != mailbox.Id || !mailbox.TryFind(id, out var contact))
            throw EwsException.ItemNotFound();
        return Show(contact);
    }

    public EwsItem Show(StoredContact contact) => new(contact, MailboxOf(contact.Mailbox), Owner);

    /// <summary>The contacts and lists of a folder, in the order they came.</summary>
    public List<StoredContact> Contacts(EwsFolder folder)
    {
        lock (MailboxOf(folder.Mailbox).Gate)
            return folder.Source is { } source ? [.. source.Items] : [];
    }

    private static EwsException NoMailboxNamed() => new("ErrorMissingEmailAddress",
        "When making a request as an account that does not have a mailbox, you must specify the mailbox primary SMTP address for any "
        + "distinguished folder Ids.");

    private string Owner => target?.User.Text("displayName") ?? "";

    private void CheckOwner(string? address)
    {
        if (address is null)
            return;
        var owner = Directory.FindByAddress(address);
        if (owner is null || !Directory.IsHere(owner))
            throw EwsException.NoMailbox();
        if (!ExchangeDirectory.IsPrimary(owner, address))
            throw EwsException.NotPrimary(owner.Mail!);
        // Nobody has shared a folder with anybody here.
        if (owner.Id != target?.User.Id)
            throw EwsException.FolderNotFound();
    }
}

using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>A folder of a mailbox that holds contacts. Guarded by its mailbox.</summary>
internal sealed class ContactFolder(Guid mailbox, long number, long parent, string displayName, string containerClass, bool isHidden)
{
    public const string ContactClass = "IPF.Contact";
    public const string RecipientCacheClass = "IPF.Contact.RecipientCache";

    public long Number => number;

    /// <summary>The number of the folder above.</summary>
    public long Parent => parent;

    public string DisplayName { get; set; } = displayName;

    /// <summary>PR_CONTAINER_CLASS: what Outlook takes the folder for.</summary>
    public string ContainerClass => containerClass;

    /// <summary>PR_ATTR_HIDDEN: Outlook does not show the folder.</summary>
    public bool IsHidden => isHidden;

    /// <summary>What programs noted of the folder in properties of their own.</summary>
    public Dictionary<MapiProperty, object> Extended { get; init; } = [];

    /// <summary>The mailbox's change counter when the folder itself changed last.</summary>
    public long Change { get; set; }

    public string Id => new ExchangeId(ExchangeIdKind.Folder, mailbox, number, 0).ToString();

    public string ParentId => new ExchangeId(ExchangeIdKind.Folder, mailbox, parent, 0).ToString();

    /// <summary>The contacts in the order of their numbers.</summary>
    public SortedDictionary<long, StoredContact> Contacts { get; } = [];

    /// <summary>The distribution lists, which Graph does not show, in the order of their numbers.</summary>
    public SortedDictionary<long, StoredContact> Lists { get; } = [];

    public int ItemCount => Contacts.Count + Lists.Count;

    public IEnumerable<StoredContact> Items => Contacts.Values.Concat(Lists.Values);

    public SortedDictionary<long, StoredContact> SetOf(long number) => StoredContact.IsListNumber(number) ? Lists : Contacts;

    public FolderLog Log { get; } = new();

    /// <summary>Whether an import may read it: neither hidden nor one of the folders that Exchange keeps for itself.</summary>
    public bool IsPersonal => !isHidden && containerClass == ContactClass;
}

using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Store;

/// <summary>The folders of a mailbox at one moment, from the root downwards.</summary>
internal sealed class FolderTree
{
    /// <summary>The root above the one that Outlook shows.</summary>
    public const long RootNumber = 0;

    /// <summary>DistinguishedFolderId of the root of the public folders.</summary>
    public const string PublicRoot = "publicfoldersroot";

    /// <summary>The folders that only EWS shows are numbered from here, out of the way of the store's own.</summary>
    private const long FirstFixed = 0x7F00_0000_0000;

    private static readonly (string Id, string German, string English, string? Class)[] Fixed =
    [
        ("inbox", "Posteingang", "Inbox", "IPF.Note"),
        ("drafts", "Entwürfe", "Drafts", "IPF.Note"),
        ("sentitems", "Gesendete Elemente", "Sent Items", "IPF.Note"),
        ("deleteditems", "Gelöschte Elemente", "Deleted Items", "IPF.Note"),
        ("junkemail", "Junk-E-Mail", "Junk Email", "IPF.Note"),
        ("outbox", "Postausgang", "Outbox", "IPF.Note"),
        ("calendar", "Kalender", "Calendar", "IPF.Appointment"),
        ("tasks", "Aufgaben", "Tasks", "IPF.Task"),
        ("notes", "Notizen", "Notes", "IPF.StickyNote"),
        ("journal", "Journal", "Journal", "IPF.Journal"),
    ];

    private readonly Dictionary<long, EwsFolder> _folders;

    public FolderTree(Mailbox mailbox)
        : this(mailbox, Top(mailbox))
    {
    }

    private FolderTree(Mailbox mailbox, IEnumerable<EwsFolder> top)
    {
        Mailbox = mailbox;
        lock (mailbox.Gate)
            _folders = Build(mailbox, top).ToDictionary(folder => folder.Number);
    }

    /// <summary>The public folders: a root, and what the store keeps.</summary>
    public static FolderTree OfPublicFolders(Mailbox mailbox) => new(
        mailbox, [new(mailbox.Id, Mailbox.RootNumber, Mailbox.RootNumber, "IPM_SUBTREE", null, PublicRoot)]);

    public Mailbox Mailbox { get; }

    public EwsFolder? Find(long number) => _folders.GetValueOrDefault(number);

    public EwsFolder? Find(string distinguished) => _folders.Values.FirstOrDefault(folder => folder.Distinguished == distinguished);

    public IEnumerable<EwsFolder> Children(EwsFolder folder) =>
        _folders.Values.Where(child => child.Parent == folder.Number && child.Number != folder.Number);

    /// <summary>Everything below, each folder before what it holds.</summary>
    public IEnumerable<EwsFolder> Below(EwsFolder folder)
    {
        foreach (var child in Children(folder))
        {
            yield return child;
            foreach (var deeper in Below(child))
                yield return deeper;
        }
    }

    /// <summary>The folders that every mailbox has beside those that the store keeps.</summary>
    private static List<EwsFolder> Top(Mailbox mailbox)
    {
        var german = mailbox.Contacts.DisplayName == "Kontakte";
        var top = german ? "Oberste Ebene des Informationsspeichers" : "Top of Information Store";
        var folders = new List<EwsFolder>
        {
            new(mailbox.Id, RootNumber, RootNumber, "", null, "root"),
            new(mailbox.Id, Mailbox.RootNumber, RootNumber, top, null, "msgfolderroot"),
        };
        for (var i = 0; i < Fixed.Length; i++)
        {
            var (id, germanName, englishName, containerClass) = Fixed[i];
            folders.Add(new(
                mailbox.Id, FirstFixed + i, Mailbox.RootNumber, german ? germanName : englishName, containerClass, id));
        }
        return folders;
    }

    private static List<EwsFolder> Build(Mailbox mailbox, IEnumerable<EwsFolder> top)
    {
        List<EwsFolder> folders = [.. top];
        folders.AddRange(mailbox.Folders.OrderBy(folder => folder.Number).Select(folder => Show(mailbox, folder)));
        var children = folders.Where(f => f.Number != f.Parent).GroupBy(f => f.Parent).ToDictionary(g => g.Key, g => g.Count());
        return folders.ConvertAll(folder => folder with { ChildCount = children.GetValueOrDefault(folder.Number) });
    }

    private static EwsFolder Show(Mailbox mailbox, ContactFolder folder) =>
        new(mailbox.Id, folder.Number, folder.Parent, folder.DisplayName, folder.ContainerClass, Distinguished(mailbox, folder))
        {
            Change = folder.Change,
            IsHidden = folder.IsHidden,
            Source = folder,
            ItemCount = folder.ItemCount,
        };

    private static string? Distinguished(Mailbox mailbox, ContactFolder folder) => folder.ContainerClass switch
    {
        _ when folder == mailbox.Contacts && mailbox.UserId != Guid.Empty => "contacts",
        ContactFolder.RecipientCacheClass => "recipientcache",
        "IPF.Contact.MOC.QuickContacts" => "quickcontacts",
        "IPF.Contact.MOC.ImContactList" => "imcontactlist",
        _ => null,
    };
}

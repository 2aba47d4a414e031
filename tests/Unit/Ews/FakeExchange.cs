using System.Security;
using ContactSync.Microsoft365.Ews;

namespace ContactSync.Tests.Ews;

/// <summary>
/// Mailboxes in memory that answer as a server does: sync states with a history, pages as long as the server likes, stale states refused.
/// Small on purpose; the sandbox is the place for everything else.
/// </summary>
internal sealed class FakeExchange
{
    private readonly Dictionary<string, FakeMailbox> mailboxes = new(StringComparer.OrdinalIgnoreCase);

    public FakeExchange(int maxConnections = 4) => Server = new EwsServerStub(Answer, maxConnections);

    public EwsServerStub Server { get; }

    /// <summary>The most changes and folders of a page, whatever is asked for.</summary>
    public int PageSize { get; set; } = 512;

    /// <summary>Answers in the server's place, or not at all (null).</summary>
    public Func<EwsSeen, HttpResponseMessage?>? Fault { get; set; }

    /// <summary>The answer for one item in its place, or not at all (null).</summary>
    public Func<string, string?>? ItemFault { get; set; }

    public Dictionary<string, (string Name, string Address, string Type)[]> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<(string Name, string Address, string Type)> Directory { get; } = [];

    public FakeMailbox Add(string address) => mailboxes[address] = new FakeMailbox();

    private HttpResponseMessage Answer(EwsSeen seen)
    {
        if (Fault?.Invoke(seen) is { } fault)
            return fault;
        if (seen.Operation == "ExpandDL")
            return Expand(seen.Body.Descendants().First(element => element.Name.LocalName == "EmailAddress").Value);
        if (seen.Operation == "ResolveNames")
            return Resolve(seen.Body.Value);
        if (!mailboxes.TryGetValue(seen.Impersonated ?? "", out var mailbox))
            return EwsServerStub.Fault("ErrorNonExistentMailbox");
        lock (mailbox)
        {
            return seen.Operation switch
            {
                "FindFolder" => FindFolders(seen, mailbox),
                "SyncFolderItems" => Sync(seen, mailbox),
                "GetItem" => GetItems(seen, mailbox),
                var other => throw new InvalidOperationException(other),
            };
        }
    }

    private HttpResponseMessage FindFolders(EwsSeen seen, FakeMailbox mailbox)
    {
        var offset = int.Parse(seen.Body.Descendants().First(view => view.Attribute("Offset") is not null).Attribute("Offset")!.Value);
        var messages = seen.Ids("DistinguishedFolderId").Select(parent =>
        {
            var folders = mailbox.Folders.Where(folder => parent == "msgfolderroot" || folder.IsDeleted).ToList();
            var page = folders.Skip(offset).Take(PageSize).ToList();
            var isLast = offset + page.Count >= folders.Count ? "true" : "false";
            return EwsSamples.Message("FindFolder", $"""
                <m:RootFolder IndexedPagingOffset="{offset + page.Count}" IncludesLastItemInRange="{isLast}">
                <t:Folders>{string.Concat(page.Select(folder => folder.ToXml()))}</t:Folders></m:RootFolder>
                """);
        });
        return EwsServerStub.Xml(EwsSamples.Answer("FindFolder", string.Concat(messages)));
    }

    private HttpResponseMessage Sync(EwsSeen seen, FakeMailbox mailbox)
    {
        if (mailbox.Find(seen.Ids("FolderId").Single()) is not { } folder)
            return Refuse("SyncFolderItems", "ErrorFolderNotFound");
        var from = 0;
        if (seen.SyncState is { } state)
        {
            var parts = state.Split('.');
            if (parts[0] != folder.Epoch.ToString())
                return Refuse("SyncFolderItems", "ErrorInvalidSyncStateData");
            from = int.Parse(parts[1]);
        }
        var changes = folder.ChangesSince(from).Where(change => seen.SyncState is not null || change.Item is not null).ToList();
        var page = changes.Take(PageSize).ToList();
        var isLast = page.Count == changes.Count;
        var reached = isLast ? folder.Sequence : page[^1].Sequence;
        var content = string.Concat(page.Select(change => change.Item is { } item
            ? $"<t:Create>{item.ToXml(withFields: false)}</t:Create>"
            : $"""<t:Delete><t:ItemId Id="{change.Id}"/></t:Delete>"""));
        return EwsServerStub.Xml(EwsSamples.Answer("SyncFolderItems", EwsSamples.Message("SyncFolderItems", $"""
            <m:SyncState>{folder.Epoch}.{reached}</m:SyncState>
            <m:IncludesLastItemInRange>{(isLast ? "true" : "false")}</m:IncludesLastItemInRange>
            <m:Changes>{content}</m:Changes>
            """)));
    }

    private HttpResponseMessage GetItems(EwsSeen seen, FakeMailbox mailbox) =>
        EwsServerStub.Xml(EwsSamples.Answer("GetItem", string.Concat(seen.Ids("ItemId").Select(id =>
            ItemFault?.Invoke(id)
            ?? (mailbox.Folders.Select(folder => folder.Get(id)).OfType<FakeItem>().FirstOrDefault() is { } item
                ? EwsSamples.Message("GetItem", $"<m:Items>{item.ToXml(withFields: true)}</m:Items>")
                : EwsSamples.Error("GetItem", "ErrorItemNotFound", "Gone.", "<m:Items/>"))))));

    private HttpResponseMessage Expand(string address) => Groups.TryGetValue(address, out var members)
        ? EwsServerStub.Xml(EwsSamples.Answer("ExpandDL", EwsSamples.Message("ExpandDL", $"""
            <m:DLExpansion TotalItemsInView="{members.Length}" IncludesLastItemInRange="true">
            {string.Concat(members.Select(ToXml))}</m:DLExpansion>
            """)))
        : Refuse("ExpandDL", "ErrorNameResolutionNoResults");

    private static HttpResponseMessage Refuse(string operation, string code) =>
        EwsServerStub.Xml(EwsSamples.Answer(operation, EwsSamples.Error(operation, code)));

    private HttpResponseMessage Resolve(string name)
    {
        var found = Directory.Where(entry => entry.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return EwsServerStub.Xml(EwsSamples.Answer("ResolveNames", found.Count == 0
            ? EwsSamples.Error("ResolveNames", "ErrorNameResolutionNoResults", "No results were found.")
            : EwsSamples.Message("ResolveNames", $"""
                <m:ResolutionSet TotalItemsInView="{found.Count}" IncludesLastItemInRange="true">
                {string.Concat(found.Select(entry => $"<t:Resolution>{ToXml(entry)}</t:Resolution>"))}</m:ResolutionSet>
                """)));
    }

    private static string ToXml((string Name, string Address, string Type) mailbox) => $"""
        <t:Mailbox><t:Name>{mailbox.Name}</t:Name><t:EmailAddress>{mailbox.Address}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>
        <t:MailboxType>{mailbox.Type}</t:MailboxType></t:Mailbox>
        """;
}

internal sealed class FakeMailbox
{
    public FakeMailbox() => Contacts = Add("F0", "Contacts");

    public List<FakeFolder> Folders { get; } = [];

    public FakeFolder Contacts { get; }

    public FakeFolder Add(
        string id, string name, string @class = "IPF.Contact", bool isHidden = false, bool isDeleted = false, bool isSearch = false)
    {
        var folder = new FakeFolder(id, name, @class, isHidden, isDeleted, isSearch);
        Folders.Add(folder);
        return folder;
    }

    public FakeFolder? Find(string id) => Folders.FirstOrDefault(folder => folder.Id == id);
}

internal sealed class FakeFolder(string id, string name, string @class, bool isHidden, bool isDeleted, bool isSearch)
{
    private readonly Dictionary<string, (int Sequence, FakeItem? Item)> items = [];

    public string Id => id;

    public bool IsDeleted => isDeleted;

    /// <summary>Goes up where the server forgets the states it gave.</summary>
    public int Epoch { get; set; }

    public int Sequence { get; private set; }

    public IEnumerable<FakeItem> Items => items.Values.Select(entry => entry.Item).OfType<FakeItem>();

    public void Put(string item, string surname = "Name", string itemClass = "IPM.Contact") =>
        items[item] = (++Sequence, new FakeItem(item, itemClass, surname));

    public void Remove(string item) => items[item] = (++Sequence, null);

    public FakeItem? Get(string item) => items.GetValueOrDefault(item).Item;

    public IEnumerable<(int Sequence, string Id, FakeItem? Item)> ChangesSince(int sequence) =>
        items.Where(entry => entry.Value.Sequence > sequence).OrderBy(entry => entry.Value.Sequence)
            .Select(entry => (entry.Value.Sequence, entry.Key, entry.Value.Item));

    public string ToXml()
    {
        var element = isSearch ? "SearchFolder" : "ContactsFolder";
        return $"""
            <t:{element}><t:FolderId Id="{id}"/><t:FolderClass>{@class}</t:FolderClass><t:DisplayName>{name}</t:DisplayName>
            <t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x10f4" PropertyType="Boolean"/>
            <t:Value>{(isHidden ? "true" : "false")}</t:Value></t:ExtendedProperty></t:{element}>
            """;
    }
}

internal sealed record FakeItem(string Id, string Class, string Surname)
{
    public string ToXml(bool withFields)
    {
        var element =
            Class.StartsWith("IPM.Contact", StringComparison.Ordinal) ? "Contact" : Class == "IPM.DistList" ? "DistributionList" : "Item";
        var fields = withFields && element == "Contact" ? $"<t:Surname>{SecurityElement.Escape(Surname)}</t:Surname>" : "";
        return $"""<t:{element}><t:ItemId Id="{Id}"/><t:ItemClass>{Class}</t:ItemClass>{fields}</t:{element}>""";
    }
}

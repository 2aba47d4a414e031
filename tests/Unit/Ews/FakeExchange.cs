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

    /// <summary>Primary addresses by aliases.</summary>
    public Dictionary<string, string> Aliases { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lists of mailboxes whose members come by ExpandDL only, by item.</summary>
    public Dictionary<string, (string Name, string Address, string Type)[]> PrivateLists { get; } = [];

    /// <summary>The public folders; those on top lie in PUBLIC.</summary>
    public List<FakeFolder> PublicFolders { get; } = [];

    /// <summary>The most names of an answer.</summary>
    public int NameLimit { get; set; } = 100;

    public FakeMailbox Add(string address) => mailboxes[address] = new FakeMailbox();

    private HttpResponseMessage Answer(EwsSeen seen)
    {
        if (Fault?.Invoke(seen) is { } fault)
            return fault;
        if (seen.Operation == "ExpandDL")
            return Expand(seen);
        if (seen.Operation == "ResolveNames")
            return Resolve(seen.Body.Value);
        if (seen.Impersonated is null)
            return AnswerPublic(seen);
        if (Aliases.TryGetValue(seen.Impersonated, out var primary))
            return EwsServerStub.Fault("ErrorNonPrimarySmtpAddress", $"""<t:Value Name="Primary">{primary}</t:Value>""");
        if (!mailboxes.TryGetValue(seen.Impersonated, out var mailbox))
            return EwsServerStub.Fault("ErrorNonExistentMailbox");
        lock (mailbox)
        {
            return seen.Operation switch
            {
                "FindFolder" => FindFolders(seen, mailbox),
                "SyncFolderItems" => Sync(seen, mailbox),
                "GetItem" => GetItems(seen, mailbox.Folders),
                "GetAttachment" => GetPhotos(seen, mailbox.Folders),
                var other => throw new InvalidOperationException(other),
            };
        }
    }

    private HttpResponseMessage FindFolders(EwsSeen seen, FakeMailbox mailbox)
    {
        var messages = seen.Ids("DistinguishedFolderId").Select(parent => Page("FindFolder", seen, [.. mailbox.Below(parent)]));
        return EwsServerStub.Xml(EwsSamples.Answer("FindFolder", string.Concat(messages)));
    }

    private string Page(string operation, EwsSeen seen, IReadOnlyList<FakeFolder> folders) =>
        Page(operation, seen, "Folders", [.. folders.Select(folder => folder.ToXml())]);

    private string Page(string operation, EwsSeen seen, string list, IReadOnlyList<string> entries)
    {
        var offset = int.Parse(seen.Body.Descendants().First(view => view.Attribute("Offset") is not null).Attribute("Offset")!.Value);
        var page = entries.Skip(offset).Take(PageSize).ToList();
        var isLast = offset + page.Count >= entries.Count ? "true" : "false";
        return EwsSamples.Message(operation, $"""
            <m:RootFolder IndexedPagingOffset="{offset + page.Count}" TotalItemsInView="{entries.Count}" IncludesLastItemInRange="{isLast}">
            <t:{list}>{string.Concat(page)}</t:{list}></m:RootFolder>
            """);
    }

    private HttpResponseMessage AnswerPublic(EwsSeen seen)
    {
        if (seen.Operation == "GetItem")
            return GetItems(seen, PublicFolders);
        var parent = seen.Ids("DistinguishedFolderId").Contains("publicfoldersroot") ? "PUBLIC" : seen.Ids("FolderId").Single();
        if (seen.Operation == "FindFolder")
        {
            var page = Page("FindFolder", seen, [.. PublicFolders.Where(folder => folder.Parent == parent)]);
            return EwsServerStub.Xml(EwsSamples.Answer("FindFolder", page));
        }
        if (PublicFolders.Find(folder => folder.Id == parent) is not { } found)
            return Refuse(seen.Operation, "ErrorFolderNotFound");
        return EwsServerStub.Xml(EwsSamples.Answer(seen.Operation, seen.Operation == "FindItem"
            ? Page("FindItem", seen, "Items", [.. found.Items.Select(item => item.ToXml())])
            : EwsSamples.Message("GetFolder", $"<m:Folders>{found.ToXml()}</m:Folders>")));
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
            ? $"<t:Create>{item.ToXml()}</t:Create>"
            : $"""<t:Delete><t:ItemId Id="{change.Id}"/></t:Delete>"""));
        return EwsServerStub.Xml(EwsSamples.Answer("SyncFolderItems", EwsSamples.Message("SyncFolderItems", $"""
            <m:SyncState>{folder.Epoch}.{reached}</m:SyncState>
            <m:IncludesLastItemInRange>{(isLast ? "true" : "false")}</m:IncludesLastItemInRange>
            <m:Changes>{content}</m:Changes>
            """)));
    }

    private HttpResponseMessage GetItems(EwsSeen seen, IReadOnlyList<FakeFolder> folders) =>
        EwsServerStub.Xml(EwsSamples.Answer("GetItem", string.Concat(seen.Ids("ItemId").Select(id =>
            ItemFault?.Invoke(id)
            ?? (Find(folders, id) is { } item
                ? EwsSamples.Message("GetItem", $"<m:Items>{item.ToXml(seen)}</m:Items>")
                : EwsSamples.Error("GetItem", "ErrorItemNotFound", "Gone.", "<m:Items/>"))))));

    /// <summary>Pictures of the length said, each byte the last digit of its contact's number.</summary>
    private HttpResponseMessage GetPhotos(EwsSeen seen, IReadOnlyList<FakeFolder> folders) =>
        EwsServerStub.Xml(EwsSamples.Answer("GetAttachment", string.Concat(seen.Ids("AttachmentId").Select(id =>
            ItemFault?.Invoke(id)
            ?? (Find(folders, id[2..]) is { Photo: > 0 } item
                ? EwsSamples.Message("GetAttachment", $"""
                    <m:Attachments><t:FileAttachment><t:AttachmentId Id="{id}"/><t:IsContactPhoto>true</t:IsContactPhoto>
                    <t:Content>{Convert.ToBase64String([.. Enumerable.Repeat((byte)id[^1], item.Photo)])}</t:Content>
                    </t:FileAttachment></m:Attachments>
                    """)
                : EwsSamples.Error("GetAttachment", "ErrorCannotOpenFileAttachment"))))));

    private static FakeItem? Find(IReadOnlyList<FakeFolder> folders, string item) =>
        folders.Select(folder => folder.Get(item)).OfType<FakeItem>().FirstOrDefault();

    private HttpResponseMessage Expand(EwsSeen seen)
    {
        var isPrivate = seen.Ids("ItemId") is [_];
        var name = isPrivate
            ? seen.Ids("ItemId").Single()
            : seen.Body.Descendants().First(element => element.Name.LocalName == "EmailAddress").Value;
        return (isPrivate ? PrivateLists : Groups).TryGetValue(name, out var members)
            ? EwsServerStub.Xml(EwsSamples.Answer("ExpandDL", EwsSamples.Message("ExpandDL", $"""
                <m:DLExpansion TotalItemsInView="{members.Length}" IncludesLastItemInRange="true">
                {string.Concat(members.Select(ToXml))}</m:DLExpansion>
                """)))
            : Refuse("ExpandDL", "ErrorNameResolutionNoResults");
    }

    private static HttpResponseMessage Refuse(string operation, string code) =>
        EwsServerStub.Xml(EwsSamples.Answer(operation, EwsSamples.Error(operation, code)));

    private HttpResponseMessage Resolve(string name)
    {
        var found = Directory.Where(entry => entry.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return EwsServerStub.Xml(EwsSamples.Answer("ResolveNames", found.Count == 0
            ? EwsSamples.Error("ResolveNames", "ErrorNameResolutionNoResults", "No results were found.")
            : EwsSamples.Message("ResolveNames", $"""
                <m:ResolutionSet TotalItemsInView="{found.Count}" IncludesLastItemInRange="{(found.Count <= NameLimit ? "true" : "false")}">
                {string.Concat(found.Take(NameLimit).Select(entry => $"<t:Resolution>{ToXml(entry)}</t:Resolution>"))}</m:ResolutionSet>
                """)));
    }

    private static string ToXml((string Name, string Address, string Type) mailbox) => $"""
        <t:Mailbox><t:Name>{mailbox.Name}</t:Name><t:EmailAddress>{mailbox.Address}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>
        <t:MailboxType>{mailbox.Type}</t:MailboxType></t:Mailbox>
        """;
}

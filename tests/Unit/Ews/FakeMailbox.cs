using System.Security;

namespace ContactSync.Tests.Ews;

/// <summary>A mailbox of <see cref="FakeExchange"/>; its own contacts folder is F0.</summary>
internal sealed class FakeMailbox
{
    public FakeMailbox() => Contacts = Add("F0", "Contacts");

    public List<FakeFolder> Folders { get; } = [];

    public FakeFolder Contacts { get; }

    public FakeFolder Add(
        string id, string name, string @class = "IPF.Contact", bool isHidden = false, bool isDeleted = false, bool isSearch = false,
        string parent = "ROOT")
    {
        var folder = new FakeFolder(id, name, @class, isHidden, isDeleted, isSearch, parent);
        Folders.Add(folder);
        return folder;
    }

    public FakeFolder? Find(string id) => Folders.FirstOrDefault(folder => folder.Id == id);

    /// <summary>The folders that a listing below one of the folders every mailbox has shows.</summary>
    public IEnumerable<FakeFolder> Below(string name) => name switch
    {
        "msgfolderroot" => Folders,
        "deleteditems" => Folders.Where(folder => folder.IsDeleted),
        "contacts" => Folders.Where(folder => IsWithin(folder, "F0")),
        var other => throw new InvalidOperationException(other),
    };

    private bool IsWithin(FakeFolder folder, string id) =>
        folder.Parent == id || (Find(folder.Parent) is { } parent && IsWithin(parent, id));
}

internal sealed class FakeFolder(
    string id, string name, string @class, bool isHidden = false, bool isDeleted = false, bool isSearch = false, string parent = "ROOT")
{
    private readonly Dictionary<string, (int Sequence, FakeItem? Item)> items = [];

    public string Id => id;

    public string Parent => parent;

    public bool IsDeleted => isDeleted;

    /// <summary>Goes up where the server forgets the states it gave.</summary>
    public int Epoch { get; set; }

    public int Sequence { get; private set; }

    public IEnumerable<FakeItem> Items => items.Values.Select(entry => entry.Item).OfType<FakeItem>();

    public void Put(string item, string surname = "Name", string itemClass = "IPM.Contact", int photo = 0, string members = "") =>
        items[item] = (++Sequence, new FakeItem(item, itemClass, surname, Sequence) { Photo = photo, Members = members });

    public void Remove(string item) => items[item] = (++Sequence, null);

    public FakeItem? Get(string item) => items.GetValueOrDefault(item).Item;

    public IEnumerable<(int Sequence, string Id, FakeItem? Item)> ChangesSince(int sequence) =>
        items.Where(entry => entry.Value.Sequence > sequence).OrderBy(entry => entry.Value.Sequence)
            .Select(entry => (entry.Value.Sequence, entry.Key, entry.Value.Item));

    public string ToXml()
    {
        var element = isSearch ? "SearchFolder" : "ContactsFolder";
        return $"""
            <t:{element}><t:FolderId Id="{id}"/><t:ParentFolderId Id="{parent}"/><t:FolderClass>{@class}</t:FolderClass>
            <t:DisplayName>{name}</t:DisplayName><t:TotalCount>{Items.Count()}</t:TotalCount>
            <t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x10f4" PropertyType="Boolean"/>
            <t:Value>{(isHidden ? "true" : "false")}</t:Value></t:ExtendedProperty></t:{element}>
            """;
    }
}

internal sealed record FakeItem(string Id, string Class, string Surname, int Sequence)
{
    private static readonly DateTime Beginning = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The length of its picture; 0 for none.</summary>
    public int Photo { get; init; }

    /// <summary>Its members as XML, where it is a list.</summary>
    public string Members { get; init; } = "";

    private string Element =>
        Class.StartsWith("IPM.Contact", StringComparison.Ordinal) ? "Contact" : Class == "IPM.DistList" ? "DistributionList" : "Item";

    /// <summary>The item as a listing has it.</summary>
    public string ToXml() => ToXml("", "");

    /// <summary>The item with what it has of the properties asked for.</summary>
    public string ToXml(EwsSeen seen)
    {
        var photo = Photo > 0 && Asks(seen, "item:Attachments")
            ? $"""
                <t:Attachments><t:FileAttachment><t:AttachmentId Id="A-{Id}"/><t:Size>{Photo}</t:Size>
                <t:IsContactPhoto>true</t:IsContactPhoto></t:FileAttachment></t:Attachments>
                """
            : "";
        var fields = Element switch
        {
            "Contact" => $"<t:Surname>{SecurityElement.Escape(Surname)}</t:Surname>",
            "DistributionList" => $"<t:DisplayName>{SecurityElement.Escape(Surname)}</t:DisplayName>"
                + (Members.Length > 0 && Asks(seen, "distributionlist:Members") ? $"<t:Members>{Members}</t:Members>" : ""),
            _ => "",
        };
        return ToXml(photo, fields);
    }

    private static bool Asks(EwsSeen seen, string field) => seen.Text.Contains($"\"{field}\"", StringComparison.Ordinal);

    private string ToXml(string photo, string fields) =>
        $"<t:{Element}><t:ItemId Id=\"{Id}\"/><t:ItemClass>{Class}</t:ItemClass>{photo}"
        + $"<t:LastModifiedTime>{Beginning.AddSeconds(Sequence):s}Z</t:LastModifiedTime>{fields}</t:{Element}>";
}

namespace ContactSync.Microsoft365.Ews;

/// <summary>An item of a folder.</summary>
internal sealed record EwsItem
{
    /// <summary>The id; without it there is nothing to name the item by.</summary>
    public string Id { get; init; } = "";

    /// <summary>The version of the item the id was given with.</summary>
    public string? ChangeKey { get; init; }

    /// <summary>The folder it lies in, where that was asked for.</summary>
    public string? FolderId { get; init; }

    /// <summary>The message class: <c>IPM.Contact</c>, <c>IPM.DistList</c>.</summary>
    public string? Class { get; init; }

    /// <summary>The fields, where the item is a contact or a distribution list.</summary>
    public SyncContact? Contact { get; init; }

    /// <summary>What marks a contact that we made; null for anybody else's.</summary>
    public string? Mark { get; init; }

    /// <summary>The members, where the item is a distribution list.</summary>
    public IReadOnlyList<EwsMailbox> Members { get; init; } = [];

    /// <summary>The files attached, without their content.</summary>
    public IReadOnlyList<EwsAttachment> Attachments { get; init; } = [];

    /// <summary>Why the item cannot be used; null where it can.</summary>
    public string? Defect { get; init; }

    /// <summary>Whether it is a contact, be it of a form of its own, or a distribution list; null where it is neither.</summary>
    public ContactKind? Kind =>
        IsOfClass("IPM.Contact") ? ContactKind.Contact : IsOfClass("IPM.DistList") ? ContactKind.Group : null;

    /// <summary>Reads an item; the answer stands on it. An item that cannot be read says so itself and costs no other one.</summary>
    public static EwsItem Read(EwsXml xml)
    {
        var item = new EwsItem();
        var isList = xml.Name == "DistributionList";
        var draft = isList || xml.Name == "Contact" ? new EwsContactDraft() : null;
        try
        {
            foreach (var name in xml.Children())
                item = TakeOver(item, name, xml, draft);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return item with { Defect = error.Message };
        }
        var contact = draft?.Finish(item.Id, item.FolderId ?? "");
        return item with
        {
            Mark = draft?.Mark,
            Contact = isList ? EwsDistributionList.ToGroup(contact!, item.Members) : contact,
            Defect = item.Id.Length > 0 ? null : "It has no id.",
        };
    }

    /// <summary>Reads items; the answer stands on their list.</summary>
    public static IReadOnlyList<EwsItem> ReadList(EwsXml xml)
    {
        var items = new List<EwsItem>();
        foreach (var _ in xml.Children())
            items.Add(Read(xml));
        return items;
    }

    private static EwsItem TakeOver(EwsItem item, string name, EwsXml xml, EwsContactDraft? draft)
    {
        switch (name)
        {
            case "ItemId":
                return item with { Id = xml.Attribute("Id") ?? "", ChangeKey = xml.Attribute("ChangeKey") };
            case "ParentFolderId":
                return item with { FolderId = xml.Attribute("Id") };
            case "ItemClass":
                return item with { Class = xml.TextOrNull() };
            case "Attachments":
                return item with { Attachments = EwsAttachment.ReadList(xml) };
            case "Members":
                return item with { Members = ReadMembers(xml) };
            default:
                if (draft is not null)
                    EwsContactFields.Take(draft, name, xml);
                return item;
        }
    }

    private static List<EwsMailbox> ReadMembers(EwsXml xml)
    {
        var members = new List<EwsMailbox>();
        foreach (var _ in xml.Children())
        {
            foreach (var part in xml.Children())
            {
                if (part == "Mailbox")
                    members.Add(EwsMailbox.Read(xml));
            }
        }
        return members;
    }

    private bool IsOfClass(string name) =>
        Class is not null && Class.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (Class.Length == name.Length || Class[name.Length] == '.');
}

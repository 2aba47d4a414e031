using System.Text;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>A contact or distribution list with what the folder and the mailbox add to it.</summary>
/// <param name="Contact">The contact; it never changes.</param>
/// <param name="Mailbox">The mailbox it lies in.</param>
/// <param name="Owner">Display name of the mailbox's owner.</param>
internal sealed record EwsItem(StoredContact Contact, Mailbox Mailbox, string Owner)
{
    private const int NotesPreview = 255;

    private static readonly MapiProperty Subject = MapiProperty.Tag(MapiType.String, 0x0037);
    private static readonly MapiProperty Size = MapiProperty.Tag(MapiType.Integer, 0x0E08);
    private static readonly MapiProperty HasAttachments = MapiProperty.Tag(MapiType.Boolean, 0x0E1B);
    private static readonly MapiProperty EntryId = MapiProperty.Tag(MapiType.Binary, 0x0FFF);
    private static readonly MapiProperty Created = MapiProperty.Tag(MapiType.SystemTime, 0x3007);
    private static readonly MapiProperty Modified = MapiProperty.Tag(MapiType.SystemTime, 0x3008);

    public PropertyBag Bag => Contact.Properties;

    public string DisplayName => Bag.Text(ContactFields.DisplayName) ?? "";

    public string Notes => Bag.Text(ContactFields.Notes) ?? "";

    /// <summary>What a list shows of the notes.</summary>
    public string Preview => Notes.Length > NotesPreview ? Notes[..NotesPreview] : Notes;

    /// <summary>Bytes, as near as a client can tell.</summary>
    public int Bytes => 1200 + (Contact.Photo?.Bytes.Length ?? 0)
        + Bag.Values.Sum(pair => pair.Value is string text ? Encoding.Unicode.GetByteCount(text) : 16);

    /// <summary>The contact or list that a member stands for; null where it is gone, or for a member of another kind.</summary>
    public StoredContact? Linked(ListMember member) => member.Item == 0 ? null : Mailbox.Find(member.Item);

    /// <summary>A MAPI property, the computed ones included; null where the contact lacks it.</summary>
    public object? Mapi(MapiProperty? property)
    {
        if (property is null)
            return null;
        if (Bag[property] is { } value)
            return value;
        if (property == Subject)
            return DisplayName;
        if (property == Size)
            return Bytes;
        if (property == HasAttachments)
            return Contact.Photo is not null;
        if (property == EntryId)
            return EwsIdFormats.EntryOf(new(ExchangeIdKind.Contact, Contact.Mailbox, Contact.Folder, Contact.Number));
        if (property == Created)
            return Contact.Created;
        return property == Modified ? Contact.Modified : null;
    }
}

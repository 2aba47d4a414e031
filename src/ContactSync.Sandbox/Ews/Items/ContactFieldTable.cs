using ContactSync.Sandbox.Mailboxes.Properties;
using static ContactSync.Sandbox.Ews.Items.BaseShape;
using Fields = ContactSync.Sandbox.Mailboxes.Properties.ContactFields;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>The elements of a contact, in the order of the schema.</summary>
internal static class ContactFieldTable
{
    /// <summary>The nineteen keys of PhoneNumbers.</summary>
    public static readonly IReadOnlyList<(string Key, MapiProperty Property)> Phones =
    [
        ("AssistantPhone", Fields.AssistantPhone), ("BusinessFax", Fields.BusinessFax), ("BusinessPhone", Fields.BusinessPhone),
        ("BusinessPhone2", Fields.BusinessPhone2), ("Callback", Fields.CallbackPhone), ("CarPhone", Fields.CarPhone),
        ("CompanyMainPhone", Fields.CompanyMainPhone), ("HomeFax", Fields.HomeFax), ("HomePhone", Fields.HomePhone),
        ("HomePhone2", Fields.HomePhone2), ("Isdn", Fields.Isdn), ("MobilePhone", Fields.MobilePhone), ("OtherFax", Fields.OtherFax),
        ("OtherTelephone", Fields.OtherPhone), ("Pager", Fields.Pager), ("PrimaryPhone", Fields.PrimaryPhone),
        ("RadioPhone", Fields.RadioPhone), ("Telex", Fields.Telex), ("TtyTddPhone", Fields.TtyTddPhone),
    ];

    public static readonly IReadOnlyList<(string Key, AddressSlot Slot)> Addresses =
        [("Business", Fields.BusinessAddress), ("Home", Fields.HomeAddress), ("Other", Fields.OtherAddress)];

    private static readonly string[] Sensitivities = ["Normal", "Personal", "Private", "Confidential"];

    /// <summary>Before the extended properties.</summary>
    public static readonly IReadOnlyList<ContactField> Item =
    [
        new ContactField.Complex("ParentFolderId", "item:ParentFolderId", AllProperties, ContactWriters.ParentFolder),
        Computed("ItemClass", "item:ItemClass", AllProperties, item => item.Bag.Text(Fields.MessageClass) ?? "IPM.Contact"),
        Computed("Subject", "item:Subject", AllProperties, item => item.DisplayName),
        Computed("Sensitivity", "item:Sensitivity", AllProperties, item => Sensitivity(item.Bag)),
        new ContactField.Complex("Body", "item:Body", AllProperties, ContactWriters.Body) { NeedsItem = true },
        new ContactField.Complex("Attachments", "item:Attachments", AllProperties, ContactWriters.Attachments) { NeedsItem = true },
        Computed("DateTimeReceived", "item:DateTimeReceived", AllProperties, item => item.Contact.Created),
        Computed("Size", "item:Size", AllProperties, item => item.Bytes),
        Stored("Categories", "item:Categories", AllProperties, Fields.Categories),
        Computed("Importance", "item:Importance", AllProperties, _ => "Normal"),
        Computed("IsSubmitted", "item:IsSubmitted", AllProperties, _ => false),
        Computed("IsDraft", "item:IsDraft", AllProperties, _ => false),
        Computed("IsFromMe", "item:IsFromMe", AllProperties, _ => false),
        Computed("IsResend", "item:IsResend", AllProperties, _ => false),
        Computed("IsUnmodified", "item:IsUnmodified", AllProperties, _ => false),
        Computed("DateTimeSent", "item:DateTimeSent", AllProperties, item => item.Contact.Created),
        Computed("DateTimeCreated", "item:DateTimeCreated", AllProperties, item => item.Contact.Created),
        Computed("ReminderIsSet", "item:ReminderIsSet", AllProperties, _ => false),
        Computed("HasAttachments", "item:HasAttachments", Default, item => item.Contact.Photo is not null),
    ];

    /// <summary>After the extended properties, to the end of the item's own.</summary>
    public static readonly IReadOnlyList<ContactField> ItemEnd =
    [
        Computed("Culture", "item:Culture", Default, _ => "de-DE"),
        new ContactField.Complex("EffectiveRights", "item:EffectiveRights", AllProperties, ContactWriters.Rights),
        Computed("LastModifiedName", "item:LastModifiedName", AllProperties, item => item.Owner),
        Computed("LastModifiedTime", "item:LastModifiedTime", AllProperties, item => item.Contact.Modified),
        Computed("IsAssociated", "item:IsAssociated", AllProperties, _ => false),
        Computed("Preview", "item:Preview", AllProperties, item => item.Preview) with { NeedsItem = false },
        new ContactField.Complex("TextBody", "item:TextBody", (BaseShape)int.MaxValue, ContactWriters.TextBody) { NeedsItem = true },
    ];

    public static readonly IReadOnlyList<ContactField> Contact =
    [
        Stored("FileAs", "contacts:FileAs", Default, Fields.FileAs),
        Computed("FileAsMapping", "contacts:FileAsMapping", AllProperties, item => FileAsMapping(item.Bag)),
        Stored("DisplayName", "contacts:DisplayName", Default, Fields.DisplayName),
        Stored("GivenName", "contacts:GivenName", Default, Fields.GivenName),
        Stored("Initials", "contacts:Initials", AllProperties, Fields.Initials),
        Stored("MiddleName", "contacts:MiddleName", AllProperties, Fields.MiddleName),
        Stored("Nickname", "contacts:Nickname", AllProperties, Fields.NickName),
        new ContactField.Complex("CompleteName", "contacts:CompleteName", Default, ContactWriters.CompleteName),
        Stored("CompanyName", "contacts:CompanyName", Default, Fields.CompanyName),
        new ContactField.Complex("EmailAddresses", "contacts:EmailAddresses", Default, ContactWriters.Emails),
        new ContactField.Complex("PhysicalAddresses", "contacts:PhysicalAddresses", Default, ContactWriters.Addresses),
        new ContactField.Complex("PhoneNumbers", "contacts:PhoneNumbers", Default, ContactWriters.Phones),
        Stored("AssistantName", "contacts:AssistantName", AllProperties, Fields.AssistantName),
        Stored("Birthday", "contacts:Birthday", AllProperties, Fields.Birthday),
        Stored("BusinessHomePage", "contacts:BusinessHomePage", AllProperties, Fields.BusinessHomePage),
        Stored("Children", "contacts:Children", AllProperties, Fields.Children),
        Stored("Department", "contacts:Department", Default, Fields.Department),
        Stored("Generation", "contacts:Generation", AllProperties, Fields.Generation),
        new ContactField.Complex("ImAddresses", "contacts:ImAddresses", Default, ContactWriters.ImAddresses),
        Stored("JobTitle", "contacts:JobTitle", Default, Fields.JobTitle),
        Stored("Manager", "contacts:Manager", AllProperties, Fields.Manager),
        Stored("Mileage", "contacts:Mileage", AllProperties, Fields.Mileage),
        Stored("OfficeLocation", "contacts:OfficeLocation", AllProperties, Fields.OfficeLocation),
        Stored("Profession", "contacts:Profession", AllProperties, Fields.Profession),
        Stored("SpouseName", "contacts:SpouseName", AllProperties, Fields.SpouseName),
        Stored("Surname", "contacts:Surname", Default, Fields.Surname),
        Stored("WeddingAnniversary", "contacts:WeddingAnniversary", AllProperties, Fields.Anniversary),
        Computed("HasPicture", "contacts:HasPicture", AllProperties, item => item.Contact.Photo is not null),
        Computed("PhoneticFirstName", "contacts:PhoneticFirstName", AllProperties, item => item.Bag.NonEmpty(Fields.YomiGivenName)),
        Computed("PhoneticLastName", "contacts:PhoneticLastName", AllProperties, item => item.Bag.NonEmpty(Fields.YomiSurname)),
    ];

    /// <summary>The elements of a distribution list.</summary>
    public static readonly IReadOnlyList<ContactField> List =
    [
        Stored("DisplayName", "contacts:DisplayName", Default, Fields.DisplayName),
        Stored("FileAs", "contacts:FileAs", Default, Fields.FileAs),
        Computed("ContactSource", "contacts:ContactSource", AllProperties, _ => "Store"),
        new ContactField.Complex("Members", "distributionlist:Members", AllProperties, ListWriters.Members) { NeedsItem = true },
    ];

    private static readonly Dictionary<string, ContactField> ByUri =
        Item.Concat(ItemEnd).Concat(Contact).UnionBy(List, field => field.Uri).ToDictionary(field => field.Uri, StringComparer.Ordinal);

    public static ContactField? Find(string uri) => ByUri.GetValueOrDefault(uri);

    private static string Sensitivity(PropertyBag bag) => bag[Fields.Sensitivity] is int and >= 0 and <= 3 and var number
        ? Sensitivities[number]
        : Sensitivities[0];

    private static string FileAsMapping(PropertyBag bag)
    {
        var first = string.Join(' ', new[] { bag.NonEmpty(Fields.GivenName), bag.NonEmpty(Fields.MiddleName) }.OfType<string>());
        var last = bag.NonEmpty(Fields.Surname);
        return last is not null && first.Length > 0 && bag.Text(Fields.FileAs) == $"{last}, {first}" ? "LastCommaFirst" : "None";
    }

    private static ContactField.Single Stored(string element, string uri, BaseShape from, MapiProperty property) =>
        new(element, uri, from, item => item.Bag[property]) { Property = property };

    private static ContactField.Single Computed(string element, string uri, BaseShape from, Func<EwsItem, object?> read) =>
        new(element, uri, from, read);
}

using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Graph;
using EwsSide = ContactSync.Microsoft365.Fields.FieldSide<
    ContactSync.Microsoft365.Ews.EwsContactField, System.Collections.Generic.List<ContactSync.Microsoft365.Ews.EwsFieldValue>>;
using GraphSide = ContactSync.Microsoft365.Fields.FieldSide<
    ContactSync.Microsoft365.Graph.GraphContactField, ContactSync.Microsoft365.Graph.GraphContactBody>;

namespace ContactSync.Microsoft365.Fields;

/// <summary>
/// The fields of a contact and how each protocol carries them: a row a field, and what a protocol lacks is a row too. The readers of both
/// are made of it. Numbers and dates that Graph's contact lacks are read by their MAPI tags.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/graph/api/resources/contact,
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/contact,
/// https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxprops
/// </remarks>
internal static class FieldTable
{
    /// <summary>The table.</summary>
    public static readonly IReadOnlyList<FieldRow> Rows =
    [
        new(nameof(SyncContact.Id), EwsSide.Apart("item:ItemId"), GraphSide.Apart("id")),
        new(nameof(SyncContact.FolderId), EwsSide.Apart("item:ParentFolderId"), GraphSide.Apart("parentFolderId")),
        new(nameof(SyncContact.Kind), EwsSide.Apart("item:ItemClass"), GraphSide.None, nameof(Errors.Text_FieldOfGroups)),
        new(
            nameof(SyncContact.Members), EwsSide.Apart("distributionlist:Members"), GraphSide.None, nameof(Errors.Text_FieldOfGroups)),
        new(
            nameof(SyncContact.Sensitivity), EwsFields.Sensitivity("item:Sensitivity"),
            GraphFields.Sensitivity("Integer 0x36", "Boolean {00062008-0000-0000-c000-000000000046} Id 0x8506")),
        new(
            nameof(SyncContact.LastModified), EwsFields.Moment(nameof(SyncContact.LastModified), "item:LastModifiedTime"),
            GraphFields.Moment(nameof(SyncContact.LastModified), "lastModifiedDateTime")),
        Texts(nameof(SyncContact.Categories), "item:Categories", "categories"),
        Text(nameof(SyncContact.FileAs), "contacts:FileAs", "fileAs"),
        Text(nameof(SyncContact.DisplayName), "contacts:DisplayName", "displayName"),
        // No property of its own names the title; the complete name holds it.
        new(
            nameof(SyncContact.Title), EwsFields.NamePart(nameof(SyncContact.Title), "Title", 0x3A45),
            GraphFields.Text(nameof(SyncContact.Title), "title")),
        Text(nameof(SyncContact.GivenName), "contacts:GivenName", "givenName"),
        Text(nameof(SyncContact.MiddleName), "contacts:MiddleName", "middleName"),
        Text(nameof(SyncContact.Surname), "contacts:Surname", "surname"),
        Text(nameof(SyncContact.Suffix), "contacts:Generation", "generation"),
        Text(nameof(SyncContact.Initials), "contacts:Initials", "initials"),
        Text(nameof(SyncContact.NickName), "contacts:Nickname", "nickName"),
        new(
            nameof(SyncContact.YomiGivenName),
            EwsFields.ReadOnlyText(nameof(SyncContact.YomiGivenName), "contacts:PhoneticFirstName", 0x802C),
            GraphFields.Text(nameof(SyncContact.YomiGivenName), "yomiGivenName")),
        new(
            nameof(SyncContact.YomiSurname),
            EwsFields.ReadOnlyText(nameof(SyncContact.YomiSurname), "contacts:PhoneticLastName", 0x802D),
            GraphFields.Text(nameof(SyncContact.YomiSurname), "yomiSurname")),
        new(
            nameof(SyncContact.YomiCompanyName), EwsFields.Property(nameof(SyncContact.YomiCompanyName), 0x802E),
            GraphFields.Text(nameof(SyncContact.YomiCompanyName), "yomiCompanyName")),
        Text(nameof(SyncContact.CompanyName), "contacts:CompanyName", "companyName"),
        Text(nameof(SyncContact.Department), "contacts:Department", "department"),
        Text(nameof(SyncContact.JobTitle), "contacts:JobTitle", "jobTitle"),
        Text(nameof(SyncContact.Profession), "contacts:Profession", "profession"),
        Text(nameof(SyncContact.OfficeLocation), "contacts:OfficeLocation", "officeLocation"),
        Text(nameof(SyncContact.Manager), "contacts:Manager", "manager"),
        Text(nameof(SyncContact.AssistantName), "contacts:AssistantName", "assistantName"),
        Text(nameof(SyncContact.SpouseName), "contacts:SpouseName", "spouseName"),
        Texts(nameof(SyncContact.Children), "contacts:Children", "children"),
        new(
            nameof(SyncContact.Birthday), EwsFields.Day(nameof(SyncContact.Birthday), "contacts:Birthday"),
            GraphFields.Day(nameof(SyncContact.Birthday), "birthday")),
        new(
            nameof(SyncContact.Anniversary), EwsFields.Day(nameof(SyncContact.Anniversary), "contacts:WeddingAnniversary"),
            GraphFields.ExtendedDay(nameof(SyncContact.Anniversary), "SystemTime 0x3a41")),
        Text(nameof(SyncContact.Notes), "item:Body", "personalNotes"),
        Text(nameof(SyncContact.WebPage), "contacts:BusinessHomePage", "businessHomePage"),

        Number(PhoneNumberKind.AssistantPhone, "String 0x3a2e"),
        Number(PhoneNumberKind.BusinessFax, "String 0x3a24"),
        Number(
            PhoneNumberKind.BusinessPhone,
            GraphFields.Numbers("businessPhones", PhoneNumberKind.BusinessPhone, PhoneNumberKind.BusinessPhone2)),
        Number(
            PhoneNumberKind.BusinessPhone2,
            GraphFields.SecondNumber("businessPhones", PhoneNumberKind.BusinessPhone, PhoneNumberKind.BusinessPhone2, "String 0x3a1b")),
        Number(PhoneNumberKind.Callback, "String 0x3a02"),
        Number(PhoneNumberKind.CarPhone, "String 0x3a1e"),
        Number(PhoneNumberKind.CompanyMainPhone, "String 0x3a57"),
        Number(PhoneNumberKind.HomeFax, "String 0x3a25"),
        Number(
            PhoneNumberKind.HomePhone, GraphFields.Numbers("homePhones", PhoneNumberKind.HomePhone, PhoneNumberKind.HomePhone2)),
        Number(
            PhoneNumberKind.HomePhone2,
            GraphFields.SecondNumber("homePhones", PhoneNumberKind.HomePhone, PhoneNumberKind.HomePhone2, "String 0x3a2f")),
        Number(PhoneNumberKind.Isdn, "String 0x3a2d"),
        Number(PhoneNumberKind.MobilePhone, GraphFields.Number("mobilePhone", PhoneNumberKind.MobilePhone)),
        Number(PhoneNumberKind.OtherFax, "String 0x3a23"),
        Number(PhoneNumberKind.OtherTelephone, "String 0x3a1f"),
        Number(PhoneNumberKind.Pager, "String 0x3a21"),
        Number(PhoneNumberKind.PrimaryPhone, "String 0x3a1a"),
        Number(PhoneNumberKind.RadioPhone, "String 0x3a1d"),
        Number(PhoneNumberKind.Telex, "String 0x3a2c"),
        Number(PhoneNumberKind.TtyTddPhone, "String 0x3a4b"),

        MailAddress(1, "primaryEmailAddress"),
        MailAddress(2, "secondaryEmailAddress"),
        MailAddress(3, "tertiaryEmailAddress"),
        Address(PostalAddressKind.Business, "businessAddress"),
        Address(PostalAddressKind.Home, "homeAddress"),
        Address(PostalAddressKind.Other, "otherAddress"),
        new(
            nameof(SyncContact.ImAddresses), EwsFields.ChatAddresses(),
            GraphFields.Texts(nameof(SyncContact.ImAddresses), "imAddresses")),
        new(
            nameof(SyncContact.Photo), EwsSide.Apart("item:Attachments (IsContactPhoto)"),
            GraphFields.Photo("photo/$value", "Boolean {00062004-0000-0000-c000-000000000046} Id 0x8015"),
            nameof(Errors.Text_FieldOnRequest)),
    ];

    private static FieldRow Text(string member, string ews, string graph) =>
        new(member, EwsFields.Text(member, ews), GraphFields.Text(member, graph));

    private static FieldRow Texts(string member, string ews, string graph) =>
        new(member, EwsFields.Texts(member, ews), GraphFields.Texts(member, graph));

    private static FieldRow Number(PhoneNumberKind kind, string tag) => Number(kind, GraphFields.ExtendedNumber(tag, kind));

    private static FieldRow Number(PhoneNumberKind kind, GraphSide graph) =>
        new(kind.ToString(), EwsFields.Number(kind), graph);

    private static FieldRow MailAddress(int slot, string graph) =>
        new($"{nameof(SyncContact.EmailAddresses)}{slot}", EwsFields.MailAddress(slot), GraphFields.MailAddress(graph, slot));

    private static FieldRow Address(PostalAddressKind kind, string graph) =>
        new($"{kind}Address", EwsFields.Address(kind), GraphFields.Address(graph, kind));
}

using static ContactSync.Sandbox.Mailboxes.Properties.MapiProperty;

namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>Where Exchange keeps each field of a contact (MS-OXOCNTC, MS-OXPROPS).</summary>
internal static class ContactFields
{
    public static readonly MapiProperty MessageClass = Text(0x001A);
    public static readonly MapiProperty Notes = Text(0x1000);
    public static readonly MapiProperty DisplayName = Text(0x3001);
    public static readonly MapiProperty Generation = Text(0x3A05);
    public static readonly MapiProperty GivenName = Text(0x3A06);
    public static readonly MapiProperty Initials = Text(0x3A0A);
    public static readonly MapiProperty Surname = Text(0x3A11);
    public static readonly MapiProperty MiddleName = Text(0x3A44);
    public static readonly MapiProperty Title = Text(0x3A45);
    public static readonly MapiProperty NickName = Text(0x3A4F);
    public static readonly MapiProperty FileAs = AddressText(0x8005);
    public static readonly MapiProperty YomiGivenName = AddressText(0x802C);
    public static readonly MapiProperty YomiSurname = AddressText(0x802D);
    public static readonly MapiProperty YomiCompanyName = AddressText(0x802E);

    public static readonly MapiProperty CompanyName = Text(0x3A16);
    public static readonly MapiProperty JobTitle = Text(0x3A17);
    public static readonly MapiProperty Department = Text(0x3A18);
    public static readonly MapiProperty OfficeLocation = Text(0x3A19);
    public static readonly MapiProperty AssistantName = Text(0x3A30);
    public static readonly MapiProperty Profession = Text(0x3A46);
    public static readonly MapiProperty Manager = Text(0x3A4E);
    public static readonly MapiProperty SpouseName = Text(0x3A48);
    public static readonly MapiProperty Children = Tag(MapiType.StringArray, 0x3A58);
    public static readonly MapiProperty Anniversary = Tag(MapiType.SystemTime, 0x3A41);
    public static readonly MapiProperty Birthday = Tag(MapiType.SystemTime, 0x3A42);
    public static readonly MapiProperty Gender = Tag(MapiType.Short, 0x3A4D);
    public static readonly MapiProperty PersonalHomePage = Text(0x3A50);
    public static readonly MapiProperty BusinessHomePage = Text(0x3A51);

    public static readonly MapiProperty CallbackPhone = Text(0x3A02);
    public static readonly MapiProperty BusinessPhone = Text(0x3A08);
    public static readonly MapiProperty HomePhone = Text(0x3A09);
    public static readonly MapiProperty PrimaryPhone = Text(0x3A1A);
    public static readonly MapiProperty BusinessPhone2 = Text(0x3A1B);
    public static readonly MapiProperty MobilePhone = Text(0x3A1C);
    public static readonly MapiProperty RadioPhone = Text(0x3A1D);
    public static readonly MapiProperty CarPhone = Text(0x3A1E);
    public static readonly MapiProperty OtherPhone = Text(0x3A1F);
    public static readonly MapiProperty Pager = Text(0x3A21);
    public static readonly MapiProperty OtherFax = Text(0x3A23);
    public static readonly MapiProperty BusinessFax = Text(0x3A24);
    public static readonly MapiProperty HomeFax = Text(0x3A25);
    public static readonly MapiProperty Telex = Text(0x3A2C);
    public static readonly MapiProperty Isdn = Text(0x3A2D);
    public static readonly MapiProperty AssistantPhone = Text(0x3A2E);
    public static readonly MapiProperty HomePhone2 = Text(0x3A2F);
    public static readonly MapiProperty TtyTddPhone = Text(0x3A4B);
    public static readonly MapiProperty CompanyMainPhone = Text(0x3A57);

    public static readonly EmailSlot Email1 = new(0x8080);
    public static readonly EmailSlot Email2 = new(0x8090);
    public static readonly EmailSlot Email3 = new(0x80A0);
    public static readonly MapiProperty ImAddress = AddressText(0x8062);
    public static readonly MapiProperty ImAddress2 = Named(MapiType.String, PropertySets.AirSync, "AirSync:IMAddress2");
    public static readonly MapiProperty ImAddress3 = Named(MapiType.String, PropertySets.AirSync, "AirSync:IMAddress3");

    public static readonly AddressSlot BusinessAddress = new(
        AddressText(0x8045), AddressText(0x8046),
        AddressText(0x8047), AddressText(0x8048),
        AddressText(0x8049), AddressText(0x804A));

    public static readonly AddressSlot HomeAddress = new(
        Text(0x3A5D), Text(0x3A59), Text(0x3A5C), Text(0x3A5B), Text(0x3A5A), Text(0x3A5E));

    public static readonly AddressSlot OtherAddress = new(
        Text(0x3A63), Text(0x3A5F), Text(0x3A62), Text(0x3A61), Text(0x3A60), Text(0x3A64));

    public static readonly MapiProperty Categories = Named(MapiType.StringArray, PropertySets.PublicStrings, "Keywords");
    public static readonly MapiProperty Sensitivity = Tag(MapiType.Integer, 0x0036);
    public static readonly MapiProperty Private = Named(MapiType.Boolean, PropertySets.Common, 0x8506);
    public static readonly MapiProperty HasPicture = Named(MapiType.Boolean, PropertySets.Address, 0x8015);
    public static readonly MapiProperty User1 = AddressText(0x804F);
    public static readonly MapiProperty User2 = AddressText(0x8050);
    public static readonly MapiProperty User3 = AddressText(0x8051);
    public static readonly MapiProperty User4 = AddressText(0x8052);
    public static readonly MapiProperty FreeBusyLocation = AddressText(0x80D8);
    public static readonly MapiProperty BillingInformation = Named(MapiType.String, PropertySets.Common, 0x8535);
    public static readonly MapiProperty Mileage = Named(MapiType.String, PropertySets.Common, 0x8534);
    public static readonly MapiProperty Account = Text(0x3A00);
    public static readonly MapiProperty GovernmentId = Text(0x3A07);
    public static readonly MapiProperty Language = Text(0x3A0C);
    public static readonly MapiProperty Location = Text(0x3A0D);
    public static readonly MapiProperty OrganizationalId = Text(0x3A10);
    public static readonly MapiProperty Hobbies = Text(0x3A43);
    public static readonly MapiProperty ReferredBy = Text(0x3A47);

    /// <summary>The nineteen phone keys of an Exchange contact.</summary>
    public static readonly IReadOnlyList<MapiProperty> Phones =
    [
        AssistantPhone, BusinessFax, BusinessPhone, BusinessPhone2, CallbackPhone, CarPhone, CompanyMainPhone, HomeFax, HomePhone,
        HomePhone2, Isdn, MobilePhone, OtherFax, OtherPhone, Pager, PrimaryPhone, RadioPhone, Telex, TtyTddPhone,
    ];

    public static readonly IReadOnlyList<EmailSlot> Emails = [Email1, Email2, Email3];
    public static readonly IReadOnlyList<MapiProperty> ImAddresses = [ImAddress, ImAddress2, ImAddress3];
    public static readonly IReadOnlyList<MapiProperty> BusinessPhones = [BusinessPhone, BusinessPhone2];
    public static readonly IReadOnlyList<MapiProperty> HomePhones = [HomePhone, HomePhone2];

    private static MapiProperty Text(int tag) => Tag(MapiType.String, tag);

    private static MapiProperty AddressText(int id) => Named(MapiType.String, PropertySets.Address, id);
}

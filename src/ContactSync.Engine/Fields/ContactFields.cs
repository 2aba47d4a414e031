using Group = ContactSync.ContactFieldGroup;

namespace ContactSync.Engine.Fields;

/// <summary>The fields of a contact: a row a field.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc2426 (vCard 3.0), https://www.rfc-editor.org/rfc/rfc2798 (inetOrgPerson)</remarks>
public static class ContactFields
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<ContactField> Rows { get; } =
    [
        new(nameof(SyncContact.Id), "UID", null, "uid", contact => contact.Id),
        new(nameof(SyncContact.FolderId), null, null, null, contact => contact.FolderId),
        new(nameof(SyncContact.Kind), "X-KIND", null, "objectClass", contact => contact.Kind),
        new(
            nameof(SyncContact.Members), "X-MEMBER", null, "member",
            contact => contact.Members is { Count: > 0 } list ? list : null, Group.People),
        new(nameof(SyncContact.Sensitivity), "CLASS", "Sensitivity", null, contact => contact.Sensitivity),
        new(nameof(SyncContact.LastModified), "REV", null, "modifyTimestamp", contact => contact.LastModified),
        new(nameof(SyncContact.Categories), "CATEGORIES", "Categories", null, contact => Any(contact.Categories), Group.Categories),
        new(nameof(SyncContact.FileAs), "SORT-STRING", null, null, contact => contact.FileAs, Group.Names),
        new(nameof(SyncContact.DisplayName), "FN", null, "displayName", contact => contact.DisplayName, Group.Names),
        new(nameof(SyncContact.Title), "N/prefix", "Title", "personalTitle", contact => contact.Title, Group.Names),
        new(nameof(SyncContact.GivenName), "N/given", "First Name", "givenName", contact => contact.GivenName, Group.Names),
        new(nameof(SyncContact.MiddleName), "N/middle", "Middle Name", null, contact => contact.MiddleName, Group.Names),
        new(nameof(SyncContact.Surname), "N/family", "Last Name", "sn", contact => contact.Surname, Group.Names),
        new(nameof(SyncContact.Suffix), "N/suffix", "Suffix", "generationQualifier", contact => contact.Suffix, Group.Names),
        new(nameof(SyncContact.Initials), "X-INITIALS", "Initials", "initials", contact => contact.Initials, Group.Names),
        new(nameof(SyncContact.NickName), "NICKNAME", null, null, contact => contact.NickName, Group.Names),
        new(nameof(SyncContact.YomiGivenName), "X-PHONETIC-FIRST-NAME", null, null, contact => contact.YomiGivenName, Group.Names),
        new(nameof(SyncContact.YomiSurname), "X-PHONETIC-LAST-NAME", null, null, contact => contact.YomiSurname, Group.Names),
        new(nameof(SyncContact.YomiCompanyName), "X-PHONETIC-ORG", null, null, contact => contact.YomiCompanyName, Group.Company),
        new(nameof(SyncContact.CompanyName), "ORG/company", "Company", "o", contact => contact.CompanyName, Group.Company),
        new(nameof(SyncContact.Department), "ORG/department", "Department", "ou", contact => contact.Department, Group.Company),
        new(nameof(SyncContact.JobTitle), "TITLE", "Job Title", "title", contact => contact.JobTitle, Group.Company),
        new(nameof(SyncContact.Profession), "ROLE", "Profession", null, contact => contact.Profession, Group.Company),
        new(
            nameof(SyncContact.OfficeLocation), "X-OFFICE", "Office Location", "physicalDeliveryOfficeName",
            contact => contact.OfficeLocation, Group.Company),
        new(nameof(SyncContact.Manager), "X-MANAGER", "Manager's Name", "manager", contact => contact.Manager, Group.People),
        new(
            nameof(SyncContact.AssistantName), "X-ASSISTANT", "Assistant's Name", "secretary",
            contact => contact.AssistantName, Group.People),
        new(nameof(SyncContact.SpouseName), "X-SPOUSE", "Spouse", null, contact => contact.SpouseName, Group.People),
        new(nameof(SyncContact.Children), "X-CHILDREN", "Children", null, contact => Any(contact.Children), Group.People),
        new(nameof(SyncContact.Birthday), "BDAY", "Birthday", null, contact => contact.Birthday, Group.Dates),
        new(nameof(SyncContact.Anniversary), "X-ANNIVERSARY", "Anniversary", null, contact => contact.Anniversary, Group.Dates),
        new(nameof(SyncContact.Notes), "NOTE", "Notes", "description", contact => contact.Notes, Group.Notes),
        new(nameof(SyncContact.WebPage), "URL", "Web Page", "labeledURI", contact => contact.WebPage, Group.Web),

        Number(PhoneNumberKind.AssistantPhone, "X-ASSISTANT-TEL", "Assistant's Phone", null),
        Number(PhoneNumberKind.BusinessFax, "TEL;TYPE=WORK,FAX", "Business Fax", "facsimileTelephoneNumber"),
        Number(PhoneNumberKind.BusinessPhone, "TEL;TYPE=WORK,VOICE", "Business Phone", "telephoneNumber"),
        Number(PhoneNumberKind.BusinessPhone2, "TEL;TYPE=WORK,VOICE", "Business Phone 2", "otherTelephone"),
        Number(PhoneNumberKind.Callback, "X-CALLBACK", "Callback", null),
        Number(PhoneNumberKind.CarPhone, "TEL;TYPE=CAR", "Car Phone", null),
        Number(PhoneNumberKind.CompanyMainPhone, "TEL;TYPE=WORK", "Company Main Phone", null),
        Number(PhoneNumberKind.HomeFax, "TEL;TYPE=HOME,FAX", "Home Fax", null),
        Number(PhoneNumberKind.HomePhone, "TEL;TYPE=HOME,VOICE", "Home Phone", "homePhone"),
        Number(PhoneNumberKind.HomePhone2, "TEL;TYPE=HOME,VOICE", "Home Phone 2", "otherHomePhone"),
        Number(PhoneNumberKind.Isdn, "TEL;TYPE=ISDN", "ISDN", "internationaliSDNNumber"),
        Number(PhoneNumberKind.MobilePhone, "TEL;TYPE=CELL", "Mobile Phone", "mobile"),
        Number(PhoneNumberKind.OtherFax, "TEL;TYPE=FAX", "Other Fax", "otherFacsimileTelephoneNumber"),
        Number(PhoneNumberKind.OtherTelephone, "TEL;TYPE=VOICE", "Other Phone", null),
        Number(PhoneNumberKind.Pager, "TEL;TYPE=PAGER", "Pager", "pager"),
        Number(PhoneNumberKind.PrimaryPhone, "TEL;TYPE=PREF", "Primary Phone", null),
        Number(PhoneNumberKind.RadioPhone, "X-RADIO", "Radio Phone", null),
        Number(PhoneNumberKind.Telex, "X-TELEX", "Telex", "telexNumber"),
        Number(PhoneNumberKind.TtyTddPhone, "X-TTY-TDD", "TTY/TDD Phone", null),

        MailAddress(1, "EMAIL;TYPE=INTERNET,PREF", "E-mail Address"),
        MailAddress(2, "EMAIL;TYPE=INTERNET", "E-mail 2 Address"),
        MailAddress(3, "EMAIL;TYPE=INTERNET", "E-mail 3 Address"),
        Address(PostalAddressKind.Business, "ADR;TYPE=WORK", "Business Street", "postalAddress"),
        Address(PostalAddressKind.Home, "ADR;TYPE=HOME", "Home Street", "homePostalAddress"),
        Address(PostalAddressKind.Other, "ADR", "Other Street", null),
        new(nameof(SyncContact.ImAddresses), "IMPP", null, null, contact => Any(contact.ImAddresses), Group.Mail),
        new(nameof(SyncContact.Photo), "PHOTO", null, "jpegPhoto", contact => contact.Photo, Group.Photo),
    ];

    /// <summary>The fields that destinations get, see <see cref="FieldSelection"/>.</summary>
    public static IReadOnlyList<ContactField> GivenOut { get; } = [.. Rows.Where(field => field.Group is not null)];

    private static ContactField Number(PhoneNumberKind kind, string vCard, string csv, string? ldap) => new(
        kind.ToString(), vCard, csv, ldap,
        contact => Any(contact.PhoneNumbers.Where(number => number.Kind == kind).Select(number => number.Raw)), Group.Numbers);

    private static ContactField MailAddress(int slot, string vCard, string csv) => new(
        $"{nameof(SyncContact.EmailAddresses)}{slot}", vCard, csv, "mail",
        contact => contact.EmailAddresses.FirstOrDefault(address => address.Slot == slot)?.Address, Group.Mail);

    private static ContactField Address(PostalAddressKind kind, string vCard, string csv, string? ldap) => new(
        $"{kind}Address", vCard, csv, ldap,
        contact => contact.PostalAddresses.FirstOrDefault(address => address.Kind == kind),
        kind == PostalAddressKind.Business ? Group.BusinessAddress : Group.PrivateAddress);

    private static string? Any(IEnumerable<string> texts)
    {
        var joined = string.Join("; ", texts);
        return joined.Length > 0 ? joined : null;
    }
}

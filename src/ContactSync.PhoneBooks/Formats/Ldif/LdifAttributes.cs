using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Formats.Ldif;

/// <summary>Which attribute of a directory entry goes into which field of a contact.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc2798 (inetOrgPerson), https://www.rfc-editor.org/rfc/rfc4519</remarks>
internal static class LdifAttributes
{
    private static readonly (string Attribute, string Field)[] Others =
    [
        ("surname", nameof(SyncContact.Surname)),
        ("middleName", nameof(SyncContact.MiddleName)),
        ("mozillaNickname", nameof(SyncContact.NickName)),
        ("xmozillanickname", nameof(SyncContact.NickName)),
        ("company", nameof(SyncContact.CompanyName)),
        ("organizationName", nameof(SyncContact.CompanyName)),
        ("department", nameof(SyncContact.Department)),
        ("departmentNumber", nameof(SyncContact.Department)),
        ("orgunit", nameof(SyncContact.Department)),
        ("organizationalUnitName", nameof(SyncContact.Department)),
        ("roomNumber", nameof(SyncContact.OfficeLocation)),
        ("info", nameof(SyncContact.Notes)),
        ("comment", nameof(SyncContact.Notes)),
        ("wWWHomePage", nameof(SyncContact.WebPage)),
        ("mozillaWorkUrl", nameof(SyncContact.WebPage)),
        ("workurl", nameof(SyncContact.WebPage)),
        ("fax", nameof(PhoneNumberKind.BusinessFax)),
        ("facsimileHomeTelephoneNumber", nameof(PhoneNumberKind.HomeFax)),
        ("cellphone", nameof(PhoneNumberKind.MobilePhone)),
        ("mobileTelephoneNumber", nameof(PhoneNumberKind.MobilePhone)),
        ("otherMobile", nameof(PhoneNumberKind.MobilePhone)),
        ("homeTelephoneNumber", nameof(PhoneNumberKind.HomePhone)),
        ("pagerphone", nameof(PhoneNumberKind.Pager)),
        ("pagerTelephoneNumber", nameof(PhoneNumberKind.Pager)),
        ("ipPhone", nameof(PhoneNumberKind.OtherTelephone)),
        ("otherIpPhone", nameof(PhoneNumberKind.OtherTelephone)),
        ("postOfficeBox", "BusinessStreet"),
        ("street", "BusinessStreet"),
        ("streetAddress", "BusinessStreet"),
        ("l", "BusinessCity"),
        ("localityName", "BusinessCity"),
        ("st", "BusinessState"),
        ("stateOrProvinceName", "BusinessState"),
        ("postalCode", "BusinessPostalCode"),
        ("co", "BusinessCountry"),
        ("friendlyCountryName", "BusinessCountry"),
        ("c", "BusinessCountry"),
        ("countryName", "BusinessCountry"),
        ("mozillaHomeStreet", "HomeStreet"),
        ("mozillaHomeStreet2", "HomeStreet"),
        ("mozillaHomeLocalityName", "HomeCity"),
        ("mozillaHomeState", "HomeState"),
        ("mozillaHomePostalCode", "HomePostalCode"),
        ("mozillaHomeCountryName", "HomeCountry"),
        ("cn", nameof(SyncContact.DisplayName)),
        ("commonName", nameof(SyncContact.DisplayName)),
    ];

    /// <summary>
    /// The attribute of a standard directory where the table names one that only Active Directory has: there a second number is a second
    /// value of the same attribute.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Standard { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["otherTelephone"] = "telephoneNumber",
        ["otherHomePhone"] = "homePhone",
        ["otherFacsimileTelephoneNumber"] = "facsimileTelephoneNumber",
    };

    /// <summary>The attributes that inetOrgPerson allows; for others an entry has to say that it is extensible.</summary>
    public static IReadOnlySet<string> OfInetOrgPerson { get; } = new HashSet<string>(
        [
            "cn", "sn", "displayName", "givenName", "initials", "o", "ou", "title", "description", "uid", "mail", "manager", "secretary",
            "telephoneNumber", "homePhone", "mobile", "pager", "facsimileTelephoneNumber", "internationaliSDNNumber", "telexNumber",
            "street", "l", "st", "postalCode", "postalAddress", "homePostalAddress", "physicalDeliveryOfficeName", "jpegPhoto",
            "labeledURI",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of an attribute, by the table first; what other programs and directories call them after it.</summary>
    public static IReadOnlyDictionary<string, string> Fields { get; } = MakeFields();

    /// <summary>The field for a further value of an attribute.</summary>
    public static IReadOnlyDictionary<string, string> SecondFields { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(PhoneNumberKind.BusinessPhone)] = nameof(PhoneNumberKind.BusinessPhone2),
        [nameof(PhoneNumberKind.HomePhone)] = nameof(PhoneNumberKind.HomePhone2),
        [nameof(PhoneNumberKind.BusinessFax)] = nameof(PhoneNumberKind.OtherFax),
    };

    private static Dictionary<string, string> MakeFields()
    {
        var fields = ContactFields.Rows
            .Where(row => row.Ldap is not null && DraftFields.Find(row.Name) is not null)
            .ToDictionary(row => row.Ldap!, row => row.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (attribute, field) in Others)
            fields.TryAdd(attribute, field);
        return fields;
    }
}

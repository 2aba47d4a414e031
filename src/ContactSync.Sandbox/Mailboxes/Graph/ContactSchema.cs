using System.Text.Json;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>How a property of Graph's contact is made of stored ones.</summary>
internal abstract record ContactProperty(string Name)
{
    /// <summary>The name, ready to be written.</summary>
    public JsonEncodedText Json { get; } = JsonEncodedText.Encode(Name);

    public sealed record ReadOnly(string Name) : ContactProperty(Name);

    public sealed record Text(string Name, MapiProperty Field) : ContactProperty(Name);

    /// <summary>A list kept as one property.</summary>
    public sealed record List(string Name, MapiProperty Field) : ContactProperty(Name);

    /// <summary>A list kept in so many single properties.</summary>
    public sealed record Slots(string Name, IReadOnlyList<MapiProperty> Fields) : ContactProperty(Name);

    public sealed record Day(string Name, MapiProperty Field) : ContactProperty(Name);

    public sealed record Address(string Name, AddressSlot Slot) : ContactProperty(Name)
    {
        public (string Name, MapiProperty Field)[] Parts { get; } = ContactSchema.Parts(Slot);
    }

    /// <summary>All addresses without gaps.</summary>
    public sealed record Emails(string Name) : ContactProperty(Name);

    /// <summary>One of the three fixed places.</summary>
    public sealed record Email(string Name, EmailSlot Slot) : ContactProperty(Name);
}

/// <summary>The contact resource of Graph v1.0, its properties in the order of the service's answers.</summary>
internal static class ContactSchema
{
    public static readonly IReadOnlyList<ContactProperty> Properties =
    [
        new ContactProperty.ReadOnly("createdDateTime"),
        new ContactProperty.ReadOnly("lastModifiedDateTime"),
        new ContactProperty.ReadOnly("changeKey"),
        new ContactProperty.List("categories", ContactFields.Categories),
        new ContactProperty.ReadOnly("parentFolderId"),
        new ContactProperty.Day("birthday", ContactFields.Birthday),
        new ContactProperty.Text("fileAs", ContactFields.FileAs),
        new ContactProperty.Text("displayName", ContactFields.DisplayName),
        new ContactProperty.Text("givenName", ContactFields.GivenName),
        new ContactProperty.Text("initials", ContactFields.Initials),
        new ContactProperty.Text("middleName", ContactFields.MiddleName),
        new ContactProperty.Text("nickName", ContactFields.NickName),
        new ContactProperty.Text("surname", ContactFields.Surname),
        new ContactProperty.Text("title", ContactFields.Title),
        new ContactProperty.Text("yomiGivenName", ContactFields.YomiGivenName),
        new ContactProperty.Text("yomiSurname", ContactFields.YomiSurname),
        new ContactProperty.Text("yomiCompanyName", ContactFields.YomiCompanyName),
        new ContactProperty.Text("generation", ContactFields.Generation),
        new ContactProperty.Slots("imAddresses", ContactFields.ImAddresses),
        new ContactProperty.Text("jobTitle", ContactFields.JobTitle),
        new ContactProperty.Text("companyName", ContactFields.CompanyName),
        new ContactProperty.Text("department", ContactFields.Department),
        new ContactProperty.Text("officeLocation", ContactFields.OfficeLocation),
        new ContactProperty.Text("profession", ContactFields.Profession),
        new ContactProperty.Text("businessHomePage", ContactFields.BusinessHomePage),
        new ContactProperty.Text("assistantName", ContactFields.AssistantName),
        new ContactProperty.Text("manager", ContactFields.Manager),
        new ContactProperty.Slots("homePhones", ContactFields.HomePhones),
        new ContactProperty.Text("mobilePhone", ContactFields.MobilePhone),
        new ContactProperty.Slots("businessPhones", ContactFields.BusinessPhones),
        new ContactProperty.Text("spouseName", ContactFields.SpouseName),
        new ContactProperty.Text("personalNotes", ContactFields.Notes),
        new ContactProperty.List("children", ContactFields.Children),
        new ContactProperty.Emails("emailAddresses"),
        new ContactProperty.Email("primaryEmailAddress", ContactFields.Email1),
        new ContactProperty.Email("secondaryEmailAddress", ContactFields.Email2),
        new ContactProperty.Email("tertiaryEmailAddress", ContactFields.Email3),
        new ContactProperty.Address("homeAddress", ContactFields.HomeAddress),
        new ContactProperty.Address("businessAddress", ContactFields.BusinessAddress),
        new ContactProperty.Address("otherAddress", ContactFields.OtherAddress),
    ];

    private static readonly Dictionary<string, ContactProperty> _byName = Properties.ToDictionary(p => p.Name, StringComparer.Ordinal);

    public static ContactProperty? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The parts of a postal address, in the order of the service's answers.</summary>
    public static (string Name, MapiProperty Field)[] Parts(AddressSlot slot) =>
    [
        ("street", slot.Street),
        ("city", slot.City),
        ("state", slot.State),
        ("countryOrRegion", slot.Country),
        ("postalCode", slot.PostalCode),
    ];
}

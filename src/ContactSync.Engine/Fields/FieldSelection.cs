using Group = ContactSync.ContactFieldGroup;

namespace ContactSync.Engine.Fields;

/// <summary>What of an entry leaves the store. What is not asked for by name stays.</summary>
public sealed class FieldSelection
{
    private readonly HashSet<Group> groups;

    /// <summary>Makes a selection; nothing asked for means <see cref="Usual"/>.</summary>
    public FieldSelection(IReadOnlyCollection<Group> groups) => this.groups = [.. groups.Count == 0 ? Usual : groups];

    /// <summary>What a phone system needs to show who calls: names, company, numbers and mail addresses.</summary>
    public static IReadOnlyList<Group> Usual { get; } = [Group.Names, Group.Company, Group.Numbers, Group.Mail];

    /// <summary>Names the selection: under another one all entries are given out anew.</summary>
    public string Fingerprint => string.Join(',', groups.Order());

    /// <summary>The entry with what is selected; its name is always given out.</summary>
    public SyncPhoneBookEntry Apply(SyncPhoneBookEntry entry) => new()
    {
        Uid = entry.Uid, Owner = entry.Owner, PhoneBook = entry.PhoneBook, Name = entry.Name, Contact = Apply(entry.Contact),
    };

    /// <summary>The contact with what is selected.</summary>
    public SyncContact Apply(SyncContact contact) => new()
    {
        Id = contact.Id,
        FolderId = contact.FolderId,
        LastModified = contact.LastModified,
        Kind = contact.Kind,
        Sensitivity = contact.Sensitivity,
        FileAs = If(Group.Names, contact.FileAs),
        DisplayName = If(Group.Names, contact.DisplayName),
        Title = If(Group.Names, contact.Title),
        GivenName = If(Group.Names, contact.GivenName),
        MiddleName = If(Group.Names, contact.MiddleName),
        Surname = If(Group.Names, contact.Surname),
        Suffix = If(Group.Names, contact.Suffix),
        Initials = If(Group.Names, contact.Initials),
        NickName = If(Group.Names, contact.NickName),
        YomiGivenName = If(Group.Names, contact.YomiGivenName),
        YomiSurname = If(Group.Names, contact.YomiSurname),
        YomiCompanyName = If(Group.Company, contact.YomiCompanyName),
        CompanyName = If(Group.Company, contact.CompanyName),
        Department = If(Group.Company, contact.Department),
        JobTitle = If(Group.Company, contact.JobTitle),
        Profession = If(Group.Company, contact.Profession),
        OfficeLocation = If(Group.Company, contact.OfficeLocation),
        Manager = If(Group.People, contact.Manager),
        AssistantName = If(Group.People, contact.AssistantName),
        SpouseName = If(Group.People, contact.SpouseName),
        Children = If(Group.People, contact.Children) ?? [],
        Members = If(Group.People, contact.Members) ?? [],
        Birthday = groups.Contains(Group.Dates) ? contact.Birthday : null,
        Anniversary = groups.Contains(Group.Dates) ? contact.Anniversary : null,
        Notes = If(Group.Notes, contact.Notes),
        WebPage = If(Group.Web, contact.WebPage),
        Categories = If(Group.Categories, contact.Categories) ?? [],
        PhoneNumbers = If(Group.Numbers, contact.PhoneNumbers) ?? [],
        EmailAddresses = If(Group.Mail, contact.EmailAddresses) ?? [],
        ImAddresses = If(Group.Mail, contact.ImAddresses) ?? [],
        PostalAddresses = [.. contact.PostalAddresses.Where(address => groups.Contains(GroupOf(address.Kind)))],
        Photo = If(Group.Photo, contact.Photo),
    };

    private static Group GroupOf(PostalAddressKind kind) =>
        kind == PostalAddressKind.Business ? Group.BusinessAddress : Group.PrivateAddress;

    private T? If<T>(Group group, T? value)
        where T : class => groups.Contains(group) ? value : null;
}

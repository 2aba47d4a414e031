namespace ContactSync.Engine.Merging;

/// <summary>Makes one contact of several: each field from the first that has it, numbers and categories of all. Pure.</summary>
public static class ContactMerger
{
    // As many mail addresses as a contact of a mailbox has.
    private const int MostEmailAddresses = 3;

    /// <summary>The contact; the ids are the first one's.</summary>
    public static SyncContact Merge(IReadOnlyList<SyncContact> contacts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(contacts.Count);
        if (contacts.Count == 1)
            return contacts[0];
        return contacts[0] with
        {
            LastModified = contacts.Max(contact => contact.LastModified),
            FileAs = First(contact => contact.FileAs),
            DisplayName = First(contact => contact.DisplayName),
            Title = First(contact => contact.Title),
            GivenName = First(contact => contact.GivenName),
            MiddleName = First(contact => contact.MiddleName),
            Surname = First(contact => contact.Surname),
            Suffix = First(contact => contact.Suffix),
            Initials = First(contact => contact.Initials),
            NickName = First(contact => contact.NickName),
            YomiGivenName = First(contact => contact.YomiGivenName),
            YomiSurname = First(contact => contact.YomiSurname),
            YomiCompanyName = First(contact => contact.YomiCompanyName),
            CompanyName = First(contact => contact.CompanyName),
            Department = First(contact => contact.Department),
            JobTitle = First(contact => contact.JobTitle),
            Profession = First(contact => contact.Profession),
            OfficeLocation = First(contact => contact.OfficeLocation),
            Manager = First(contact => contact.Manager),
            AssistantName = First(contact => contact.AssistantName),
            SpouseName = First(contact => contact.SpouseName),
            Notes = First(contact => contact.Notes),
            WebPage = First(contact => contact.WebPage),
            Birthday = contacts.Select(contact => contact.Birthday).FirstOrDefault(date => date is not null),
            Anniversary = contacts.Select(contact => contact.Anniversary).FirstOrDefault(date => date is not null),
            Photo = contacts.Select(contact => contact.Photo).FirstOrDefault(photo => photo is { Length: > 0 }),
            Children = All(contact => contact.Children),
            Categories = All(contact => contact.Categories),
            ImAddresses = All(contact => contact.ImAddresses),
            PhoneNumbers = [.. contacts.SelectMany(contact => contact.PhoneNumbers).DistinctBy(KeyOf).OrderBy(number => number.Kind)],
            EmailAddresses =
            [
                .. contacts.SelectMany(contact => contact.EmailAddresses.OrderBy(address => address.Slot))
                    .DistinctBy(address => address.Address, StringComparer.OrdinalIgnoreCase).Take(MostEmailAddresses)
                    .Select((address, index) => address with { Slot = index + 1 }),
            ],
            PostalAddresses =
            [
                .. contacts.SelectMany(contact => contact.PostalAddresses).DistinctBy(address => address.Kind)
                    .OrderBy(address => address.Kind),
            ],
            Members = contacts.Select(contact => contact.Members).FirstOrDefault(members => members.Count > 0) ?? [],
        };

        string? First(Func<SyncContact, string?> read) => contacts.Select(read).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

        List<string> All(Func<SyncContact, IReadOnlyList<string>> read) =>
            [.. contacts.SelectMany(read).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string KeyOf(SyncPhoneNumber number) => $"{number.E164 ?? number.Raw.Trim()} {number.Extension}";
}

using ContactSync.PhoneBooks.Formats;

namespace ContactSync.Tests.PhoneBooks.Formats;

/// <summary>Contacts of which each field may be there, with texts that formats have to escape, fold or encode.</summary>
internal sealed class RandomContacts(int seed)
{
    private static readonly string[] Pieces =
    [
        "Müller", "Anna", "O'Brien", "李小龍", "😀", "a,b", "x;y", "back\\slash", "\\n", "new\r\nline", "\"quoted\"", "^caret^n", "tab\there",
        "long " + new string('ä', 90), ":", "=", "#", "<", " ", "$", "+", "end\\",
    ];

    private readonly Random random = new(seed);

    public SyncContact Next(int number) => new()
    {
        Id = $"id-{number}/ÄÖ+=;,",
        FolderId = "folder",
        LastModified = Maybe() ? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(30_000_000)) : null,
        Kind = random.Next(8) == 0 ? ContactKind.Group : ContactKind.Contact,
        Sensitivity = (ContactSensitivity)random.Next(4),
        FileAs = Text(),
        DisplayName = Text() ?? "Name",
        Title = Text(),
        GivenName = Text(),
        MiddleName = Text(),
        Surname = Text(),
        Suffix = Text(),
        Initials = Text(),
        NickName = Text(),
        YomiGivenName = Text(),
        YomiSurname = Text(),
        YomiCompanyName = Text(),
        CompanyName = Text(),
        Department = Text(),
        JobTitle = Text(),
        Profession = Text(),
        OfficeLocation = Text(),
        Manager = Text(),
        AssistantName = Text(),
        SpouseName = Text(),
        Children = Texts(),
        Birthday = Day(),
        Anniversary = Day(),
        Notes = Text(),
        WebPage = Text(),
        Categories = Texts(),
        PhoneNumbers = [.. Enum.GetValues<PhoneNumberKind>().SelectMany(Numbers)],
        EmailAddresses =
            [.. Enumerable.Range(1, 4).Where(_ => Maybe()).Select(slot => new SyncEmailAddress(slot, $"mail{slot}@example.com"))],
        PostalAddresses = [.. Enum.GetValues<PostalAddressKind>().Where(_ => Maybe())
            .Select(kind => new SyncPostalAddress(kind, Text() ?? "Street", Text(), Text(), Text(), Text()))],
        ImAddresses = Texts(),
        Members = [.. Texts().Select(name => new SyncContactMember(name, Maybe() ? "member@example.com" : null))],
        Photo = Maybe() ? Bytes() : null,
    };

    private IEnumerable<SyncPhoneNumber> Numbers(PhoneNumberKind kind) =>
        Enumerable.Range(0, random.Next(3)).Select(_ => new SyncPhoneNumber(kind, random.Next(4) switch
        {
            0 => $"+4930{random.Next(1_000_000)}",
            1 => $"+4930{random.Next(1_000_000)} ext. {random.Next(100)}",
            2 => $"030 / {random.Next(1_000_000)}; {random.Next(100)}",
            _ => "0800-TAXI,p1",
        }));

    private bool Maybe() => random.Next(2) == 0;

    private string? Text() => Maybe()
        ? ContactDraft.Clean(string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)])))
        : null;

    private IReadOnlyList<string> Texts() =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => Text()).OfType<string>().Distinct()];

    private DateOnly? Day() =>
        Maybe() ? new DateOnly(Maybe() ? 1604 : random.Next(1900, 2026), random.Next(1, 13), random.Next(1, 29)) : null;

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(1, 400)];
        random.NextBytes(bytes);
        return bytes;
    }
}

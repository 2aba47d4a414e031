using ContactSync.Sandbox.Mailboxes.Properties;
using Sandboxed = ContactSync.Sandbox.Mailboxes.Properties.ContactFields;

namespace ContactSync.Tests.Ews;

/// <summary>Fills contacts of the sandbox with any of all fields, empty ones and odd texts among them.</summary>
internal static class WholeContact
{
    private static readonly MapiProperty[] Texts =
    [
        Sandboxed.Notes, Sandboxed.DisplayName, Sandboxed.Generation, Sandboxed.GivenName, Sandboxed.Initials, Sandboxed.Surname,
        Sandboxed.MiddleName, Sandboxed.Title, Sandboxed.NickName, Sandboxed.FileAs, Sandboxed.YomiGivenName, Sandboxed.YomiSurname,
        Sandboxed.YomiCompanyName, Sandboxed.CompanyName, Sandboxed.JobTitle, Sandboxed.Department, Sandboxed.OfficeLocation,
        Sandboxed.AssistantName, Sandboxed.Profession, Sandboxed.Manager, Sandboxed.SpouseName, Sandboxed.BusinessHomePage,
    ];

    private static readonly string[] Odd = ["Grün & Söhne <GmbH>", "\"zitiert\" \\ 'so'", "李小龍", "x", "Zeile 1\r\nZeile 2", "🙂 Bo"];

    public static void Fill(ContactDraft contact, Random random, int number)
    {
        bool Chance() => random.Next(100) < 45;
        foreach (var text in Texts.Where(_ => Chance()))
            contact.SetText(text, $"{Odd[random.Next(Odd.Length)]} {number}");
        foreach (var phone in Sandboxed.Phones.Where(_ => Chance()))
            contact[phone] = $"+49 (30) {random.Next(1000, 99999)}-{number}";
        foreach (var slot in Sandboxed.Emails.Where(_ => Chance()))
            contact.SetEmail(slot, $"{random.Next(1000)}.{number}@example.com", Chance() ? $"Name {number}" : null);
        foreach (var chat in Sandboxed.ImAddresses.Where(_ => Chance()))
            contact[chat] = $"sip:{number}@example.com";
        foreach (var slot in (AddressSlot[])[Sandboxed.BusinessAddress, Sandboxed.HomeAddress, Sandboxed.OtherAddress])
        {
            foreach (var part in new[] { slot.Street, slot.City, slot.State, slot.Country, slot.PostalCode }.Where(_ => Chance()))
                contact[part] = $"{Odd[random.Next(Odd.Length)]} {random.Next(100)}";
        }
        foreach (var day in new[] { Sandboxed.Birthday, Sandboxed.Anniversary }.Where(_ => Chance()))
            contact.SetDay(day, new DateOnly(1940, 1, 1).AddDays(random.Next(25_000)));
        foreach (var list in new[] { Sandboxed.Categories, Sandboxed.Children }.Where(_ => Chance()))
            contact.SetList(list, Odd.Take(random.Next(1, 4)));
        if (Chance())
            contact.Values[Sandboxed.Sensitivity] = random.Next(4);
        if (random.Next(8) == 0)
            contact.Photo = new ContactPhoto([0xFF, 0xD8, .. BitConverter.GetBytes(number)], "image/jpeg");
    }
}

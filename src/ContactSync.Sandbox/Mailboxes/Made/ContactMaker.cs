using System.Globalization;
using System.Text;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Made;

/// <summary>
/// Makes up contacts as they lie in real mailboxes: whole ones, careless ones, companies without a person. Same seed, same contacts.
/// </summary>
internal sealed class ContactMaker(Random random)
{
    public ContactDraft Make()
    {
        var language = Pick(MadeNames.Languages);
        var draft = new ContactDraft();
        if (Chance(12))
            MakeCompany(draft, language);
        else
            MakePerson(draft, language);
        if (Chance(15))
            draft.SetList(ContactFields.Categories, [Pick(MadeNames.Categories)]);
        if (Chance(15))
            draft.SetText(ContactFields.Notes, Pick(MadeNames.Notes));
        if (Chance(4))
            MakePrivate(draft);
        draft.Complete();
        return draft;
    }

    /// <summary>What Exchange remembers of somebody who was once written to: no contact of the user's.</summary>
    public ContactDraft MakeCacheEntry(string remark)
    {
        var draft = new ContactDraft();
        var language = Pick(MadeNames.Languages);
        draft.SetText(ContactFields.GivenName, Pick(language.GivenNames));
        draft.SetText(ContactFields.Surname, $"{Pick(language.Surnames)} ({remark})");
        draft.AddEmail(Mail(draft, "example.net"));
        draft.AddPhone(MadeNumbers.Mobile(random, language.Country), ContactFields.MobilePhone);
        draft.Complete();
        return draft;
    }

    /// <summary>Another text for a field than the one it holds now.</summary>
    public string MakeOther(MapiProperty field, string? current)
    {
        while (true)
        {
            var language = Pick(MadeNames.Languages);
            var text = field == ContactFields.Surname ? Pick(language.Surnames)
                : field == ContactFields.GivenName ? Pick(language.GivenNames)
                : field == ContactFields.CompanyName ? Pick(MadeNames.Companies)
                : field == ContactFields.JobTitle ? Pick(MadeNames.JobTitles)
                : field == ContactFields.MobilePhone ? MadeNumbers.Mobile(random, language.Country)
                : MadeNumbers.Landline(random, language.Country);
            if (Compare(text) != Compare(current))
                return text;
        }
    }

    private void MakePerson(ContactDraft draft, MadeNames.Language language)
    {
        draft.SetText(ContactFields.GivenName, Pick(language.GivenNames));
        if (!Chance(6))
            draft.SetText(ContactFields.Surname, Pick(language.Surnames));
        if (Chance(8))
            draft.SetText(ContactFields.MiddleName, Pick(language.GivenNames));
        if (Chance(8))
            draft.SetText(ContactFields.Title, Chance(50) ? "Dr." : "Prof. Dr.");
        if (Chance(5))
            draft.SetText(ContactFields.NickName, draft[ContactFields.GivenName]![..3]);
        if (Chance(65))
            MakeJob(draft, language);
        if (Chance(70))
            draft.AddPhone(MadeNumbers.Mobile(random, language.Country), ContactFields.MobilePhone);
        if (Chance(30))
            draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.HomePhone);
        if (Chance(30))
            MakeAddress(draft, ContactFields.HomeAddress, language.Country);
        if (Chance(20))
            draft.SetDay(ContactFields.Birthday, new DateOnly(1945, 1, 1).AddDays(random.Next(0, 22_000)));
        if (Chance(10))
            draft.SetText(ContactFields.SpouseName, Pick(language.GivenNames));
        if (Chance(60))
            draft.AddEmail(Mail(draft, Chance(50) ? "example.com" : "example.org"));
        MakeSure(draft, language);
    }

    private void MakeCompany(ContactDraft draft, MadeNames.Language language)
    {
        draft.SetText(ContactFields.CompanyName, Pick(MadeNames.Companies));
        draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.BusinessPhone);
        if (Chance(50))
            draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.BusinessFax);
        if (Chance(40))
            draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.CompanyMainPhone);
        MakeAddress(draft, ContactFields.BusinessAddress, language.Country);
        draft.AddEmail("info@example.com");
        draft.SetText(ContactFields.BusinessHomePage, "https://www.example.com/");
    }

    private void MakeJob(ContactDraft draft, MadeNames.Language language)
    {
        draft.SetText(ContactFields.CompanyName, Pick(MadeNames.Companies));
        if (Chance(50))
            draft.SetText(ContactFields.Department, Pick(MadeNames.Departments));
        if (Chance(60))
            draft.SetText(ContactFields.JobTitle, Pick(MadeNames.JobTitles));
        var first = MadeNumbers.Landline(random, language.Country);
        // People do put two numbers into one field.
        draft.AddPhone(Chance(4) ? $"{first} oder {MadeNumbers.Mobile(random, language.Country)}" : first, ContactFields.BusinessPhone);
        if (Chance(20))
            draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.BusinessPhone2);
        if (Chance(20))
            draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.BusinessFax);
        if (Chance(6))
            draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.AssistantPhone);
        if (Chance(5))
            draft.AddPhone(MadeNumbers.Mobile(random, language.Country), ContactFields.CarPhone);
        if (Chance(40))
            MakeAddress(draft, ContactFields.BusinessAddress, language.Country);
        if (Chance(15))
            draft.SetText(ContactFields.OfficeLocation, $"Raum {random.Next(1, 5)}.{random.Next(10, 40)}");
    }

    private void MakeAddress(ContactDraft draft, AddressSlot slot, string country)
    {
        draft.SetText(slot.Street, $"{Pick(MadeNames.Streets)} {random.Next(1, 180)}");
        var (city, code, land) = country switch
        {
            "GB" => ("London", "SW1A 0ZZ", "Vereinigtes Königreich"),
            "US" => ("Redmond", "98052", "USA"),
            "FR" => ("Saint-Étienne", "42000", "France"),
            "SE" => ("Malmö", "211 00", "Sverige"),
            _ => Chance(50) ? ("Köln", "50667", "Deutschland") : ("Berlin", "10117", "Deutschland"),
        };
        draft.SetText(slot.City, city);
        draft.SetText(slot.PostalCode, code);
        if (Chance(70))
            draft.SetText(slot.Country, land);
    }

    private static void MakePrivate(ContactDraft draft)
    {
        draft.Values[ContactFields.Sensitivity] = 2;
        draft.Values[ContactFields.Private] = true;
    }

    /// <summary>Nearly everybody in an address book has a number.</summary>
    private void MakeSure(ContactDraft draft, MadeNames.Language language)
    {
        if (!ContactFields.Phones.Any(draft.Has) && !Chance(10))
            draft.AddPhone(MadeNumbers.Landline(random, language.Country), ContactFields.OtherPhone);
    }

    private static string Mail(ContactDraft draft, string domain)
    {
        var name = $"{draft[ContactFields.GivenName]}.{draft[ContactFields.Surname]}".ToLower(CultureInfo.InvariantCulture)
            .Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormD);
        var plain = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '.')).Trim('.');
        return $"{(plain.Length == 0 ? "kontakt" : plain)}@{domain}";
    }

    /// <summary>The last digits of a number, the letters of a name: what still differs when an import has tidied it.</summary>
    private static string Compare(string? text)
    {
        var digits = string.Concat((text ?? "").Where(char.IsAsciiDigit));
        return digits.Length > 7 ? digits[^7..] : string.Concat((text ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}

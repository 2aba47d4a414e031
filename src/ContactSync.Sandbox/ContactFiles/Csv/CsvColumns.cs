using ContactSync.Sandbox.Mailboxes.Properties;
using static ContactSync.Sandbox.ContactFiles.Csv.CsvColumn;

namespace ContactSync.Sandbox.ContactFiles.Csv;

/// <summary>
/// The columns that contact lists have in common, under the names that Outlook (English and German), Outlook on the web,
/// Windows Live Mail, Thunderbird and Google give them. Blanks, case and punctuation of a header do not matter.
/// </summary>
internal static class CsvColumns
{
    private static readonly Dictionary<string, CsvColumn> Known = new(StringComparer.Ordinal);

    static CsvColumns()
    {
        Add(CsvColumn.Text(ContactFields.Title), "Title", "Anrede", "Name Prefix");
        Add(CsvColumn.Text(ContactFields.GivenName), "First Name", "Vorname", "Given Name");
        Add(CsvColumn.Text(ContactFields.MiddleName), "Middle Name", "Weitere Vornamen", "2. Vorname", "Additional Name");
        Add(CsvColumn.Text(ContactFields.Surname), "Last Name", "Nachname", "Family Name");
        Add(CsvColumn.Text(ContactFields.Generation), "Suffix", "Name Suffix");
        Add(CsvColumn.Text(ContactFields.DisplayName), "Display Name", "Anzeigename", "Name");
        Add(CsvColumn.Text(ContactFields.FileAs), "File As");
        Add(CsvColumn.Text(ContactFields.NickName), "Nickname", "Spitzname");
        Add(CsvColumn.Text(ContactFields.Initials), "Initials", "Initialen");
        Add(CsvColumn.Text(ContactFields.YomiGivenName), "Given Yomi", "Given Name Yomi", "Phonetic First Name");
        Add(CsvColumn.Text(ContactFields.YomiSurname), "Surname Yomi", "Family Name Yomi", "Phonetic Last Name");
        Add(CsvColumn.Text(ContactFields.YomiCompanyName), "Company Yomi");
        Add(CsvColumn.Text(ContactFields.CompanyName),
            "Company", "Firma", "Organisation", "Organization", "Organization Name", "Organization 1 - Name");
        Add(CsvColumn.Text(ContactFields.Department), "Department", "Abteilung", "Organization Department", "Organization 1 - Department");
        Add(CsvColumn.Text(ContactFields.JobTitle),
            "Job Title", "Position", "Arbeitstitel", "Organization Title", "Organization 1 - Title");
        Add(CsvColumn.Text(ContactFields.OfficeLocation), "Office Location", "Büro");
        Add(CsvColumn.Text(ContactFields.Profession), "Profession", "Beruf", "Occupation");
        Add(CsvColumn.Text(ContactFields.Manager), "Manager's Name", "Name des/der Vorgesetzten");
        Add(CsvColumn.Text(ContactFields.AssistantName), "Assistant's Name", "Name Assistent");
        Add(CsvColumn.Text(ContactFields.SpouseName), "Spouse", "Partner");
        Add(CsvColumn.List(ContactFields.Children), "Children", "Kinder");
        Add(CsvColumn.List(ContactFields.Categories), "Categories", "Kategorien");
        Add(CsvColumn.Day(ContactFields.Birthday), "Birthday", "Geburtstag");
        Add(CsvColumn.Day(ContactFields.Anniversary), "Anniversary", "Jahrestag");
        AddPhones();
        AddEmails();
        AddAddress(ContactFields.BusinessAddress, "Business", "geschäftlich", "Dienstlich", "Work");
        AddAddress(ContactFields.HomeAddress, "Home", "privat", "Privat", "Home");
        AddAddress(ContactFields.OtherAddress, "Other", null, null, null);
        AddGermanOtherAddress();
        AddRest();
    }

    public static CsvColumn? Find(string header) => Known.GetValueOrDefault(Normalise(header));

    /// <summary>A header without case, blanks and punctuation: "Telefon (privat)" and "Telefon privat" are the same.</summary>
    public static string Normalise(string header) => string.Concat(header.Normalize().Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static void AddPhones()
    {
        Add(Phone(ContactFields.AssistantPhone), "Assistant's Phone", "Telefon Assistent");
        Add(Phone(ContactFields.BusinessFax), "Business Fax", "Fax geschäftlich", "Work Fax");
        Add(Phone(ContactFields.BusinessPhone), "Business Phone", "Telefon geschäftlich", "Work Phone", "Tel. dienstlich");
        Add(Phone(ContactFields.BusinessPhone2), "Business Phone 2", "Telefon geschäftlich 2");
        Add(Phone(ContactFields.CallbackPhone), "Callback", "Rückmeldung");
        Add(Phone(ContactFields.CarPhone), "Car Phone", "Autotelefon");
        Add(Phone(ContactFields.CompanyMainPhone), "Company Main Phone", "Telefon Firma");
        Add(Phone(ContactFields.HomeFax), "Home Fax", "Fax privat");
        Add(Phone(ContactFields.HomePhone), "Home Phone", "Telefon privat", "Tel. privat");
        Add(Phone(ContactFields.HomePhone2), "Home Phone 2", "Telefon privat 2");
        Add(Phone(ContactFields.Isdn), "ISDN");
        Add(Phone(ContactFields.MobilePhone), "Mobile Phone", "Mobiltelefon", "Mobile Number", "Mobil-Tel.-Nr.");
        Add(Phone(ContactFields.OtherFax), "Other Fax", "Weiteres Fax", "Fax Number", "Fax-Nummer");
        Add(Phone(ContactFields.OtherPhone), "Other Phone", "Weiteres Telefon");
        Add(Phone(ContactFields.Pager), "Pager", "Pager Number", "Pager-Nummer");
        Add(Phone(ContactFields.PrimaryPhone), "Primary Phone", "Haupttelefon");
        Add(Phone(ContactFields.RadioPhone), "Radio Phone", "Mobiltelefon 2");
        Add(Phone(ContactFields.TtyTddPhone), "TTY/TDD Phone", "Telefon für Hörbehinderte");
        Add(Phone(ContactFields.Telex), "Telex");
    }

    private static void AddEmails()
    {
        Add(Email(0), "E-mail Address", "E-Mail-Adresse", "Primary Email", "Primäre E-Mail-Adresse", "E-mail 1 - Value");
        Add(Email(1), "E-mail 2 Address", "E-Mail 2: Adresse", "Secondary Email", "Sekundäre E-Mail-Adresse", "E-mail 2 - Value");
        Add(Email(2), "E-mail 3 Address", "E-Mail 3: Adresse", "E-mail 3 - Value");
        Add(EmailName(0), "E-mail Display Name", "E-Mail: Angezeigter Name");
        Add(EmailName(1), "E-mail 2 Display Name", "E-Mail 2: Angezeigter Name");
        Add(EmailName(2), "E-mail 3 Display Name", "E-Mail 3: Angezeigter Name");
        Add(CsvColumn.Text(ContactFields.ImAddress), "IMAddress", "Screen Name", "Messenger-Name", "IM 1 - Value");
        Add(CsvColumn.Text(ContactFields.ImAddress2), "IM 2 - Value");
    }

    private static void AddAddress(AddressSlot slot, string english, string? german, string? thunderbirdGerman, string? thunderbird)
    {
        Add(CsvColumn.Text(slot.Street),
            $"{english} Street", $"Straße {german}", $"{thunderbirdGerman}: Adresse", $"{thunderbird} Address");
        Add(Line(slot.Street), $"{english} Street 2", $"{english} Street 3", $"Straße {german} 2", $"Straße {german} 3",
            $"{thunderbirdGerman}: Adresse 2", $"{thunderbird} Address2");
        Add(CsvColumn.Text(slot.City), $"{english} City", $"Ort {german}", $"{thunderbirdGerman}: Ort");
        Add(CsvColumn.Text(slot.State), $"{english} State", $"Region {german}", $"Bundesland/Kanton {german}", $"Bundesland {german}",
            $"{thunderbirdGerman}: Bundesland");
        Add(CsvColumn.Text(slot.PostalCode),
            $"{english} Postal Code", $"Postleitzahl {german}", $"{thunderbirdGerman}: PLZ", $"{thunderbird} Zipcode",
            $"{thunderbird} Zip");
        Add(CsvColumn.Text(slot.Country), $"{english} Country/Region", $"{english} Country", $"Land/Region {german}", $"Land {german}",
            $"{thunderbirdGerman}: Land");
        Add(CsvColumn.Text(slot.PostOfficeBox), $"{english} Address PO Box", $"Postfach {german}");
        if (thunderbird is not null && thunderbird != english)
            AddAddress(slot, thunderbird, null, null, null);
    }

    private static void AddGermanOtherAddress()
    {
        var slot = ContactFields.OtherAddress;
        Add(CsvColumn.Text(slot.Street), "Weitere Straße");
        Add(Line(slot.Street), "Weitere Straße 2", "Weitere Straße 3");
        Add(CsvColumn.Text(slot.City), "Weiterer Ort");
        Add(CsvColumn.Text(slot.State), "Weiteres/r Bundesland/Kanton");
        Add(CsvColumn.Text(slot.PostalCode), "Weitere Postleitzahl");
        Add(CsvColumn.Text(slot.Country), "Weiteres/e Land/Region");
        Add(CsvColumn.Text(slot.PostOfficeBox), "Weiteres Postfach");
    }

    private static void AddRest()
    {
        Add(Note(), "Notes", "Notizen");
        Add(CsvColumn.Text(ContactFields.BusinessHomePage),
            "Web Page", "Webseite", "Webseite (geschäftlich)", "Web Page 1", "Webseite 1", "Website 1 - Value");
        Add(CsvColumn.Text(ContactFields.PersonalHomePage),
            "Personal Web Page", "Webseite (privat)", "Web Page 2", "Webseite 2", "Website 2 - Value");
        Add(Sensitivity(), "Sensitivity", "Vertraulichkeit");
        Add(Flag(ContactFields.Private), "Private", "Privat");
        Add(Gender(), "Gender", "Geschlecht");
        Add(CsvColumn.Text(ContactFields.Hobbies), "Hobby");
        Add(CsvColumn.Text(ContactFields.Location), "Location", "Ort");
        Add(CsvColumn.Text(ContactFields.Language), "Language", "Sprache");
        Add(CsvColumn.Text(ContactFields.Account), "Account", "Konto");
        Add(CsvColumn.Text(ContactFields.BillingInformation), "Billing Information", "Abrechnungsinformation");
        Add(CsvColumn.Text(ContactFields.Mileage), "Mileage", "Reisekilometer");
        Add(CsvColumn.Text(ContactFields.ReferredBy), "Referred By", "Empfohlen von");
        Add(CsvColumn.Text(ContactFields.GovernmentId), "Government ID Number", "Regierungsnr.");
        Add(CsvColumn.Text(ContactFields.OrganizationalId), "Organizational ID Number", "Organisationsnr.");
        Add(CsvColumn.Text(ContactFields.FreeBusyLocation), "Internet Free Busy", "Internet-Frei/Gebucht");
        Add(CsvColumn.Text(ContactFields.User1), "User 1", "Benutzer 1", "Custom 1", "Benutzerdef. 1");
        Add(CsvColumn.Text(ContactFields.User2), "User 2", "Benutzer 2", "Custom 2", "Benutzerdef. 2");
        Add(CsvColumn.Text(ContactFields.User3), "User 3", "Benutzer 3", "Custom 3", "Benutzerdef. 3");
        Add(CsvColumn.Text(ContactFields.User4), "User 4", "Benutzer 4", "Custom 4", "Benutzerdef. 4");
    }

    private static void Add(CsvColumn column, params string[] headers)
    {
        foreach (var header in headers)
            Known.TryAdd(Normalise(header), column);
    }
}

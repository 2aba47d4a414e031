namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>
/// The headings that stand for a field in the files of Outlook (English and German, classic, new and on the web), Windows Live Mail,
/// Thunderbird and Google. Blanks, case and punctuation do not matter.
/// </summary>
internal static class CsvNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal);

    // Headings of any list; they count where no other column of the file stands for the same field.
    private static readonly Dictionary<string, string> Generic = new(StringComparer.Ordinal);

    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal);

    static CsvNames()
    {
        AddNames();
        AddNumbers();
        AddMail();
        AddAddress("Business", "Business", "geschäftlich", "Dienstlich", "Work");
        AddAddress("Home", "Home", "privat", "Privat", "Home");
        AddAddress("Other", "Other", null, null, "Other");
        Add("OtherStreet", "Weitere Straße", "Weitere Straße 2", "Weitere Straße 3", "Weiteres Postfach");
        Add("OtherCity", "Weiterer Ort");
        Add("OtherState", "Weiteres/r Bundesland/Kanton", "Weitere Region");
        Add("OtherPostalCode", "Weitere Postleitzahl");
        Add("OtherCountry", "Weiteres/e Land/Region");
        AddRest();
        AddGeneric();
        foreach (var heading in new[]
        {
            "Account", "Konto", "Billing Information", "Abrechnungsinformation", "Directory Server", "Verzeichnisserver", "E-mail Type",
            "E-Mail-Typ", "E-mail 2 Type", "E-Mail 2: Typ", "E-mail 3 Type", "E-Mail 3: Typ", "Gender", "Geschlecht",
            "Government ID Number", "Regierungsnr.", "Hobby", "Internet Free Busy", "Internet-Frei/Gebucht", "Keywords", "Stichwörter",
            "Language", "Sprache", "Location", "Ort", "Mileage", "Reisekilometer", "Organizational ID Number", "Organisationsnr.",
            "Priority", "Priorität", "Referred By", "Empfohlen von", "User 1", "User 2", "User 3", "User 4", "Benutzer 1", "Benutzer 2",
            "Benutzer 3", "Benutzer 4", "Custom 1", "Custom 2", "Custom 3", "Custom 4", "Benutzerdef. 1", "Benutzerdef. 2",
            "Benutzerdef. 3", "Benutzerdef. 4", "Schools", "Photo", "Yomi Name", "Additional Name Yomi", "Phonetic Middle Name",
            "Short Name", "Maiden Name", "Subject", "Owner", "PhoneBook", "Organization 1 - Type", "Organization 1 - Yomi Name",
            "Organization 1 - Symbol", "Organization 1 - Location", "Organization 1 - Job Description",
        })
        {
            Ignored.Add(Normalize(heading));
        }
    }

    /// <summary>The field of a heading; null where it is none that is known.</summary>
    public static string? Find(string heading) => Known.GetValueOrDefault(Normalize(heading));

    /// <summary>The field of a heading that any list may have.</summary>
    public static string? FindGeneric(string heading) => Generic.GetValueOrDefault(Normalize(heading));

    /// <summary>Whether a known program writes the column, and a contact has no field for it.</summary>
    public static bool IsIgnored(string heading) => Ignored.Contains(Normalize(heading));

    /// <summary>Whether a value of the column counts only where no other column gave one.</summary>
    public static bool IsLastResort(string heading) => Normalize(heading) is "personalwebpage" or "webseiteprivat";

    /// <summary>A heading without case, blanks and punctuation: <c>Telefon (privat)</c> and <c>Telefon privat</c> are the same.</summary>
    public static string Normalize(string heading) =>
        string.Concat(Text(heading).Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // A lone surrogate, as broken files have them, cannot be normalised.
    private static string Text(string heading) => heading.Any(char.IsSurrogate) ? heading : heading.Normalize();

    private static void AddNames()
    {
        Add(nameof(SyncContact.Title), "Title", "Anrede", "Name Prefix", "Titel");
        Add(nameof(SyncContact.GivenName), "First Name", "Vorname", "Given Name");
        Add(nameof(SyncContact.MiddleName), "Middle Name", "Weitere Vornamen", "2. Vorname", "Additional Name");
        Add(nameof(SyncContact.Surname), "Last Name", "Nachname", "Family Name");
        Add(nameof(SyncContact.Suffix), "Suffix", "Name Suffix");
        Add(nameof(SyncContact.DisplayName), "Display Name", "Anzeigename", "Name");
        Add(nameof(SyncContact.FileAs), "File As", "Speichern unter");
        Add(nameof(SyncContact.NickName), "Nickname", "Spitzname");
        Add(nameof(SyncContact.Initials), "Initials", "Initialen");
        Add(nameof(SyncContact.YomiGivenName), "Given Yomi", "Given Name Yomi", "Phonetic First Name");
        Add(nameof(SyncContact.YomiSurname), "Surname Yomi", "Family Name Yomi", "Phonetic Last Name");
        Add(nameof(SyncContact.YomiCompanyName), "Company Yomi");
        Add(nameof(SyncContact.CompanyName),
            "Company", "Firma", "Organisation", "Organization", "Organization Name", "Organization 1 - Name");
        Add(nameof(SyncContact.Department), "Department", "Abteilung", "Organization Department", "Organization 1 - Department");
        Add(nameof(SyncContact.JobTitle), "Job Title", "Position", "Arbeitstitel", "Organization Title", "Organization 1 - Title");
        Add(nameof(SyncContact.Profession), "Profession", "Beruf", "Occupation");
        Add(nameof(SyncContact.OfficeLocation), "Office Location", "Büro");
        Add(nameof(SyncContact.Manager), "Manager's Name", "Name des/der Vorgesetzten");
        Add(nameof(SyncContact.AssistantName), "Assistant's Name", "Name Assistent");
        Add(nameof(SyncContact.SpouseName), "Spouse", "Partner");
        Add(nameof(SyncContact.Children), "Children", "Kinder");
    }

    private static void AddNumbers()
    {
        Add(PhoneNumberKind.AssistantPhone, "Assistant's Phone", "Telefon Assistent");
        Add(PhoneNumberKind.BusinessFax, "Business Fax", "Fax geschäftlich", "Work Fax");
        Add(PhoneNumberKind.BusinessPhone, "Business Phone", "Telefon geschäftlich", "Work Phone", "Tel. dienstlich");
        Add(PhoneNumberKind.BusinessPhone2, "Business Phone 2", "Telefon geschäftlich 2");
        Add(PhoneNumberKind.Callback, "Callback", "Rückmeldung");
        Add(PhoneNumberKind.CarPhone, "Car Phone", "Autotelefon");
        Add(PhoneNumberKind.CompanyMainPhone, "Company Main Phone", "Telefon Firma");
        Add(PhoneNumberKind.HomeFax, "Home Fax", "Fax privat");
        Add(PhoneNumberKind.HomePhone, "Home Phone", "Telefon privat", "Tel. privat");
        Add(PhoneNumberKind.HomePhone2, "Home Phone 2", "Telefon privat 2");
        Add(PhoneNumberKind.Isdn, "ISDN");
        Add(PhoneNumberKind.MobilePhone, "Mobile Phone", "Mobiltelefon", "Mobile Number", "Mobil-Tel.-Nr.");
        Add(PhoneNumberKind.OtherFax, "Other Fax", "Weiteres Fax", "Fax Number", "Fax-Nummer");
        Add(PhoneNumberKind.OtherTelephone, "Other Phone", "Weiteres Telefon");
        Add(PhoneNumberKind.Pager, "Pager", "Pager Number", "Pager-Nummer");
        Add(PhoneNumberKind.PrimaryPhone, "Primary Phone", "Haupttelefon");
        // Outlook calls the radio phone so in German.
        Add(PhoneNumberKind.RadioPhone, "Radio Phone", "Mobiltelefon 2");
        Add(PhoneNumberKind.Telex, "Telex");
        Add(PhoneNumberKind.TtyTddPhone, "TTY/TDD Phone", "Telefon für Hörbehinderte");
    }

    private static void AddMail()
    {
        Add("Email1", "E-mail Address", "E-Mail-Adresse", "Primary Email", "Primäre E-Mail-Adresse");
        Add("Email2", "E-mail 2 Address", "E-Mail 2: Adresse", "Secondary Email", "Sekundäre E-Mail-Adresse");
        Add("Email3", "E-mail 3 Address", "E-Mail 3: Adresse");
        Add("Email1Name", "E-mail Display Name", "E-Mail: Angezeigter Name");
        Add("Email2Name", "E-mail 2 Display Name", "E-Mail 2: Angezeigter Name");
        Add("Email3Name", "E-mail 3 Display Name", "E-Mail 3: Angezeigter Name");
        Add(nameof(SyncContact.ImAddresses), "IMAddress", "Screen Name", "Messenger-Name");
    }

    private static void AddAddress(string field, string english, string? german, string? thunderbirdGerman, string thunderbird)
    {
        Add(field + "Street",
            $"{english} Street", $"{english} Street 2", $"{english} Street 3", $"{english} Address PO Box", $"{thunderbird} Address",
            $"{thunderbird} Address2");
        Add(field + "City", $"{english} City", $"{thunderbird} City");
        Add(field + "State", $"{english} State", $"{thunderbird} State");
        Add(field + "PostalCode", $"{english} Postal Code", $"{thunderbird} Zipcode", $"{thunderbird} Zip");
        Add(field + "Country", $"{english} Country/Region", $"{english} Country", $"{thunderbird} Country");
        if (german is null)
            return;
        Add(field + "Street",
            $"Straße {german}", $"Straße {german} 2", $"Straße {german} 3", $"Postfach {german}", $"{thunderbirdGerman}: Adresse",
            $"{thunderbirdGerman}: Adresse 2");
        Add(field + "City", $"Ort {german}", $"{thunderbirdGerman}: Ort");
        Add(field + "State",
            $"Region {german}", $"Bundesland/Kanton {german}", $"Bundesland {german}", $"{thunderbirdGerman}: Bundesland");
        Add(field + "PostalCode", $"Postleitzahl {german}", $"{thunderbirdGerman}: PLZ");
        Add(field + "Country", $"Land/Region {german}", $"Land {german}", $"{thunderbirdGerman}: Land");
    }

    private static void AddRest()
    {
        Add(nameof(SyncContact.Categories), "Categories", "Kategorien", "Labels", "Group Membership");
        Add(nameof(SyncContact.Birthday), "Birthday", "Geburtstag");
        Add(nameof(SyncContact.Anniversary), "Anniversary", "Jahrestag");
        Add(nameof(SyncContact.Notes), "Notes", "Notizen");
        Add(nameof(SyncContact.WebPage),
            "Web Page", "Webseite", "Webseite (geschäftlich)", "Web Page 1", "Webseite 1", "Web Page 2", "Webseite 2", "Personal Web Page",
            "Webseite (privat)");
        Add(nameof(SyncContact.Sensitivity), "Sensitivity", "Vertraulichkeit");
        Add("Private", "Private", "Privat");
    }

    private static void AddGeneric()
    {
        AddGeneric(nameof(SyncContact.GivenName), "First", "Forename");
        AddGeneric(nameof(SyncContact.Surname), "Last", "Surname", "Familienname", "Zuname");
        AddGeneric(nameof(SyncContact.DisplayName), "Full Name", "Fullname", "Kontakt", "Contact", "Kontaktname", "Bezeichnung");
        AddGeneric(nameof(SyncContact.CompanyName), "Company Name", "Unternehmen", "Firmenname");
        AddGeneric(nameof(SyncContact.Notes), "Note", "Comment", "Comments", "Bemerkung", "Bemerkungen", "Kommentar", "Notiz", "Remark");
        AddGeneric(nameof(PhoneNumberKind.BusinessPhone),
            "Telefon", "Phone", "Telephone", "Tel", "Rufnummer", "Telefonnummer", "Phone Number", "Number", "Nummer", "Business Number",
            "Business", "Work", "Durchwahl", "Festnetz", "workphone");
        AddGeneric(nameof(PhoneNumberKind.BusinessPhone2), "Business Number 2", "Telefon 2", "Phone 2", "Tel 2", "Work 2");
        AddGeneric(nameof(PhoneNumberKind.HomePhone), "Home", "Home Number");
        AddGeneric(nameof(PhoneNumberKind.HomePhone2), "Home 2");
        AddGeneric(nameof(PhoneNumberKind.MobilePhone),
            "Mobil", "Mobile", "Handy", "Cell", "Cell Phone", "Handynummer", "Mobilnummer", "Mobile 2", "Mobil 2");
        AddGeneric(nameof(PhoneNumberKind.BusinessFax), "Fax", "Telefax", "Faxnummer");
        AddGeneric(nameof(PhoneNumberKind.OtherTelephone), "Other");
        AddGeneric("Email1", "E-Mail", "Mail", "Mailadresse", "workemail");
        AddGeneric("Email2", "E-Mail 2", "homeemail");
        AddGeneric("BusinessStreet", "Street", "Straße", "Strasse", "Address", "Adresse", "Anschrift");
        AddGeneric("BusinessPostalCode", "PLZ", "Zip", "Zip Code", "Postal Code", "Postcode", "Postleitzahl");
        AddGeneric("BusinessCity", "City", "Ort", "Stadt", "Town");
        AddGeneric("BusinessState", "State", "Bundesland", "Region");
        AddGeneric("BusinessCountry", "Country", "Land");
        AddGeneric(nameof(SyncContact.WebPage), "Website", "Homepage", "URL", "Web", "Internet");
    }

    private static void Add(PhoneNumberKind kind, params string[] headings) => Add(kind.ToString(), headings);

    private static void Add(string field, params string[] headings) => Add(Known, field, headings);

    private static void AddGeneric(string field, params string[] headings) => Add(Generic, field, headings);

    private static void Add(Dictionary<string, string> names, string field, string[] headings)
    {
        foreach (var heading in headings)
            names.TryAdd(Normalize(heading), field);
    }
}

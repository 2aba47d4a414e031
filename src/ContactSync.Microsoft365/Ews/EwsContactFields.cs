using System.Globalization;
using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// One field of a contact: what it is called here, what a request names it, where it stands in an answer, how it is taken over.
/// </summary>
/// <param name="Name">The member of <see cref="SyncContact"/>, or the kind within a list of it.</param>
/// <param name="Paths">The properties it is asked for by.</param>
/// <param name="Element">The element of the item it stands in.</param>
/// <param name="Key">Which entry of that element: its key, name, or extended property; null for the element itself.</param>
/// <param name="Take">Takes the value over; the answer stands on it.</param>
internal sealed record EwsContactField(
    string Name, IReadOnlyList<EwsPath> Paths, string Element, object? Key, Action<EwsContactDraft, EwsXml> Take);

/// <summary>The fields of a contact that an import carries over EWS.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/contact</remarks>
internal static class EwsContactFields
{
    private const string Extended = "ExtendedProperty";

    /// <summary>The numbers of the properties beside each mail address that hold what Outlook shows for it.</summary>
    private static readonly ushort[] ShownAddresses = [0x8084, 0x8094, 0x80A4];

    /// <summary>The table: a row a field.</summary>
    public static readonly IReadOnlyList<EwsContactField> Rows =
    [
        Row(nameof(SyncContact.LastModified), "item:LastModifiedTime", Moment(nameof(SyncContact.LastModified))),
        Row(nameof(SyncContact.Categories), "item:Categories", Texts(nameof(SyncContact.Categories))),
        Row(nameof(SyncContact.Notes), "item:Body", Text(nameof(SyncContact.Notes))),
        Row(nameof(SyncContact.FileAs), "contacts:FileAs", Text(nameof(SyncContact.FileAs))),
        Row(nameof(SyncContact.DisplayName), "contacts:DisplayName", Text(nameof(SyncContact.DisplayName))),
        // No property of its own names the title; the complete name holds it.
        new(
            nameof(SyncContact.Title), [new EwsPath.Field("contacts:CompleteName")], "CompleteName", "Title",
            Text(nameof(SyncContact.Title))),
        Row(nameof(SyncContact.GivenName), "contacts:GivenName", Text(nameof(SyncContact.GivenName))),
        Row(nameof(SyncContact.MiddleName), "contacts:MiddleName", Text(nameof(SyncContact.MiddleName))),
        Row(nameof(SyncContact.Surname), "contacts:Surname", Text(nameof(SyncContact.Surname))),
        Row(nameof(SyncContact.Suffix), "contacts:Generation", Text(nameof(SyncContact.Suffix))),
        Row(nameof(SyncContact.Initials), "contacts:Initials", Text(nameof(SyncContact.Initials))),
        Row(nameof(SyncContact.NickName), "contacts:Nickname", Text(nameof(SyncContact.NickName))),
        Row(nameof(SyncContact.YomiGivenName), "contacts:PhoneticFirstName", Text(nameof(SyncContact.YomiGivenName))),
        Row(nameof(SyncContact.YomiSurname), "contacts:PhoneticLastName", Text(nameof(SyncContact.YomiSurname))),
        Property(nameof(SyncContact.YomiCompanyName), new EwsPath.Address(0x802E, "String"), Text(nameof(SyncContact.YomiCompanyName))),
        Row(nameof(SyncContact.CompanyName), "contacts:CompanyName", Text(nameof(SyncContact.CompanyName))),
        Row(nameof(SyncContact.Department), "contacts:Department", Text(nameof(SyncContact.Department))),
        Row(nameof(SyncContact.JobTitle), "contacts:JobTitle", Text(nameof(SyncContact.JobTitle))),
        Row(nameof(SyncContact.Profession), "contacts:Profession", Text(nameof(SyncContact.Profession))),
        Row(nameof(SyncContact.OfficeLocation), "contacts:OfficeLocation", Text(nameof(SyncContact.OfficeLocation))),
        Row(nameof(SyncContact.Manager), "contacts:Manager", Text(nameof(SyncContact.Manager))),
        Row(nameof(SyncContact.AssistantName), "contacts:AssistantName", Text(nameof(SyncContact.AssistantName))),
        Row(nameof(SyncContact.SpouseName), "contacts:SpouseName", Text(nameof(SyncContact.SpouseName))),
        Row(nameof(SyncContact.Children), "contacts:Children", Texts(nameof(SyncContact.Children))),
        Row(nameof(SyncContact.Birthday), "contacts:Birthday", Day(nameof(SyncContact.Birthday))),
        Row(nameof(SyncContact.Anniversary), "contacts:WeddingAnniversary", Day(nameof(SyncContact.Anniversary))),
        Row(nameof(SyncContact.WebPage), "contacts:BusinessHomePage", Text(nameof(SyncContact.WebPage))),
        .. Enum.GetValues<PhoneNumberKind>().Select(Number),
        .. Enumerable.Range(1, 3).Select(MailAddress),
        .. Enumerable.Range(1, 3).Select(ShownAddress),
        .. Enum.GetValues<PostalAddressKind>().Select(Address),
        .. Enumerable.Range(1, 3).Select(Chat),
    ];

    /// <summary>What to ask for, beside the id, the class and the folder.</summary>
    public static readonly EwsShape Shape = EwsShape.With(
        [new EwsPath.Field("item:ItemClass"), new EwsPath.Field("item:ParentFolderId"), .. Rows.SelectMany(row => row.Paths)]);

    private static readonly Dictionary<string, EwsContactField> Single =
        Rows.Where(row => row.Key is null).ToDictionary(row => row.Element);

    private static readonly ILookup<string, EwsContactField> Keyed =
        Rows.Where(row => row.Key is not null).ToLookup(row => row.Element);

    /// <summary>Takes an element of an item over; one without a row is passed over.</summary>
    /// <exception cref="FormatException">A value is not what its type says.</exception>
    public static void Take(EwsContactDraft draft, string element, EwsXml xml)
    {
        if (Single.TryGetValue(element, out var row))
        {
            row.Take(draft, xml);
        }
        else if (element == Extended)
        {
            TakeExtended(draft, xml);
        }
        else if (Keyed.Contains(element))
        {
            foreach (var name in xml.Children())
            {
                var key = xml.Attribute("Key") ?? name;
                Keyed[element].FirstOrDefault(entry => key.Equals(entry.Key as string, StringComparison.Ordinal))?.Take(draft, xml);
            }
        }
    }

    private static void TakeExtended(EwsContactDraft draft, EwsXml xml)
    {
        EwsPath? path = null;
        foreach (var name in xml.Children())
        {
            if (name == "ExtendedFieldURI")
                path = EwsPath.ReadExtended(xml);
            else if (name == "Value" && path is not null)
                Keyed[Extended].FirstOrDefault(entry => path.Equals(entry.Key))?.Take(draft, xml);
        }
    }

    private static EwsContactField Row(string name, string uri, Action<EwsContactDraft, EwsXml> take) =>
        new(name, [new EwsPath.Field(uri)], uri[(uri.IndexOf(':') + 1)..], null, take);

    private static EwsContactField Property(string name, EwsPath path, Action<EwsContactDraft, EwsXml> take) =>
        new(name, [path], Extended, path, take);

    /// <summary>The kinds are called as the schema's keys.</summary>
    private static EwsContactField Number(PhoneNumberKind kind)
    {
        var key = kind.ToString();
        return new(
            key, [new EwsPath.Indexed("contacts:PhoneNumber", key)], "PhoneNumbers", key,
            (draft, xml) => draft.TakeNumber(kind, xml.TextOrNull()));
    }

    private static EwsContactField MailAddress(int slot)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"EmailAddress{slot}");
        return new(
            $"{nameof(SyncContact.EmailAddresses)}{slot}", [new EwsPath.Indexed("contacts:EmailAddress", key)], "EmailAddresses", key,
            (draft, xml) =>
            {
                var (name, routing) = (xml.Attribute("Name"), xml.Attribute("RoutingType"));
                draft.TakeMailAddress(slot, xml.TextOrNull(), string.IsNullOrWhiteSpace(name) ? null : name, routing);
            });
    }

    private static EwsContactField ShownAddress(int slot) => Property(
        $"{nameof(SyncContact.EmailAddresses)}{slot}", new EwsPath.Address(ShownAddresses[slot - 1], "String"),
        (draft, xml) => draft.TakeShownAddress(slot, xml.TextOrNull()));

    private static EwsContactField Chat(int slot)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"ImAddress{slot}");
        return new(
            $"{nameof(SyncContact.ImAddresses)}{slot}", [new EwsPath.Indexed("contacts:ImAddress", key)], "ImAddresses", key,
            (draft, xml) => draft.TakeChat(slot, xml.TextOrNull()));
    }

    private static EwsContactField Address(PostalAddressKind kind)
    {
        string[] parts = ["Street", "City", "State", "CountryOrRegion", "PostalCode"];
        var key = kind.ToString();
        return new(
            key, [.. parts.Select(part => new EwsPath.Indexed("contacts:PhysicalAddress:" + part, key))], "PhysicalAddresses", key,
            (draft, xml) => draft.TakeAddress(ReadAddress(kind, xml)));
    }

    private static SyncPostalAddress ReadAddress(PostalAddressKind kind, EwsXml xml)
    {
        var address = new SyncPostalAddress(kind, null, null, null, null, null);
        foreach (var part in xml.Children())
        {
            address = part switch
            {
                "Street" => address with { Street = xml.TextOrNull() },
                "City" => address with { City = xml.TextOrNull() },
                "State" => address with { State = xml.TextOrNull() },
                "CountryOrRegion" => address with { CountryOrRegion = xml.TextOrNull() },
                "PostalCode" => address with { PostalCode = xml.TextOrNull() },
                _ => address,
            };
        }
        return address;
    }

    private static Action<EwsContactDraft, EwsXml> Text(string member)
    {
        var set = GraphContactFields.Setter<string?>(member);
        return (draft, xml) => set(draft.Contact, xml.TextOrNull());
    }

    private static Action<EwsContactDraft, EwsXml> Texts(string member)
    {
        var set = GraphContactFields.Setter<IReadOnlyList<string>>(member);
        return (draft, xml) =>
        {
            var texts = new List<string>();
            foreach (var _ in xml.Children())
            {
                if (xml.TextOrNull() is { } text)
                    texts.Add(text);
            }
            set(draft.Contact, texts);
        };
    }

    private static Action<EwsContactDraft, EwsXml> Moment(string member)
    {
        var set = GraphContactFields.Setter<DateTimeOffset?>(member);
        return (draft, xml) => set(draft.Contact, ReadMoment(xml));
    }

    private static Action<EwsContactDraft, EwsXml> Day(string member)
    {
        var set = GraphContactFields.Setter<DateOnly?>(member);
        return (draft, xml) => set(draft.Contact, GraphContactFields.DayOf(ReadMoment(xml)));
    }

    /// <summary>A point in time; without a time zone it is in UTC.</summary>
    private static DateTimeOffset ReadMoment(EwsXml xml) =>
        DateTimeOffset.Parse(xml.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

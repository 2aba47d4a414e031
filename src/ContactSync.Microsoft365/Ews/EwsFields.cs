using System.Globalization;
using ContactSync.Microsoft365.Fields;
using EwsSide = ContactSync.Microsoft365.Fields.FieldSide<
    ContactSync.Microsoft365.Ews.EwsContactField, System.Collections.Generic.List<ContactSync.Microsoft365.Ews.EwsFieldValue>>;

namespace ContactSync.Microsoft365.Ews;

/// <summary>The kinds of field that a contact of EWS has, and how each is taken over.</summary>
internal static class EwsFields
{
    /// <summary>The element that properties without an element of their own stand in.</summary>
    public const string Extended = "ExtendedProperty";

    /// <summary>The numbers of the properties beside each mail address that hold what Outlook shows for it.</summary>
    private static readonly ushort[] ShownAddresses = [0x8084, 0x8094, 0x80A4];

    private static readonly (string Name, Func<SyncPostalAddress, string?> Of)[] AddressParts =
    [
        ("Street", address => address.Street), ("City", address => address.City), ("State", address => address.State),
        ("CountryOrRegion", address => address.CountryOrRegion), ("PostalCode", address => address.PostalCode),
    ];

    public static EwsSide Text(string member, string uri) => Side(uri, TakeText(member), Give(new EwsPath.Field(uri), member));

    /// <summary>A text whose element is only read: it is written by the property behind it, one of the set of addresses.</summary>
    public static EwsSide ReadOnlyText(string member, string uri, ushort id) =>
        Side(uri, TakeText(member), Give(new EwsPath.Address(id, "String"), member));

    public static EwsSide Texts(string member, string uri)
    {
        var set = ContactMember.Setter<IReadOnlyList<string>>(member);
        var get = ContactMember.Getter<IReadOnlyList<string>>(member);
        return Side(
            uri,
            (draft, xml) =>
            {
                var texts = new List<string>();
                foreach (var _ in xml.Children())
                {
                    if (xml.TextOrNull() is { } text)
                        texts.Add(text);
                }
                set(draft.Contact, texts);
            },
            (contact, fields) => fields.Add(new EwsFieldValue(new EwsPath.Field(uri), get(contact))));
    }

    public static EwsSide Moment(string member, string uri)
    {
        var set = ContactMember.Setter<DateTimeOffset?>(member);
        return Side(uri, (draft, xml) => set(draft.Contact, ReadMoment(xml)));
    }

    public static EwsSide Day(string member, string uri)
    {
        var set = ContactMember.Setter<DateOnly?>(member);
        var get = ContactMember.Getter<DateOnly?>(member);
        return Side(
            uri, (draft, xml) => set(draft.Contact, ContactMember.DayOf(ReadMoment(xml))),
            (contact, fields) => fields.Add(EwsFieldValue.Of(new EwsPath.Field(uri), ContactMember.MomentOf(get(contact)))));
    }

    /// <summary>The schema's words for it are those of <see cref="ContactSensitivity"/>.</summary>
    public static EwsSide Sensitivity(string uri)
    {
        var set = ContactMember.Setter<ContactSensitivity>(nameof(SyncContact.Sensitivity));
        return Side(uri, (draft, xml) => set(
            draft.Contact,
            Enum.TryParse<ContactSensitivity>(xml.TextOrNull(), out var value) ? value : ContactSensitivity.Private),
            (contact, fields) => fields.Add(EwsFieldValue.Of(new EwsPath.Field(uri), contact.Sensitivity.ToString())));
    }

    /// <summary>A part of the complete name, which is only read: it is written by its MAPI tag.</summary>
    public static EwsSide NamePart(string member, string part, ushort tag) => new(
        $"contacts:CompleteName/{part}",
        [new EwsContactField([new EwsPath.Field("contacts:CompleteName")], "CompleteName", part, TakeText(member))],
        Give(new EwsPath.Tagged(tag, "String"), member));

    /// <summary>A text of the property set of addresses.</summary>
    public static EwsSide Property(string member, ushort id) => new(
        string.Create(CultureInfo.InvariantCulture, $"Address 0x{id:x4}"), [Property(new EwsPath.Address(id, "String"), TakeText(member))],
        Give(new EwsPath.Address(id, "String"), member));

    /// <summary>The kinds are called as the schema's keys.</summary>
    public static EwsSide Number(PhoneNumberKind kind)
    {
        var key = kind.ToString();
        var path = new EwsPath.Indexed("contacts:PhoneNumber", key);
        return new(
            $"contacts:PhoneNumber/{key}",
            [new EwsContactField([path], "PhoneNumbers", key, (draft, xml) => draft.TakeNumber(kind, xml.TextOrNull()))],
            (contact, fields) => fields.Add(
                EwsFieldValue.Of(path, contact.PhoneNumbers.FirstOrDefault(number => number.Kind == kind)?.Raw)));
    }

    public static EwsSide MailAddress(int slot)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"EmailAddress{slot}");
        var path = new EwsPath.Indexed("contacts:EmailAddress", key);
        return new(
            $"contacts:EmailAddress/{key}",
            [
                new EwsContactField(
                    [path], "EmailAddresses", key,
                    (draft, xml) =>
                    {
                        var (name, routing) = (xml.Attribute("Name"), xml.Attribute("RoutingType"));
                        draft.TakeMailAddress(slot, xml.TextOrNull(), string.IsNullOrWhiteSpace(name) ? null : name, routing);
                    }),
                Property(
                    new EwsPath.Address(ShownAddresses[slot - 1], "String"),
                    (draft, xml) => draft.TakeShownAddress(slot, xml.TextOrNull())),
            ],
            (contact, fields) =>
            {
                var mail = contact.EmailAddresses.FirstOrDefault(address => address.Slot == slot);
                fields.Add(EwsFieldValue.Of(path, mail?.Address) with { ShownName = mail?.Name });
            });
    }

    public static EwsSide ChatAddresses() =>
        new(
            "contacts:ImAddress/ImAddress1 to ImAddress3", [.. Enumerable.Range(1, 3).Select(Chat)],
            (contact, fields) => fields.AddRange(Enumerable.Range(1, 3).Select(slot =>
                EwsFieldValue.Of(ChatPath(slot), contact.ImAddresses.ElementAtOrDefault(slot - 1)))));

    public static EwsSide Address(PostalAddressKind kind)
    {
        var key = kind.ToString();
        EwsPath PathOf(string part) => new EwsPath.Indexed("contacts:PhysicalAddress:" + part, key);
        return new(
            $"contacts:PhysicalAddress/{key}",
            [new EwsContactField(
                [.. AddressParts.Select(part => PathOf(part.Name))], "PhysicalAddresses", key,
                (draft, xml) => draft.TakeAddress(ReadAddress(kind, xml)))],
            (contact, fields) =>
            {
                var address = contact.PostalAddresses.FirstOrDefault(address => address.Kind == kind);
                fields.AddRange(AddressParts.Select(part =>
                    EwsFieldValue.Of(PathOf(part.Name), address is null ? null : part.Of(address))));
            });
    }

    private static EwsContactField Chat(int slot)
    {
        var path = ChatPath(slot);
        return new([path], "ImAddresses", path.Index, (draft, xml) => draft.TakeChat(slot, xml.TextOrNull()));
    }

    private static EwsPath.Indexed ChatPath(int slot) =>
        new("contacts:ImAddress", string.Create(CultureInfo.InvariantCulture, $"ImAddress{slot}"));

    private static EwsSide Side(
        string uri, Action<EwsContactDraft, EwsXml> take, Action<SyncContact, List<EwsFieldValue>>? give = null) =>
        new(uri, [new EwsContactField([new EwsPath.Field(uri)], uri[(uri.IndexOf(':') + 1)..], null, take)], give);

    private static Action<SyncContact, List<EwsFieldValue>> Give(EwsPath path, string member)
    {
        var get = ContactMember.Getter<string?>(member);
        return (contact, fields) => fields.Add(EwsFieldValue.Of(path, get(contact)));
    }

    private static EwsContactField Property(EwsPath path, Action<EwsContactDraft, EwsXml> take) => new([path], Extended, path, take);

    private static Action<EwsContactDraft, EwsXml> TakeText(string member)
    {
        var set = ContactMember.Setter<string?>(member);
        return (draft, xml) => set(draft.Contact, xml.TextOrNull());
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

    /// <summary>A point in time; without a time zone it is in UTC.</summary>
    private static DateTimeOffset ReadMoment(EwsXml xml) =>
        DateTimeOffset.Parse(xml.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

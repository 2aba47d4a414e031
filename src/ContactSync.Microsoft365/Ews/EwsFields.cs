using System.Globalization;
using ContactSync.Microsoft365.Fields;

namespace ContactSync.Microsoft365.Ews;

/// <summary>The kinds of field that a contact of EWS has, and how each is taken over.</summary>
internal static class EwsFields
{
    /// <summary>The element that properties without an element of their own stand in.</summary>
    public const string Extended = "ExtendedProperty";

    /// <summary>The numbers of the properties beside each mail address that hold what Outlook shows for it.</summary>
    private static readonly ushort[] ShownAddresses = [0x8084, 0x8094, 0x80A4];

    public static FieldSide<EwsContactField> Text(string member, string uri) => Side(uri, TakeText(member));

    public static FieldSide<EwsContactField> Texts(string member, string uri)
    {
        var set = ContactSetter.Of<IReadOnlyList<string>>(member);
        return Side(uri, (draft, xml) =>
        {
            var texts = new List<string>();
            foreach (var _ in xml.Children())
            {
                if (xml.TextOrNull() is { } text)
                    texts.Add(text);
            }
            set(draft.Contact, texts);
        });
    }

    public static FieldSide<EwsContactField> Moment(string member, string uri)
    {
        var set = ContactSetter.Of<DateTimeOffset?>(member);
        return Side(uri, (draft, xml) => set(draft.Contact, ReadMoment(xml)));
    }

    public static FieldSide<EwsContactField> Day(string member, string uri)
    {
        var set = ContactSetter.Of<DateOnly?>(member);
        return Side(uri, (draft, xml) => set(draft.Contact, ContactSetter.DayOf(ReadMoment(xml))));
    }

    /// <summary>The schema's words for it are those of <see cref="ContactSensitivity"/>.</summary>
    public static FieldSide<EwsContactField> Sensitivity(string uri)
    {
        var set = ContactSetter.Of<ContactSensitivity>(nameof(SyncContact.Sensitivity));
        return Side(uri, (draft, xml) => set(
            draft.Contact,
            Enum.TryParse<ContactSensitivity>(xml.TextOrNull(), out var value) ? value : ContactSensitivity.Private));
    }

    /// <summary>A part of the complete name.</summary>
    public static FieldSide<EwsContactField> NamePart(string member, string part) => new(
        $"contacts:CompleteName/{part}",
        [new EwsContactField([new EwsPath.Field("contacts:CompleteName")], "CompleteName", part, TakeText(member))]);

    /// <summary>A text of the property set of addresses.</summary>
    public static FieldSide<EwsContactField> Property(string member, ushort id) => new(
        string.Create(CultureInfo.InvariantCulture, $"Address 0x{id:x4}"), [Property(new EwsPath.Address(id, "String"), TakeText(member))]);

    /// <summary>The kinds are called as the schema's keys.</summary>
    public static FieldSide<EwsContactField> Number(PhoneNumberKind kind)
    {
        var key = kind.ToString();
        return new(
            $"contacts:PhoneNumber/{key}",
            [new EwsContactField(
                [new EwsPath.Indexed("contacts:PhoneNumber", key)], "PhoneNumbers", key,
                (draft, xml) => draft.TakeNumber(kind, xml.TextOrNull()))]);
    }

    public static FieldSide<EwsContactField> MailAddress(int slot)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"EmailAddress{slot}");
        return new(
            $"contacts:EmailAddress/{key}",
            [
                new EwsContactField(
                    [new EwsPath.Indexed("contacts:EmailAddress", key)], "EmailAddresses", key,
                    (draft, xml) =>
                    {
                        var (name, routing) = (xml.Attribute("Name"), xml.Attribute("RoutingType"));
                        draft.TakeMailAddress(slot, xml.TextOrNull(), string.IsNullOrWhiteSpace(name) ? null : name, routing);
                    }),
                Property(
                    new EwsPath.Address(ShownAddresses[slot - 1], "String"),
                    (draft, xml) => draft.TakeShownAddress(slot, xml.TextOrNull())),
            ]);
    }

    public static FieldSide<EwsContactField> ChatAddresses() =>
        new("contacts:ImAddress/ImAddress1 to ImAddress3", [.. Enumerable.Range(1, 3).Select(Chat)]);

    public static FieldSide<EwsContactField> Address(PostalAddressKind kind)
    {
        string[] parts = ["Street", "City", "State", "CountryOrRegion", "PostalCode"];
        var key = kind.ToString();
        return new(
            $"contacts:PhysicalAddress/{key}",
            [new EwsContactField(
                [.. parts.Select(part => new EwsPath.Indexed("contacts:PhysicalAddress:" + part, key))], "PhysicalAddresses", key,
                (draft, xml) => draft.TakeAddress(ReadAddress(kind, xml)))]);
    }

    private static EwsContactField Chat(int slot)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"ImAddress{slot}");
        return new(
            [new EwsPath.Indexed("contacts:ImAddress", key)], "ImAddresses", key,
            (draft, xml) => draft.TakeChat(slot, xml.TextOrNull()));
    }

    private static FieldSide<EwsContactField> Side(string uri, Action<EwsContactDraft, EwsXml> take) =>
        new(uri, [new EwsContactField([new EwsPath.Field(uri)], uri[(uri.IndexOf(':') + 1)..], null, take)]);

    private static EwsContactField Property(EwsPath path, Action<EwsContactDraft, EwsXml> take) => new([path], Extended, path, take);

    private static Action<EwsContactDraft, EwsXml> TakeText(string member)
    {
        var set = ContactSetter.Of<string?>(member);
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

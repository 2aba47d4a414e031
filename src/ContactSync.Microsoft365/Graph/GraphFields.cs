using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Microsoft365.Fields;
using GraphSide = ContactSync.Microsoft365.Fields.FieldSide<
    ContactSync.Microsoft365.Graph.GraphContactField, ContactSync.Microsoft365.Graph.GraphContactBody>;

namespace ContactSync.Microsoft365.Graph;

/// <summary>The kinds of field that a contact of Graph has, and how each is taken over.</summary>
internal static class GraphFields
{
    /// <summary>Exchange's word for no date.</summary>
    private const string NoDay = "4501-01-01T00:00:00Z";

    public static GraphSide Text(string member, string property)
    {
        var set = ContactMember.Setter<string?>(member);
        var get = ContactMember.Getter<string?>(member);
        return Side(
            property, (GraphContactDraft contact, ref Utf8JsonReader reader) => set(contact.Contact, ReadText(ref reader)),
            (contact, body) => body.Set(property, get(contact)));
    }

    public static GraphSide Texts(string member, string property)
    {
        var set = ContactMember.Setter<IReadOnlyList<string>>(member);
        var get = ContactMember.Getter<IReadOnlyList<string>>(member);
        return Side(
            property,
            (GraphContactDraft contact, ref Utf8JsonReader reader) =>
            {
                List<string>? texts = null;
                RequireArray(ref reader);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (ReadText(ref reader) is { } text)
                        (texts ??= []).Add(text);
                }
                if (texts is not null)
                    set(contact.Contact, texts);
            },
            (contact, body) => body.Set(property, new JsonArray([.. get(contact).Select(text => (JsonNode)text)])));
    }

    public static GraphSide Moment(string member, string property)
    {
        var set = ContactMember.Setter<DateTimeOffset?>(member);
        return Side(
            property, (GraphContactDraft contact, ref Utf8JsonReader reader) => set(contact.Contact, reader.GetDateTimeOffset()));
    }

    public static GraphSide Day(string member, string property)
    {
        var get = ContactMember.Getter<DateOnly?>(member);
        return Side(property, TakeDay(member), (contact, body) => body.Set(property, ContactMember.MomentOf(get(contact))));
    }

    public static GraphSide ExtendedDay(string member, string tag)
    {
        var get = ContactMember.Getter<DateOnly?>(member);
        return ExtendedSide(
            tag, TakeDay(member), (contact, body) => body.SetExtended(tag, ContactMember.MomentOf(get(contact)), NoDay));
    }

    public static GraphSide Number(string property, PhoneNumberKind kind) =>
        Side(property, TakeNumber(kind), (contact, body) => body.Set(property, NumberOf(contact, kind)));

    public static GraphSide ExtendedNumber(string tag, PhoneNumberKind kind) =>
        ExtendedSide(tag, TakeNumber(kind), (contact, body) => body.SetExtended(tag, NumberOf(contact, kind), none: ""));

    /// <summary>A list without gaps of a first and a second number.</summary>
    public static GraphSide Numbers(string property, PhoneNumberKind first, PhoneNumberKind second) =>
        Side(
            property,
            (GraphContactDraft contact, ref Utf8JsonReader reader) =>
            {
                var kind = first;
                RequireArray(ref reader);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    contact.TakeNumber(kind, ref reader);
                    kind = second;
                }
            },
            (contact, body) => body.Add(property, NumberOf(contact, first)));

    /// <summary>The second number of a list that shows it as the first where there is no first.</summary>
    public static GraphSide SecondNumber(string property, PhoneNumberKind first, PhoneNumberKind second, string tag) =>
        new(
            $"{property}, {tag}",
            [new GraphContactField(tag, true, (GraphContactDraft contact, ref Utf8JsonReader reader) =>
                contact.TakeSecondNumber(first, second, ref reader))],
            (contact, body) => body.Add(property, NumberOf(contact, second)));

    /// <summary>One of the three slots, and the list without gaps that a service has which does not know them yet.</summary>
    public static GraphSide MailAddress(string property, int slot) => new(
        $"{property}, emailAddresses",
        [
            new GraphContactField(
                property, false, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeMailAddress(slot, ref reader)),
            new GraphContactField(
                "emailAddresses", false, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeMailAddresses(ref reader)),
        ],
        (contact, body) => body.Add(
            "emailAddresses", contact.EmailAddresses.FirstOrDefault(address => address.Slot == slot) is { } mail
                ? new JsonObject { ["name"] = mail.Name ?? mail.Address, ["address"] = mail.Address }
                : null));

    public static GraphSide Address(string property, PostalAddressKind kind) =>
        Side(
            property, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeAddress(kind, ref reader),
            (contact, body) => body.SetAddress(property, contact.PostalAddresses.FirstOrDefault(address => address.Kind == kind)));

    /// <summary>The sensitivity and Outlook's private flag, which other programs set without it.</summary>
    public static GraphSide Sensitivity(string tag, string privateTag) => new(
        $"{tag}, {privateTag}",
        [
            new GraphContactField(
                tag, true, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.Sensitivity = ReadSensitivity(ref reader)),
            new GraphContactField(
                privateTag, true, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.IsPrivate = ReadFlag(ref reader)),
        ],
        (contact, body) =>
        {
            body.SetExtended(tag, contact.Sensitivity.ToString("D"), none: "0");
            body.SetExtended(privateTag, contact.Sensitivity == ContactSensitivity.Private ? "true" : "false", none: "false");
        });

    /// <summary>The picture, which is read by itself, and the flag that tells whether there is one.</summary>
    public static GraphSide Photo(string shown, string flagTag) => new(
        shown,
        [new GraphContactField(
            flagTag, true, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.HasPhoto = ReadFlag(ref reader))]);

    /// <summary>Null where there is nothing to read: null, an empty text, blanks.</summary>
    /// <exception cref="InvalidOperationException">The value is no text.</exception>
    public static string? ReadText(ref Utf8JsonReader reader)
    {
        var text = reader.GetString();
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>As <see cref="ReadText"/>, of the value behind the name the reader stands on.</summary>
    public static string? ReadNextText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return ReadText(ref reader);
    }

    public static void RequireArray(ref Utf8JsonReader reader) => Require(ref reader, JsonTokenType.StartArray);

    public static void RequireObject(ref Utf8JsonReader reader) => Require(ref reader, JsonTokenType.StartObject);

    private static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new InvalidOperationException($"A {reader.TokenType} stands where a {type} should.");
    }

    private static GraphFieldTaker TakeDay(string member)
    {
        var set = ContactMember.Setter<DateOnly?>(member);
        return (GraphContactDraft contact, ref Utf8JsonReader reader) =>
            set(contact.Contact, ContactMember.DayOf(reader.GetDateTimeOffset()));
    }

    private static GraphFieldTaker TakeNumber(PhoneNumberKind kind) =>
        (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeNumber(kind, ref reader);

    private static GraphSide Side(string property, GraphFieldTaker take, Action<SyncContact, GraphContactBody>? give = null) =>
        new(property, [new GraphContactField(property, false, take)], give);

    private static GraphSide ExtendedSide(string tag, GraphFieldTaker take, Action<SyncContact, GraphContactBody> give) =>
        new(tag, [new GraphContactField(tag, true, take)], give);

    private static string? NumberOf(SyncContact contact, PhoneNumberKind kind) =>
        contact.PhoneNumbers.FirstOrDefault(number => number.Kind == kind)?.Raw;

    /// <summary>PR_SENSITIVITY. A value that nobody has heard of keeps the contact back rather than showing it.</summary>
    private static ContactSensitivity ReadSensitivity(ref Utf8JsonReader reader) =>
        int.Parse(reader.GetString()!, CultureInfo.InvariantCulture) switch
        {
            0 => ContactSensitivity.Normal,
            1 => ContactSensitivity.Personal,
            3 => ContactSensitivity.Confidential,
            _ => ContactSensitivity.Private,
        };

    private static bool ReadFlag(ref Utf8JsonReader reader) => bool.Parse(reader.GetString()!);
}

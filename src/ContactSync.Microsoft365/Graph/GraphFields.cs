using System.Globalization;
using System.Text.Json;
using ContactSync.Microsoft365.Fields;

namespace ContactSync.Microsoft365.Graph;

/// <summary>The kinds of field that a contact of Graph has, and how each is taken over.</summary>
internal static class GraphFields
{
    public static FieldSide<GraphContactField> Text(string member, string property)
    {
        var set = ContactSetter.Of<string?>(member);
        return Side(property, (GraphContactDraft contact, ref Utf8JsonReader reader) => set(contact.Contact, ReadText(ref reader)));
    }

    public static FieldSide<GraphContactField> Texts(string member, string property)
    {
        var set = ContactSetter.Of<IReadOnlyList<string>>(member);
        return Side(property, (GraphContactDraft contact, ref Utf8JsonReader reader) =>
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
        });
    }

    public static FieldSide<GraphContactField> Moment(string member, string property)
    {
        var set = ContactSetter.Of<DateTimeOffset?>(member);
        return Side(
            property, (GraphContactDraft contact, ref Utf8JsonReader reader) => set(contact.Contact, reader.GetDateTimeOffset()));
    }

    public static FieldSide<GraphContactField> Day(string member, string property) => Side(property, TakeDay(member));

    public static FieldSide<GraphContactField> ExtendedDay(string member, string tag) => ExtendedSide(tag, TakeDay(member));

    public static FieldSide<GraphContactField> Number(string property, PhoneNumberKind kind) => Side(property, TakeNumber(kind));

    public static FieldSide<GraphContactField> ExtendedNumber(string tag, PhoneNumberKind kind) => ExtendedSide(tag, TakeNumber(kind));

    /// <summary>A list without gaps of a first and a second number.</summary>
    public static FieldSide<GraphContactField> Numbers(string property, PhoneNumberKind first, PhoneNumberKind second) =>
        Side(property, (GraphContactDraft contact, ref Utf8JsonReader reader) =>
        {
            var kind = first;
            RequireArray(ref reader);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                contact.TakeNumber(kind, ref reader);
                kind = second;
            }
        });

    /// <summary>The second number of a list that shows it as the first where there is no first.</summary>
    public static FieldSide<GraphContactField> SecondNumber(string property, PhoneNumberKind first, PhoneNumberKind second, string tag) =>
        new(
            $"{property}, {tag}",
            [new GraphContactField(tag, true, (GraphContactDraft contact, ref Utf8JsonReader reader) =>
                contact.TakeSecondNumber(first, second, ref reader))]);

    /// <summary>One of the three slots, and the list without gaps that a service has which does not know them yet.</summary>
    public static FieldSide<GraphContactField> MailAddress(string property, int slot) => new(
        $"{property}, emailAddresses",
        [
            new GraphContactField(
                property, false, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeMailAddress(slot, ref reader)),
            new GraphContactField(
                "emailAddresses", false, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeMailAddresses(ref reader)),
        ]);

    public static FieldSide<GraphContactField> Address(string property, PostalAddressKind kind) =>
        Side(property, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeAddress(kind, ref reader));

    /// <summary>The sensitivity and Outlook's private flag, which other programs set without it.</summary>
    public static FieldSide<GraphContactField> Sensitivity(string tag, string privateTag) => new(
        $"{tag}, {privateTag}",
        [
            new GraphContactField(
                tag, true, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.Sensitivity = ReadSensitivity(ref reader)),
            new GraphContactField(
                privateTag, true, (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.IsPrivate = ReadFlag(ref reader)),
        ]);

    /// <summary>The picture, which is read by itself, and the flag that tells whether there is one.</summary>
    public static FieldSide<GraphContactField> Photo(string shown, string flagTag) => new(
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
        var set = ContactSetter.Of<DateOnly?>(member);
        return (GraphContactDraft contact, ref Utf8JsonReader reader) =>
            set(contact.Contact, ContactSetter.DayOf(reader.GetDateTimeOffset()));
    }

    private static GraphFieldTaker TakeNumber(PhoneNumberKind kind) =>
        (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeNumber(kind, ref reader);

    private static FieldSide<GraphContactField> Side(string property, GraphFieldTaker take) =>
        new(property, [new GraphContactField(property, false, take)]);

    private static FieldSide<GraphContactField> ExtendedSide(string tag, GraphFieldTaker take) =>
        new(tag, [new GraphContactField(tag, true, take)]);

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

using System.Reflection;
using System.Text;
using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Takes a property's value over; the reader stands on the value, and afterwards on its end. Never called on null.</summary>
internal delegate void GraphFieldTaker(GraphContactDraft contact, ref Utf8JsonReader reader);

/// <summary>One field of a contact: what it is called here, what Graph calls it, how it is taken over.</summary>
/// <param name="Name">The member of <see cref="SyncContact"/>, or the kind within a list of it.</param>
/// <param name="Property">Graph's JSON property.</param>
/// <param name="Take">Takes the property's value over.</param>
internal sealed record GraphContactField(string Name, string Property, GraphFieldTaker Take)
{
    /// <summary>The property's name as it stands in the JSON text.</summary>
    public byte[] Utf8Property { get; } = Encoding.UTF8.GetBytes(Property);
}

/// <summary>
/// The fields of a contact that an import carries over Graph v1.0, in the order in which Graph sends them.
/// Numbers for fax, pager and the like are not in the contact resource.
/// </summary>
/// <remarks>https://learn.microsoft.com/graph/api/resources/contact</remarks>
internal static class GraphContactFields
{
    /// <summary>The table: a row a field.</summary>
    public static readonly GraphContactField[] Rows =
    [
        new(nameof(SyncContact.LastModified), "lastModifiedDateTime", Moment(nameof(SyncContact.LastModified))),
        new(nameof(SyncContact.Categories), "categories", Texts(nameof(SyncContact.Categories))),
        new(nameof(SyncContact.Birthday), "birthday", Day(nameof(SyncContact.Birthday))),
        new(nameof(SyncContact.FileAs), "fileAs", Text(nameof(SyncContact.FileAs))),
        new(nameof(SyncContact.DisplayName), "displayName", Text(nameof(SyncContact.DisplayName))),
        new(nameof(SyncContact.GivenName), "givenName", Text(nameof(SyncContact.GivenName))),
        new(nameof(SyncContact.Initials), "initials", Text(nameof(SyncContact.Initials))),
        new(nameof(SyncContact.MiddleName), "middleName", Text(nameof(SyncContact.MiddleName))),
        new(nameof(SyncContact.NickName), "nickName", Text(nameof(SyncContact.NickName))),
        new(nameof(SyncContact.Surname), "surname", Text(nameof(SyncContact.Surname))),
        new(nameof(SyncContact.Title), "title", Text(nameof(SyncContact.Title))),
        new(nameof(SyncContact.YomiGivenName), "yomiGivenName", Text(nameof(SyncContact.YomiGivenName))),
        new(nameof(SyncContact.YomiSurname), "yomiSurname", Text(nameof(SyncContact.YomiSurname))),
        new(nameof(SyncContact.YomiCompanyName), "yomiCompanyName", Text(nameof(SyncContact.YomiCompanyName))),
        new(nameof(SyncContact.Suffix), "generation", Text(nameof(SyncContact.Suffix))),
        new(nameof(SyncContact.ImAddresses), "imAddresses", Texts(nameof(SyncContact.ImAddresses))),
        new(nameof(SyncContact.JobTitle), "jobTitle", Text(nameof(SyncContact.JobTitle))),
        new(nameof(SyncContact.CompanyName), "companyName", Text(nameof(SyncContact.CompanyName))),
        new(nameof(SyncContact.Department), "department", Text(nameof(SyncContact.Department))),
        new(nameof(SyncContact.OfficeLocation), "officeLocation", Text(nameof(SyncContact.OfficeLocation))),
        new(nameof(SyncContact.Profession), "profession", Text(nameof(SyncContact.Profession))),
        new(nameof(SyncContact.WebPage), "businessHomePage", Text(nameof(SyncContact.WebPage))),
        new(nameof(SyncContact.AssistantName), "assistantName", Text(nameof(SyncContact.AssistantName))),
        new(nameof(SyncContact.Manager), "manager", Text(nameof(SyncContact.Manager))),
        new(nameof(SyncContact.SpouseName), "spouseName", Text(nameof(SyncContact.SpouseName))),
        new(nameof(SyncContact.Children), "children", Texts(nameof(SyncContact.Children))),
        new(nameof(SyncContact.Notes), "personalNotes", Text(nameof(SyncContact.Notes))),
        new(nameof(PhoneNumberKind.HomePhone), "homePhones", Numbers(PhoneNumberKind.HomePhone, PhoneNumberKind.HomePhone2)),
        new(nameof(PhoneNumberKind.MobilePhone), "mobilePhone", Number(PhoneNumberKind.MobilePhone)),
        new(
            nameof(PhoneNumberKind.BusinessPhone), "businessPhones",
            Numbers(PhoneNumberKind.BusinessPhone, PhoneNumberKind.BusinessPhone2)),
        new(nameof(PostalAddressKind.Home), "homeAddress", Address(PostalAddressKind.Home)),
        new(nameof(PostalAddressKind.Business), "businessAddress", Address(PostalAddressKind.Business)),
        new(nameof(PostalAddressKind.Other), "otherAddress", Address(PostalAddressKind.Other)),
        // The three slots, and the list without gaps that a service has which does not know them yet.
        new(nameof(SyncContact.EmailAddresses), "emailAddresses", MailAddresses()),
        new(nameof(SyncContact.EmailAddresses) + "1", "primaryEmailAddress", MailAddress(1)),
        new(nameof(SyncContact.EmailAddresses) + "2", "secondaryEmailAddress", MailAddress(2)),
        new(nameof(SyncContact.EmailAddresses) + "3", "tertiaryEmailAddress", MailAddress(3)),
    ];

    /// <summary>
    /// The value for <c>$select</c>. Delta links bake it in: when it changes, <see cref="FolderToken"/> makes them invalid.
    /// </summary>
    public static readonly string Select = string.Join(',', Rows.Select(row => row.Property).Prepend("id"));

    private static readonly Action<SyncContact, string> SetId = Setter<string>(nameof(SyncContact.Id));

    private static readonly Action<SyncContact, IReadOnlyList<SyncPhoneNumber>> SetNumbers =
        Setter<IReadOnlyList<SyncPhoneNumber>>(nameof(SyncContact.PhoneNumbers));

    private static readonly Action<SyncContact, IReadOnlyList<SyncPostalAddress>> SetAddresses =
        Setter<IReadOnlyList<SyncPostalAddress>>(nameof(SyncContact.PostalAddresses));

    private static readonly Action<SyncContact, IReadOnlyList<SyncEmailAddress>> SetMailAddresses =
        Setter<IReadOnlyList<SyncEmailAddress>>(nameof(SyncContact.EmailAddresses));

    /// <summary>Sets what is known only when the whole item was read.</summary>
    public static void Finish(
        SyncContact contact, string id, IReadOnlyList<SyncPhoneNumber> numbers, IReadOnlyList<SyncPostalAddress> addresses,
        IReadOnlyList<SyncEmailAddress> mailAddresses)
    {
        SetId(contact, id);
        SetNumbers(contact, numbers);
        SetAddresses(contact, addresses);
        SetMailAddresses(contact, mailAddresses);
    }

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

    /// <summary>
    /// The day that was meant. Outlook stores midnight of the place it ran in, Outlook on the web 11:59 UTC; both round to the day.
    /// 4501-01-01 is Exchange's word for no date.
    /// </summary>
    internal static DateOnly? DayOf(DateTimeOffset moment) =>
        moment.Year is 4500 or 4501 || moment == DateTimeOffset.MinValue ? null : DateOnly.FromDateTime(moment.UtcDateTime.AddHours(12));

    private static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
            throw new InvalidOperationException($"A {reader.TokenType} stands where a {type} should.");
    }

    private static GraphFieldTaker Text(string member)
    {
        var set = Setter<string?>(member);
        return (GraphContactDraft contact, ref Utf8JsonReader reader) => set(contact.Contact, ReadText(ref reader));
    }

    private static GraphFieldTaker Texts(string member)
    {
        var set = Setter<IReadOnlyList<string>>(member);
        return (GraphContactDraft contact, ref Utf8JsonReader reader) =>
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
        };
    }

    private static GraphFieldTaker Moment(string member)
    {
        var set = Setter<DateTimeOffset?>(member);
        return (GraphContactDraft contact, ref Utf8JsonReader reader) => set(contact.Contact, reader.GetDateTimeOffset());
    }

    private static GraphFieldTaker Day(string member)
    {
        var set = Setter<DateOnly?>(member);
        return (GraphContactDraft contact, ref Utf8JsonReader reader) => set(contact.Contact, DayOf(reader.GetDateTimeOffset()));
    }

    private static GraphFieldTaker Number(PhoneNumberKind kind) =>
        (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeNumber(kind, ref reader);

    private static GraphFieldTaker Numbers(params PhoneNumberKind[] kinds) => (GraphContactDraft contact, ref Utf8JsonReader reader) =>
    {
        var next = 0;
        RequireArray(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            contact.TakeNumber(kinds[Math.Min(next++, kinds.Length - 1)], ref reader);
    };

    private static GraphFieldTaker Address(PostalAddressKind kind) =>
        (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeAddress(kind, ref reader);

    private static GraphFieldTaker MailAddress(int slot) =>
        (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeMailAddress(slot, ref reader);

    private static GraphFieldTaker MailAddresses() =>
        (GraphContactDraft contact, ref Utf8JsonReader reader) => contact.TakeMailAddresses(ref reader);

    /// <summary>The member's own setter. The contact is handed on only when it is complete, and never changes after that.</summary>
    internal static Action<SyncContact, T> Setter<T>(string member) =>
        typeof(SyncContact).GetProperty(member, BindingFlags.Instance | BindingFlags.Public)!.SetMethod!
            .CreateDelegate<Action<SyncContact, T>>();
}

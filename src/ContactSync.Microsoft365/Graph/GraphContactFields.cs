using System.Text;
using System.Text.Json;
using ContactSync.Microsoft365.Fields;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Takes a property's value over; the reader stands on the value, and afterwards on its end. Never called on null.</summary>
internal delegate void GraphFieldTaker(GraphContactDraft contact, ref Utf8JsonReader reader);

/// <summary>What Graph calls a field of a contact, and how it is taken over.</summary>
/// <param name="Property">Graph's JSON property, or the id of an extended one as the service writes it.</param>
/// <param name="IsExtended">It is an extended property, which only an expansion brings.</param>
/// <param name="Take">Takes the property's value over.</param>
internal sealed record GraphContactField(string Property, bool IsExtended, GraphFieldTaker Take)
{
    /// <summary>The property's name as it stands in the JSON text.</summary>
    public byte[] Utf8Property { get; } = Encoding.UTF8.GetBytes(Property);
}

/// <summary>What Graph is asked for to fill a contact, and what takes it over.</summary>
internal static class GraphContactFields
{
    /// <summary>The properties of the contact itself. One that fills several fields stands here once.</summary>
    public static readonly IReadOnlyList<GraphContactField> Properties = Of(isExtended: false);

    /// <summary>
    /// The extended ones. OData bounds a filter to a hundred nodes, and each of these takes four of them: there is room for 25.
    /// </summary>
    public static readonly IReadOnlyList<GraphContactField> Extended = Of(isExtended: true);

    /// <summary>
    /// The value for <c>$select</c>. When it or the expansion changes, <see cref="FolderToken"/> takes older states for none.
    /// </summary>
    public static readonly string Select = string.Join(',', Properties.Select(field => field.Property).Prepend("id"));

    /// <summary>The value for <c>$expand</c>.</summary>
    public static readonly string Expand =
        $"singleValueExtendedProperties($filter={string.Join(" or ", Extended.Select(field => $"id eq '{field.Property}'"))})";

    private static readonly Action<SyncContact, string> SetId = ContactMember.Setter<string>(nameof(SyncContact.Id));

    private static readonly Action<SyncContact, IReadOnlyList<SyncPhoneNumber>> SetNumbers =
        ContactMember.Setter<IReadOnlyList<SyncPhoneNumber>>(nameof(SyncContact.PhoneNumbers));

    private static readonly Action<SyncContact, IReadOnlyList<SyncPostalAddress>> SetAddresses =
        ContactMember.Setter<IReadOnlyList<SyncPostalAddress>>(nameof(SyncContact.PostalAddresses));

    private static readonly Action<SyncContact, IReadOnlyList<SyncEmailAddress>> SetMailAddresses =
        ContactMember.Setter<IReadOnlyList<SyncEmailAddress>>(nameof(SyncContact.EmailAddresses));

    private static readonly Action<SyncContact, ContactSensitivity> SetSensitivity =
        ContactMember.Setter<ContactSensitivity>(nameof(SyncContact.Sensitivity));

    /// <summary>Sets what is known only when the whole item was read.</summary>
    public static void Finish(
        SyncContact contact, string id, IReadOnlyList<SyncPhoneNumber> numbers, IReadOnlyList<SyncPostalAddress> addresses,
        IReadOnlyList<SyncEmailAddress> mailAddresses, ContactSensitivity sensitivity)
    {
        SetId(contact, id);
        SetNumbers(contact, numbers);
        SetAddresses(contact, addresses);
        SetMailAddresses(contact, mailAddresses);
        SetSensitivity(contact, sensitivity);
    }

    private static GraphContactField[] Of(bool isExtended) =>
    [
        .. FieldTable.Rows.SelectMany(row => row.Graph.Readers).Where(field => field.IsExtended == isExtended)
            .DistinctBy(field => field.Property),
    ];
}

using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>A contact while its fields are taken over, one by one, in whatever order they come.</summary>
internal sealed class GraphContactDraft(SyncContact contact)
{
    private readonly List<SyncPhoneNumber> numbers = [];
    private readonly List<SyncPostalAddress> addresses = [];
    private readonly SyncEmailAddress?[] slots = new SyncEmailAddress?[3];
    private List<SyncEmailAddress>? unslotted;

    /// <summary>The contact; its single fields are set in place.</summary>
    public SyncContact Contact { get; } = contact;

    public void TakeNumber(PhoneNumberKind kind, JsonElement value)
    {
        if (GraphContactFields.TextOf(value) is { } number)
            numbers.Add(new SyncPhoneNumber(kind, number));
    }

    public void TakeMailAddress(int slot, JsonElement value) => slots[slot - 1] = MailAddress(slot, value);

    public void TakeMailAddresses(JsonElement value)
    {
        unslotted = new List<SyncEmailAddress>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (MailAddress(unslotted.Count + 1, item) is { } address)
                unslotted.Add(address);
        }
    }

    public void TakeAddress(PostalAddressKind kind, JsonElement value)
    {
        var address = new SyncPostalAddress(
            kind, Text(value, "street"), Text(value, "postalCode"), Text(value, "city"), Text(value, "state"), Text(value, "countryOrRegion"));
        if (address != new SyncPostalAddress(kind, null, null, null, null, null))
            addresses.Add(address);
    }

    /// <summary>The finished contact.</summary>
    public SyncContact Finish()
    {
        // A stable sort: two numbers of one kind keep the order they came in.
        var mail = slots.Any(address => address is not null) ? [.. slots.OfType<SyncEmailAddress>()] : unslotted ?? [];
        return Contact with
        {
            PhoneNumbers = [.. numbers.OrderBy(number => number.Kind)],
            PostalAddresses = [.. addresses.OrderBy(address => address.Kind)],
            EmailAddresses = mail,
        };
    }

    private static SyncEmailAddress? MailAddress(int slot, JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || Text(value, "address") is not { } address
            ? null
            : new SyncEmailAddress(slot, address, Text(value, "name"));

    private static string? Text(JsonElement value, string property) =>
        value.TryGetProperty(property, out var text) ? GraphContactFields.TextOf(text) : null;
}

using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>A contact while its properties are taken over, one by one, in whatever order they come. Used again for the next one.</summary>
internal sealed class GraphContactDraft(string folderId)
{
    private readonly List<SyncPhoneNumber> numbers = [];
    private readonly List<SyncPostalAddress> addresses = [];
    private readonly List<SyncEmailAddress> unslotted = [];
    private readonly List<SyncEmailAddress> slotted = [];

    /// <summary>The contact; its fields are set in place until it is finished.</summary>
    public SyncContact Contact { get; private set; } = null!;

    /// <summary>The item's id, once met.</summary>
    public string? Id { get; set; }

    /// <summary>The item says that it left the folder.</summary>
    public bool IsRemoved { get; set; }

    public void Begin()
    {
        Contact = new SyncContact { Id = "", FolderId = folderId };
        Id = null;
        IsRemoved = false;
        numbers.Clear();
        addresses.Clear();
        unslotted.Clear();
        slotted.Clear();
    }

    /// <summary>The finished contact. The draft lets go of it: from now on it never changes.</summary>
    public SyncContact Finish(string id)
    {
        var contact = Contact;
        Contact = null!;
        GraphContactFields.Finish(contact, id, [.. numbers], [.. addresses], slotted.Count > 0 ? [.. slotted] : [.. unslotted]);
        return contact;
    }

    public void TakeNumber(PhoneNumberKind kind, ref Utf8JsonReader reader)
    {
        if (GraphContactFields.ReadText(ref reader) is not { } number)
            return;
        // Behind its own kind: two numbers of one kind keep the order they came in.
        var place = numbers.Count;
        while (place > 0 && numbers[place - 1].Kind > kind)
            place--;
        numbers.Insert(place, new SyncPhoneNumber(kind, number));
    }

    public void TakeMailAddress(int slot, ref Utf8JsonReader reader)
    {
        if (ReadMailAddress(slot, ref reader) is not { } address)
            return;
        var place = slotted.Count;
        while (place > 0 && slotted[place - 1].Slot > slot)
            place--;
        slotted.Insert(place, address);
    }

    public void TakeMailAddresses(ref Utf8JsonReader reader)
    {
        GraphContactFields.RequireArray(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadMailAddress(unslotted.Count + 1, ref reader) is { } address)
                unslotted.Add(address);
        }
    }

    public void TakeAddress(PostalAddressKind kind, ref Utf8JsonReader reader)
    {
        string? street = null, postalCode = null, city = null, state = null, country = null;
        GraphContactFields.RequireObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("street"u8))
                street = GraphContactFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("postalCode"u8))
                postalCode = GraphContactFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("city"u8))
                city = GraphContactFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("state"u8))
                state = GraphContactFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("countryOrRegion"u8))
                country = GraphContactFields.ReadNextText(ref reader);
            else
                reader.Skip();
        }
        if ((street ?? postalCode ?? city ?? state ?? country) is null)
            return;
        var place = addresses.Count;
        while (place > 0 && addresses[place - 1].Kind > kind)
            place--;
        addresses.Insert(place, new SyncPostalAddress(kind, street, postalCode, city, state, country));
    }

    private static SyncEmailAddress? ReadMailAddress(int slot, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        string? address = null, name = null;
        GraphContactFields.RequireObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("address"u8))
                address = GraphContactFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("name"u8))
                name = GraphContactFields.ReadNextText(ref reader);
            else
                reader.Skip();
        }
        return address is null ? null : new SyncEmailAddress(slot, address, name);
    }
}

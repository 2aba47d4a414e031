using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>A contact while its properties are taken over, one by one, in whatever order they come. Used again for the next one.</summary>
internal sealed class GraphContactDraft(string folderId)
{
    private readonly List<SyncPhoneNumber> numbers = [];
    private readonly List<SyncPostalAddress> addresses = [];
    private readonly List<SyncEmailAddress> unslotted = [];
    private readonly List<SyncEmailAddress> slotted = [];
    private readonly List<(PhoneNumberKind First, SyncPhoneNumber Number)> seconds = [];

    /// <summary>The contact; its fields are set in place until it is finished.</summary>
    public SyncContact Contact { get; private set; } = null!;

    /// <summary>The item's id, once met.</summary>
    public string? Id { get; set; }

    /// <summary>The item says that it left the folder.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Whom it is meant for, as far as its sensitivity says.</summary>
    public ContactSensitivity Sensitivity { get; set; }

    /// <summary>Outlook's private flag.</summary>
    public bool IsPrivate { get; set; }

    /// <summary>The contact has a picture.</summary>
    public bool HasPhoto { get; set; }

    public void Begin()
    {
        Contact = new SyncContact { Id = "", FolderId = folderId };
        Id = null;
        IsRemoved = false;
        Sensitivity = ContactSensitivity.Normal;
        IsPrivate = false;
        HasPhoto = false;
        seconds.Clear();
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
        foreach (var (first, number) in seconds)
            PutSecond(first, number);
        GraphContactFields.Finish(
            contact, id, [.. numbers], [.. addresses], slotted.Count > 0 ? [.. slotted] : [.. unslotted],
            IsPrivate && Sensitivity == ContactSensitivity.Normal ? ContactSensitivity.Private : Sensitivity);
        return contact;
    }

    public void TakeNumber(PhoneNumberKind kind, ref Utf8JsonReader reader)
    {
        if (GraphFields.ReadText(ref reader) is not { } number)
            return;
        // Behind its own kind: two numbers of one kind keep the order they came in.
        var place = numbers.Count;
        while (place > 0 && numbers[place - 1].Kind > kind)
            place--;
        numbers.Insert(place, new SyncPhoneNumber(kind, number));
    }

    /// <summary>A second number by its own name; the list that it stands in too may show it as the first.</summary>
    public void TakeSecondNumber(PhoneNumberKind first, PhoneNumberKind second, ref Utf8JsonReader reader)
    {
        if (GraphFields.ReadText(ref reader) is { } number)
            seconds.Add((first, new SyncPhoneNumber(second, number)));
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
        GraphFields.RequireArray(ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadMailAddress(unslotted.Count + 1, ref reader) is { } address)
                unslotted.Add(address);
        }
    }

    public void TakeAddress(PostalAddressKind kind, ref Utf8JsonReader reader)
    {
        string? street = null, postalCode = null, city = null, state = null, country = null;
        GraphFields.RequireObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("street"u8))
                street = GraphFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("postalCode"u8))
                postalCode = GraphFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("city"u8))
                city = GraphFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("state"u8))
                state = GraphFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("countryOrRegion"u8))
                country = GraphFields.ReadNextText(ref reader);
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

    private void PutSecond(PhoneNumberKind first, SyncPhoneNumber number)
    {
        if (numbers.Exists(other => other.Kind == number.Kind))
            return;
        var place = numbers.FindIndex(other => other.Kind == first && other.Raw == number.Raw);
        if (place >= 0)
            numbers[place] = number;
    }

    private static SyncEmailAddress? ReadMailAddress(int slot, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        string? address = null, name = null;
        GraphFields.RequireObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("address"u8))
                address = GraphFields.ReadNextText(ref reader);
            else if (reader.ValueTextEquals("name"u8))
                name = GraphFields.ReadNextText(ref reader);
            else
                reader.Skip();
        }
        return address is null ? null : new SyncEmailAddress(slot, address, name);
    }
}

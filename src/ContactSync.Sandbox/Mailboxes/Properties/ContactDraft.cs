namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>A contact in the making: from a file, from a request, or made up.</summary>
internal sealed class ContactDraft
{
    public Dictionary<MapiProperty, object> Values { get; } = [];

    public ContactPhoto? Photo { get; set; }

    public string? this[MapiProperty property]
    {
        get => Values.GetValueOrDefault(property) as string;
        set
        {
            if (value is null)
                Values.Remove(property);
            else
                Values[property] = value;
        }
    }

    /// <summary>Sets a text, trimmed; an empty one leaves the field as it is.</summary>
    public void SetText(MapiProperty property, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
            Values[property] = text.Trim();
    }

    public void SetList(MapiProperty property, IEnumerable<string> items)
    {
        var list = items.Where(i => !string.IsNullOrWhiteSpace(i)).Select(i => i.Trim()).ToArray();
        if (list.Length > 0)
            Values[property] = list;
    }

    public bool Has(MapiProperty property) => Values.TryGetValue(property, out var value) && value is not "";

    /// <summary>
    /// Puts a number into the first free of the wanted places, else into the first free general one; a number that finds
    /// no place is kept as a line of the notes, as Exchange has no more than nineteen.
    /// </summary>
    public void AddPhone(string? number, params IEnumerable<MapiProperty> wanted)
    {
        if (string.IsNullOrWhiteSpace(number))
            return;
        number = number.Trim();
        MapiProperty[] general = [ContactFields.OtherPhone, ContactFields.PrimaryPhone, ContactFields.CallbackPhone];
        var place = wanted.Concat(general).FirstOrDefault(p => !Has(p));
        if (place is null)
            AddNote(number);
        else
            Values[place] = number;
    }

    /// <summary>Puts an address into the first free of the three slots, else into the notes.</summary>
    public void AddEmail(string? address, string? displayName = null)
    {
        if (string.IsNullOrWhiteSpace(address))
            return;
        address = address.Trim();
        if (ContactFields.Emails.Any(s => string.Equals(this[s.Address], address, StringComparison.OrdinalIgnoreCase)))
            return;
        var slot = ContactFields.Emails.FirstOrDefault(s => !Has(s.Address));
        if (slot is null)
            AddNote(address);
        else
            SetEmail(slot, address, displayName);
    }

    public void SetEmail(EmailSlot slot, string? address, string? displayName)
    {
        if (string.IsNullOrEmpty(address))
        {
            foreach (var property in (MapiProperty[])[slot.Address, slot.AddressType, slot.DisplayName, slot.OriginalDisplayName])
                Values.Remove(property);
            return;
        }
        Values[slot.Address] = address;
        Values[slot.AddressType] = "SMTP";
        Values[slot.OriginalDisplayName] = address;
        Values[slot.DisplayName] = string.IsNullOrWhiteSpace(displayName) ? address : displayName.Trim();
    }

    public void AddNote(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        Values[ContactFields.Notes] = Has(ContactFields.Notes) ? this[ContactFields.Notes] + "\r\n" + text.Trim() : text.Trim();
    }

    /// <summary>A calendar day, kept one minute before noon UTC, as Exchange Online keeps birthdays.</summary>
    public void SetDay(MapiProperty property, DateOnly day) =>
        Values[property] = new DateTimeOffset(day, new TimeOnly(11, 59), TimeSpan.Zero);

    /// <summary>Fills display name and file-as where they are missing, as Outlook does when it saves.</summary>
    public void Complete()
    {
        Values[ContactFields.MessageClass] = "IPM.Contact";
        if (!Has(ContactFields.DisplayName))
            SetText(ContactFields.DisplayName, ComputedDisplayName());
        if (!Has(ContactFields.FileAs))
            SetText(ContactFields.FileAs, ComputedFileAs());
        if (Photo is not null)
            Values[ContactFields.HasPicture] = true;
    }

    public string ComputedDisplayName()
    {
        MapiProperty[] parts = [ContactFields.GivenName, ContactFields.MiddleName, ContactFields.Surname, ContactFields.Generation];
        var name = string.Join(' ', parts.Where(Has).Select(p => this[p]));
        return name.Length > 0 ? name : this[ContactFields.CompanyName] ?? this[ContactFields.Email1.Address] ?? "";
    }

    public PropertyBag ToBag() => new(Values);

    private string ComputedFileAs()
    {
        var first = string.Join(' ', new[] { ContactFields.GivenName, ContactFields.MiddleName }.Where(Has).Select(p => this[p]));
        return (Has(ContactFields.Surname), first.Length > 0) switch
        {
            (true, true) => $"{this[ContactFields.Surname]}, {first}",
            (true, false) => this[ContactFields.Surname]!,
            (false, true) => first,
            _ => this[ContactFields.CompanyName] ?? this[ContactFields.DisplayName] ?? "",
        };
    }
}

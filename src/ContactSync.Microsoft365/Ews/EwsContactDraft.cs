namespace ContactSync.Microsoft365.Ews;

/// <summary>A contact while its fields are taken over, one by one, in whatever order they come.</summary>
internal sealed class EwsContactDraft
{
    private readonly List<SyncPhoneNumber> numbers = [];
    private readonly List<SyncPostalAddress> addresses = [];
    private readonly MailSlot[] slots = new MailSlot[3];
    private readonly string?[] chats = new string?[3];

    /// <summary>The contact; its single fields are set in place until it is finished.</summary>
    public SyncContact Contact { get; } = new() { Id = "", FolderId = "" };

    /// <summary>What marks a contact that we made; null for anybody else's.</summary>
    public string? Mark { get; set; }

    public void TakeNumber(PhoneNumberKind kind, string? number)
    {
        if (number is not null)
            numbers.Add(new SyncPhoneNumber(kind, number));
    }

    public void TakeChat(int slot, string? address) => chats[slot - 1] = address;

    public void TakeMailAddress(int slot, string? address, string? name, string? routing)
    {
        slots[slot - 1].Address = address;
        slots[slot - 1].Name = name;
        slots[slot - 1].IsInternal = string.Equals(routing, "EX", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What Outlook showed for an address; beside an address of an Exchange organisation this is its mail address.</summary>
    public void TakeShownAddress(int slot, string? shown) => slots[slot - 1].Shown = shown;

    public void TakeAddress(SyncPostalAddress address)
    {
        if (address != new SyncPostalAddress(address.Kind, null, null, null, null, null))
            addresses.Add(address);
    }

    /// <summary>The finished contact.</summary>
    public SyncContact Finish(string id, string folderId) => Contact with
    {
        Id = id,
        FolderId = folderId,
        PhoneNumbers = [.. numbers.OrderBy(number => number.Kind)],
        PostalAddresses = [.. addresses.OrderBy(address => address.Kind)],
        EmailAddresses = [.. slots.Select((slot, place) => slot.ToAddress(place + 1)).OfType<SyncEmailAddress>()],
        ImAddresses = [.. chats.OfType<string>()],
    };

    private struct MailSlot
    {
        public string? Address;
        public string? Name;
        public string? Shown;
        public bool IsInternal;

        /// <summary>An internal address without a mail address beside it stays as it is, so that it can still be resolved.</summary>
        public readonly SyncEmailAddress? ToAddress(int slot) =>
            Address is null ? null : new SyncEmailAddress(slot, IsInternal && Shown?.Contains('@') == true ? Shown : Address, Name);
    }
}

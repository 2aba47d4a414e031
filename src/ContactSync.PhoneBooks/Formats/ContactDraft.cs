using System.Text;
using ContactSync.Engine.Fields;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>
/// A contact while it is read: fields are put in by their names in <see cref="ContactFields"/>, the first value of a text stays.
/// </summary>
internal sealed class ContactDraft
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    private readonly List<SyncPhoneNumber> numbers = [];

    private readonly List<SyncEmailAddress> addresses = [];

    private readonly List<PostalDraft> postal = [];

    /// <summary>The lines of a text are parted as Outlook does.</summary>
    public const string LineEnd = "\r\n";

    /// <summary>Whether the day comes first in the file's dates.</summary>
    public bool IsDayFirst { get; init; }

    public DateTimeOffset? LastModified { get; set; }

    public ContactKind Kind { get; set; }

    public ContactSensitivity Sensitivity { get; set; }

    public DateOnly? Birthday { get; set; }

    public DateOnly? Anniversary { get; set; }

    public byte[]? Photo { get; set; }

    public List<string> Children { get; } = [];

    public List<string> Categories { get; } = [];

    public List<string> ImAddresses { get; } = [];

    public List<SyncContactMember> Members { get; } = [];

    public IReadOnlyList<SyncPhoneNumber> Numbers => numbers;

    public IReadOnlyList<SyncEmailAddress> Emails => addresses;

    /// <summary>Whether there is anything to show or to dial.</summary>
    public bool IsEmpty => numbers.Count == 0 && addresses.Count == 0 && !Names.Any(texts.ContainsKey);

    /// <summary>What a contact is known by.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        nameof(SyncContact.DisplayName), nameof(SyncContact.GivenName), nameof(SyncContact.MiddleName), nameof(SyncContact.Surname),
        nameof(SyncContact.Suffix), nameof(SyncContact.NickName), nameof(SyncContact.CompanyName), nameof(SyncContact.Department),
        nameof(SyncContact.FileAs),
    ];

    public string? Text(string field) => texts.GetValueOrDefault(field);

    /// <summary>Puts a text in, unless it is blank or there is one.</summary>
    public void SetText(string field, string? value)
    {
        if (Clean(value) is { } text)
            texts.TryAdd(field, text);
    }

    /// <summary>Puts a text beneath the one there is.</summary>
    public void AddLine(string field, string? value)
    {
        if (Clean(value) is { } text)
            texts[field] = texts.TryGetValue(field, out var before) ? before + LineEnd + text : text;
    }

    public void AddNumber(PhoneNumberKind kind, string? value)
    {
        if (Clean(value) is { } text)
            numbers.Add(new SyncPhoneNumber(kind, text));
    }

    /// <summary>Puts a mail address in its slot; in the first free one where none is named.</summary>
    public void AddEmail(string? value, string? name = null, int? slot = null)
    {
        if (Clean(value) is not { } address)
            return;
        var place = slot is { } named && addresses.TrueForAll(other => other.Slot != named)
            ? named
            : Enumerable.Range(1, addresses.Count + 1).First(free => addresses.TrueForAll(other => other.Slot != free));
        addresses.Add(new SyncEmailAddress(place, address, Clean(name)));
    }

    /// <summary>Names the mail address of a slot, where there is one.</summary>
    public void NameEmail(int slot, string? name)
    {
        if (addresses.FindIndex(address => address.Slot == slot) is >= 0 and var place)
            addresses[place] = addresses[place] with { Name = Clean(name) };
    }

    public void AddEach(List<string> list, IEnumerable<string> values) =>
        list.AddRange(values.Select(Clean).OfType<string>().Where(value => !list.Contains(value, StringComparer.Ordinal)));

    /// <summary>The address of a kind, to be filled.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="anew">Whether it is a further one, where the kind is taken.</param>
    public PostalDraft Postal(PostalAddressKind kind, bool anew = false)
    {
        var address = anew ? null : postal.Find(other => other.Kind == kind);
        if (address is null)
            postal.Add(address = new PostalDraft(kind));
        return address;
    }

    /// <summary>The contact.</summary>
    /// <param name="id">Its id, see <see cref="ContactKeys"/>.</param>
    /// <param name="folderId">The folder it shall lie in.</param>
    public SyncContact Build(string id, string folderId) => new()
    {
        Id = id,
        FolderId = folderId,
        LastModified = LastModified,
        Kind = Kind,
        Sensitivity = Sensitivity,
        FileAs = Text(nameof(SyncContact.FileAs)),
        DisplayName = Text(nameof(SyncContact.DisplayName)),
        Title = Text(nameof(SyncContact.Title)),
        GivenName = Text(nameof(SyncContact.GivenName)),
        MiddleName = Text(nameof(SyncContact.MiddleName)),
        Surname = Text(nameof(SyncContact.Surname)),
        Suffix = Text(nameof(SyncContact.Suffix)),
        Initials = Text(nameof(SyncContact.Initials)),
        NickName = Text(nameof(SyncContact.NickName)),
        YomiGivenName = Text(nameof(SyncContact.YomiGivenName)),
        YomiSurname = Text(nameof(SyncContact.YomiSurname)),
        YomiCompanyName = Text(nameof(SyncContact.YomiCompanyName)),
        CompanyName = Text(nameof(SyncContact.CompanyName)),
        Department = Text(nameof(SyncContact.Department)),
        JobTitle = Text(nameof(SyncContact.JobTitle)),
        Profession = Text(nameof(SyncContact.Profession)),
        OfficeLocation = Text(nameof(SyncContact.OfficeLocation)),
        Manager = Text(nameof(SyncContact.Manager)),
        AssistantName = Text(nameof(SyncContact.AssistantName)),
        SpouseName = Text(nameof(SyncContact.SpouseName)),
        Children = Children,
        Birthday = Birthday,
        Anniversary = Anniversary,
        Notes = Text(nameof(SyncContact.Notes)),
        WebPage = Text(nameof(SyncContact.WebPage)),
        Categories = Categories,
        PhoneNumbers = [.. numbers.OrderBy(number => number.Kind)],
        EmailAddresses = [.. addresses.OrderBy(address => address.Slot)],
        PostalAddresses =
            [.. postal.Where(address => !address.IsEmpty).OrderBy(address => address.Kind).Select(address => address.Build())],
        ImAddresses = ImAddresses,
        Members = Members,
        Photo = Photo,
    };

    /// <summary>
    /// A text without blanks around it, its lines parted by CR LF, without characters that nobody can see; null where nothing is left.
    /// </summary>
    public static string? Clean(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (!value.Any(char.IsControl))
            return value.Trim();
        var text = new StringBuilder(value.Length);
        foreach (var character in value.ReplaceLineEndings("\n"))
        {
            if (character == '\n')
                text.Append(LineEnd);
            else if (character == '\t' || !char.IsControl(character))
                text.Append(character);
        }
        return text.ToString().Trim() is { Length: > 0 } clean ? clean : null;
    }
}

/// <summary>A postal address while it is read.</summary>
internal sealed class PostalDraft(PostalAddressKind kind)
{
    public PostalAddressKind Kind => kind;

    public string? Street { get; set; }

    public string? PostalCode { get; set; }

    public string? City { get; set; }

    public string? State { get; set; }

    public string? Country { get; set; }

    public bool IsEmpty => Street is null && PostalCode is null && City is null && State is null && Country is null;

    /// <summary>Puts a line beneath the street.</summary>
    public void AddStreet(string? value)
    {
        if (ContactDraft.Clean(value) is { } line)
            Street = Street is null ? line : Street + ContactDraft.LineEnd + line;
    }

    public SyncPostalAddress Build() => new(kind, Street, PostalCode, City, State, Country);
}

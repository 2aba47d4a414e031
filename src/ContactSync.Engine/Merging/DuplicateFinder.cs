using ContactSync.Engine.Search;

namespace ContactSync.Engine.Merging;

/// <summary>
/// Finds the entries that are the same person's. A number or a mail address that several share, a company's, does not make one person of
/// them: names must not contradict. Pure.
/// </summary>
public sealed class DuplicateFinder(IReadOnlyCollection<DuplicateMatch> matchBy)
{
    /// <summary>
    /// The entries in groups, a person each; most groups have one. Groups and the entries of each are in the order given.
    /// </summary>
    public IReadOnlyList<DuplicateGroup> Group(IEnumerable<SyncPhoneBookEntry> entries)
    {
        var groups = new List<DuplicateGroup>();
        var byKey = new Dictionary<string, List<DuplicateGroup>>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var words = WordsOf(entry);
            var keys = KeysOf(entry, words).Distinct(StringComparer.Ordinal).ToList();
            var (group, key) = Find(byKey, keys, words);
            if (group is null)
                groups.Add(group = new DuplicateGroup());
            group.Add(entry, words, key);
            foreach (var one in keys)
            {
                if (!byKey.TryGetValue(one, out var known))
                    byKey.Add(one, known = []);
                if (!known.Contains(group))
                    known.Add(group);
            }
        }
        return groups;
    }

    private static (DuplicateGroup? Group, string? Key) Find(
        Dictionary<string, List<DuplicateGroup>> byKey, List<string> keys, IReadOnlySet<string> words)
    {
        foreach (var key in keys)
        {
            if (byKey.GetValueOrDefault(key)?.Find(group => group.Fits(words)) is { } group)
                return (group, key);
        }
        return (null, null);
    }

    private IEnumerable<string> KeysOf(SyncPhoneBookEntry entry, IReadOnlySet<string> words)
    {
        if (matchBy.Contains(DuplicateMatch.Mail))
        {
            foreach (var address in entry.Contact.EmailAddresses)
                yield return address.Address.Trim().ToLowerInvariant();
        }
        if (matchBy.Contains(DuplicateMatch.Number))
        {
            foreach (var number in entry.Numbers)
            {
                if (number.E164 is { } whole && IsPersonal(number.Kind))
                    yield return whole + (number.Extension is null ? "" : $" ext. {number.Extension}");
            }
        }
        // A single word is no whole name.
        if (matchBy.Contains(DuplicateMatch.Name) && words.Count > 1)
            yield return string.Join(' ', words.Order(StringComparer.Ordinal));
    }

    // A company's name is no person's.
    private static HashSet<string> WordsOf(SyncPhoneBookEntry entry)
    {
        var contact = entry.Contact;
        var name = string.IsNullOrWhiteSpace(contact.GivenName) && string.IsNullOrWhiteSpace(contact.Surname)
            ? contact.DisplayName
            : $"{contact.GivenName} {contact.Surname}";
        var isCompany = TextKey.Of(name?.Trim()) == TextKey.Of(contact.CompanyName?.Trim());
        return isCompany ? [] : [.. NameWords.ToQuery(name ?? "")];
    }

    private static bool IsPersonal(PhoneNumberKind kind) => kind is not (
        PhoneNumberKind.CompanyMainPhone or PhoneNumberKind.AssistantPhone or PhoneNumberKind.BusinessFax or PhoneNumberKind.HomeFax
        or PhoneNumberKind.OtherFax or PhoneNumberKind.Pager or PhoneNumberKind.Telex);
}

/// <summary>The entries of one person.</summary>
public sealed class DuplicateGroup
{
    private readonly List<SyncPhoneBookEntry> entries = [];

    private readonly List<string> matchedBy = [];

    private IReadOnlySet<string> words = new HashSet<string>();

    /// <summary>The entries.</summary>
    public IReadOnlyList<SyncPhoneBookEntry> Entries => entries;

    /// <summary>What led one to the others.</summary>
    public IReadOnlyList<string> MatchedBy => matchedBy;

    /// <summary>Whether a name does not contradict that of the group: one of the two has all words of the other, or none.</summary>
    internal bool Fits(IReadOnlySet<string> name) => words.IsSubsetOf(name) || name.IsSubsetOf(words);

    internal void Add(SyncPhoneBookEntry entry, IReadOnlySet<string> name, string? key)
    {
        entries.Add(entry);
        if (name.Count > words.Count)
            words = name;
        if (key is not null && !matchedBy.Contains(key))
            matchedBy.Add(key);
    }
}

using System.Security.Cryptography;
using System.Text;
using ContactSync.Engine.Search;

namespace ContactSync.Engine.Planning;

/// <summary>Which contacts become entries. What is left out is counted, never lost: the mailbox is the truth and is not touched.</summary>
/// <param name="Categories">Only contacts with one of these categories, with wildcards; empty means any, and none.</param>
/// <param name="ExcludedCategories">No contact with one of these categories, with wildcards.</param>
/// <param name="IncludePrivate">Whether private and confidential contacts are taken.</param>
/// <param name="RequirePhoneNumber">Whether a contact needs a number that someone answers: fax, pager and telex do not count.</param>
public sealed record ContactFilter(
    IReadOnlyList<string> Categories, IReadOnlyList<string> ExcludedCategories, bool IncludePrivate = false,
    bool RequirePhoneNumber = false)
{
    private readonly WildcardPattern[] wanted = Patterns(Categories);

    private readonly WildcardPattern[] unwanted = Patterns(ExcludedCategories);

    /// <summary>Everything but what is private or confidential.</summary>
    public static ContactFilter Usual { get; } = new([], []);

    /// <summary>Names the filter: entries made under another one must be compared with the whole mailbox.</summary>
    public string Fingerprint
    {
        get
        {
            var parts = Sorted(Categories).Append("/not").Concat(Sorted(ExcludedCategories))
                .Append(IncludePrivate ? "/private" : "").Append(RequirePhoneNumber ? "/number" : "");
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..8];
        }
    }

    /// <summary>Why a contact is left out; null where it is taken.</summary>
    public LeftOutReason? Judge(SyncContact contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        if (!IncludePrivate && contact.Sensitivity is ContactSensitivity.Private or ContactSensitivity.Confidential)
            return LeftOutReason.Private;
        if (wanted.Length > 0 && !HasOne(contact, wanted))
            return LeftOutReason.Category;
        if (unwanted.Length > 0 && HasOne(contact, unwanted))
            return LeftOutReason.Category;
        return RequirePhoneNumber && !contact.PhoneNumbers.Any(IsAnswered) ? LeftOutReason.NoPhoneNumber : null;
    }

    private static bool HasOne(SyncContact contact, WildcardPattern[] patterns) =>
        contact.Categories.Any(category => patterns.Any(pattern => pattern.IsMatch(category)));

    private static bool IsAnswered(SyncPhoneNumber number) =>
        number is { IsFax: false, IsPager: false, Kind: not PhoneNumberKind.Telex }
        && number.Raw.Any(char.IsLetterOrDigit);

    private static WildcardPattern[] Patterns(IReadOnlyList<string> texts) => [.. texts.Select(text => new WildcardPattern(text))];

    private static IEnumerable<string> Sorted(IReadOnlyList<string> texts) =>
        texts.Select(TextKey.Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}

/// <summary>Why a contact does not become an entry.</summary>
public enum LeftOutReason
{
    /// <summary>It is private or confidential.</summary>
    Private,

    /// <summary>Its categories are not those wanted, or are among those unwanted.</summary>
    Category,

    /// <summary>It has no number that someone answers.</summary>
    NoPhoneNumber,
}

using System.Globalization;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Merging;

/// <summary>
/// What a merged phone book is made of. The store keeps it where it keeps how far a mailbox was read: each phone book merged in is a
/// folder, its token the change it had.
/// </summary>
/// <param name="Sources">The phone books, by their keys; of one person's entries the first one's fields come first.</param>
/// <param name="MatchBy">By what entries are the same person's; none puts all entries side by side.</param>
public sealed record MergeSettings(IReadOnlyList<PhoneBookKey> Sources, IReadOnlyList<DuplicateMatch> MatchBy)
{
    private const string Prefix = "merge ";

    private const char Separator = '\n';

    /// <summary>Names the rule: a phone book merged by another one is merged anew.</summary>
    public string Fingerprint => Prefix + string.Join(',', MatchBy.Distinct().Order());

    /// <summary>The settings of a merged phone book.</summary>
    public static MergeSettings Of(StoredPhoneBook book)
    {
        var rule = RulesFingerprint.Parse(book.RulesFingerprint).Numbers[Prefix.Length..];
        return new MergeSettings(
            [.. book.State.OrderBy(folder => folder.FolderId, StringComparer.Ordinal).Select(folder => KeyOf(folder.FolderId))],
            [.. rule.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<DuplicateMatch>)]);
    }

    /// <summary>The id of the folder that a phone book is here; its place in the order comes first.</summary>
    public static string FolderIdOf(int place, PhoneBookKey key) => string.Join(
        Separator, place.ToString("D4", CultureInfo.InvariantCulture), key.Source, key.TenantId, key.MailboxId);

    private static PhoneBookKey KeyOf(string folderId)
    {
        // The last part may have the separator in it.
        var parts = folderId.Split(Separator, 4);
        return new PhoneBookKey(parts[2], parts[3], Enum.Parse<PhoneBookSource>(parts[1]));
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Publishing;

/// <summary>Names what a destination was made equal to: with the same one there is nothing to publish.</summary>
internal static class PublishFingerprint
{
    // Counts up when the same entries would be published otherwise.
    private const int Version = 1;

    /// <summary>The fingerprint of phone books as they are, for a destination of a shape.</summary>
    public static string Of(string shape, IReadOnlyCollection<SyncPhoneBook> books)
    {
        var text = new StringBuilder().Append(Version).Append('\n').Append(shape);
        foreach (var book in books.OrderBy(book => book.Id))
            text.Append(CultureInfo.InvariantCulture, $"\n{book.Id} {book.Change}");
        return $"{books.Sum(book => book.Entries).ToString(CultureInfo.InvariantCulture)}:{Hash(text.ToString())}";
    }

    /// <summary>The fingerprint of a destination that is being written: equal to none, and with as many entries as before.</summary>
    public static string Unfinished(string before) => $"{EntriesOf(before).ToString(CultureInfo.InvariantCulture)}:";

    /// <summary>How many entries a destination had by its fingerprint.</summary>
    public static int EntriesOf(string fingerprint) =>
        int.TryParse(fingerprint.AsSpan(0, Math.Max(0, fingerprint.IndexOf(':'))), CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>The hash of an item: of its entry, its phone book's names, and the settings it is written by.</summary>
    public static string OfItem(string shape, SyncPhoneBook book, EntryVersion entry) =>
        Hash(string.Join('\n', Version, shape, book.Owner, book.Title, entry.Hash));

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 16);
}

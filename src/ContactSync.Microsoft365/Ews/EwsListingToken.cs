using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// How a folder that cannot be synchronised was when it was read: its items and the times they were changed at, eight bytes for each, and
/// for which fields.
/// </summary>
internal sealed class EwsListingToken
{
    private const string Mark = "ews-list";

    private readonly HashSet<ulong> items;

    private EwsListingToken(IEnumerable<ulong> items) => this.items = [.. items];

    /// <summary>The token of what was read.</summary>
    public static EwsListingToken Of(IEnumerable<EwsItem> items) => new(items.Select(KeyOf).OfType<ulong>());

    /// <summary>Reads a token; null where it was made for other fields or by another source.</summary>
    public static EwsListingToken? Parse(string token)
    {
        if (token.Split(' ', 3) is not [Mark, var fields, var text] || fields != EwsFolderToken.Fields)
            return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length % sizeof(ulong) == 0
            ? new EwsListingToken(Enumerable.Range(0, length / sizeof(ulong)).Select(place =>
                BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(place * sizeof(ulong)))))
            : null;
    }

    /// <summary>Whether an item is as it was. One whose time is not told never is.</summary>
    public bool Has(EwsItem item) => KeyOf(item) is { } key && items.Contains(key);

    /// <summary>The token as text.</summary>
    public override string ToString()
    {
        var bytes = new byte[items.Count * sizeof(ulong)];
        var place = 0;
        foreach (var item in items.Order())
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(sizeof(ulong) * place++), item);
        return $"{Mark} {EwsFolderToken.Fields} {Convert.ToBase64String(bytes)}";
    }

    private static ulong? KeyOf(EwsItem item) => item.Contact?.LastModified is { } time
        ? BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Id}|{time.UtcTicks}")))
        : null;
}

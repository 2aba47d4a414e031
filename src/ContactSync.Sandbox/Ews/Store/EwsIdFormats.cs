using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Store;

/// <summary>One id in its several forms, as ConvertId knows them.</summary>
internal static class EwsIdFormats
{
    /// <summary>What stands before the entry id in an EWS id: the mailbox.</summary>
    private const int Before = 43;

    private const int FolderEntryLength = 46;
    private const int ItemEntryLength = 70;

    public static byte[] EntryOf(ExchangeId id) => Convert.FromBase64String(EwsId.Write(id))[Before..];

    public static string Write(ExchangeId id, string format) => format switch
    {
        "EntryId" => Convert.ToBase64String(EntryOf(id)),
        "HexEntryId" => Convert.ToHexString(EntryOf(id)),
        "StoreId" => Convert.ToBase64String([(byte)EntryOf(id).Length, .. EntryOf(id), StoreType(id)]),
        "OwaId" => EwsId.Write(id).Replace('/', '-').Replace('+', '_'),
        _ => EwsId.Write(id),
    };

    /// <exception cref="EwsException">ErrorInvalidIdMalformed, ErrorInvalidIdEmpty.</exception>
    public static ExchangeId Read(string text, string format)
    {
        try
        {
            return format switch
            {
                "EntryId" => OfEntry(Convert.FromBase64String(text)),
                "HexEntryId" => OfEntry(Convert.FromHexString(text)),
                "StoreId" => OfEntry(Convert.FromBase64String(text)[1..^1]),
                "OwaId" => EwsId.Read(text.Replace('-', '/').Replace('_', '+')),
                _ => EwsId.Read(text),
            };
        }
        catch (Exception error) when (error is FormatException or ArgumentOutOfRangeException)
        {
            throw EwsException.MalformedId();
        }
    }

    private static byte StoreType(ExchangeId id) => id.Kind == ExchangeIdKind.Folder ? (byte)1 : (byte)17;

    private static ExchangeId OfEntry(byte[] entry)
    {
        if (entry.Length is not (FolderEntryLength or ItemEntryLength))
            throw EwsException.MalformedId();
        var mailbox = new Guid(entry.AsSpan(4, 16));
        var id = entry.Length == FolderEntryLength
            ? new ExchangeId(ExchangeIdKind.Folder, mailbox, Counter(entry, 38), 0)
            : new ExchangeId(ExchangeIdKind.Contact, mailbox, Counter(entry, 38), Counter(entry, 62));
        return EntryOf(id).AsSpan().SequenceEqual(entry) ? id : throw EwsException.MalformedId();
    }

    private static long Counter(byte[] bytes, int at)
    {
        var counter = 0L;
        for (var i = 0; i < 6; i++)
            counter = (counter << 8) | bytes[at + i];
        return counter;
    }
}

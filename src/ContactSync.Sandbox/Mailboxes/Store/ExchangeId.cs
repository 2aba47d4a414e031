using System.Buffers.Binary;
using System.Text;

namespace ContactSync.Sandbox.Mailboxes.Store;

internal enum ExchangeIdKind
{
    /// <summary>A contact where it lies now: the id changes with a move.</summary>
    Contact,

    Folder,

    /// <summary>A contact wherever it lies in this mailbox.</summary>
    ImmutableContact,
}

/// <summary>
/// The ids of Exchange: URL-safe base64 over an entry id, as the service makes them, so that they differ in upper and lower case only,
/// have its length and contain its characters.
/// </summary>
internal readonly record struct ExchangeId(ExchangeIdKind Kind, Guid Mailbox, long Folder, long Item)
{
    private const byte MailboxGuidBased = 3;
    private const byte ImmutableBased = 9;
    private const int GuidText = 36;

    private static readonly Guid ImmutableProvider = new("1103841d-66aa-cd11-9bc8-00aa002f845a");

    public override string ToString()
    {
        var bytes = Kind switch
        {
            ExchangeIdKind.Contact => WithMailbox(Entry(Mailbox, 7, (Mailbox, Folder), (Mailbox, Item))),
            ExchangeIdKind.Folder => WithMailbox(Entry(Mailbox, 1, (Mailbox, Folder))),
            _ => Counted(ImmutableBased, Entry(ImmutableProvider, 13, (Mailbox, Item))),
        };
        return string.Create((bytes.Length + 2) / 3 * 4, bytes, static (text, source) =>
        {
            Convert.TryToBase64Chars(source, text, out _);
            text.Replace('+', '-');
            text.Replace('/', '_');
        });
    }

    /// <summary>Reads an id; false where it is none of ours: it is compared letter by letter with what we would write.</summary>
    public static bool TryParse(string text, out ExchangeId id)
    {
        id = default;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out var length))
            return false;
        var parsed = (length, length > 1 ? bytes[1] : 0) switch
        {
            (113, MailboxGuidBased) =>
                new ExchangeId(ExchangeIdKind.Contact, MailboxAt(bytes, 47), CounterAt(bytes, 81), CounterAt(bytes, 105)),
            (89, MailboxGuidBased) => new ExchangeId(ExchangeIdKind.Folder, MailboxAt(bytes, 47), CounterAt(bytes, 81), 0),
            (51, ImmutableBased) => new ExchangeId(ExchangeIdKind.ImmutableContact, MailboxAt(bytes, 27), 0, CounterAt(bytes, 43)),
            _ => default,
        };
        if (parsed == default || parsed.ToString() != text)
            return false;
        id = parsed;
        return true;
    }

    /// <summary>The version of an item: forty characters of ordinary base64.</summary>
    public static string ChangeKey(Guid mailbox, long change)
    {
        var bytes = new byte[30];
        bytes[0] = 0x11;
        bytes[4] = 0x16;
        mailbox.TryWriteBytes(bytes.AsSpan(8));
        WriteCounter(bytes.AsSpan(24), change);
        return Convert.ToBase64String(bytes);
    }

    private static byte[] WithMailbox(byte[] entry)
    {
        var mailbox = new Guid(entry.AsSpan(4, 16));
        return [0, MailboxGuidBased, GuidText, 0, .. Encoding.ASCII.GetBytes(mailbox.ToString()), 0, (byte)entry.Length, 0, .. entry];
    }

    private static byte[] Counted(byte kind, byte[] entry) => [0, kind, 0, (byte)entry.Length, 0, .. entry];

    private static byte[] Entry(Guid provider, short type, params ReadOnlySpan<(Guid Replica, long Counter)> parts)
    {
        var bytes = new byte[22 + (24 * parts.Length)];
        provider.TryWriteBytes(bytes.AsSpan(4));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), type);
        for (var i = 0; i < parts.Length; i++)
        {
            var part = bytes.AsSpan(22 + (24 * i), 24);
            parts[i].Replica.TryWriteBytes(part);
            WriteCounter(part[16..], parts[i].Counter);
        }
        return bytes;
    }

    private static void WriteCounter(Span<byte> target, long counter)
    {
        for (var i = 5; i >= 0; i--, counter >>= 8)
            target[i] = (byte)counter;
    }

    private static Guid MailboxAt(byte[] bytes, int at) => new(bytes.AsSpan(at, 16));

    private static long CounterAt(byte[] bytes, int at)
    {
        var counter = 0L;
        for (var i = 0; i < 6; i++)
            counter = (counter << 8) | bytes[at + i];
        return counter;
    }
}

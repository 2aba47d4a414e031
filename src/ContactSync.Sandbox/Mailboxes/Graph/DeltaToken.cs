using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>
/// How far a client has read, as it travels in a link. Sealed with a key of the mailbox store, so that a link cannot be made up.
/// </summary>
internal sealed record DeltaToken
{
    private const int SealLength = 12;
    private const int FixedLength = 56;

    public required Guid Mailbox { get; init; }

    /// <summary>The folder that is followed; 0 for the folder tree itself.</summary>
    public required long Folder { get; init; }

    public required int Generation { get; init; }

    /// <summary>Changes up to here have been sent.</summary>
    public required long Position { get; init; }

    /// <summary>In a first round: the change counter when it began; removals up to it are none of the client's business. Else 0.</summary>
    public long FirstRound { get; init; }

    /// <summary>The round goes on (a $skiptoken); else it is done (a $deltatoken).</summary>
    public bool IsUnderWay { get; init; }

    public bool EmptyPageSent { get; init; }

    /// <summary>Contacts a page, from the Prefer header of the first request; 0 for the default.</summary>
    public int PageSize { get; init; }

    /// <summary>The $select of the first request.</summary>
    public string? Select { get; init; }

    public string Seal(byte[] key)
    {
        var select = Encoding.UTF8.GetBytes(Select ?? "");
        var bytes = new byte[FixedLength + select.Length + SealLength];
        Mailbox.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Folder);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Position);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), FirstRound);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Generation);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), PageSize);
        bytes[48] = (byte)(IsUnderWay ? 1 : 0);
        bytes[49] = (byte)(EmptyPageSent ? 1 : 0);
        bytes[50] = (byte)(Select is null ? 0 : 1);
        select.CopyTo(bytes, FixedLength);
        var content = bytes.AsSpan(0, bytes.Length - SealLength);
        HMACSHA256.HashData(key, content).AsSpan(0, SealLength).CopyTo(bytes.AsSpan(content.Length));
        return Base64Url.Encode(bytes);
    }

    /// <summary>Opens a token; null where it is none of ours.</summary>
    public static DeltaToken? Open(string text, byte[] key)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.Decode(text);
        }
        catch (FormatException)
        {
            return null;
        }
        if (bytes.Length < FixedLength + SealLength)
            return null;
        var content = bytes.AsSpan(0, bytes.Length - SealLength);
        if (!HMACSHA256.HashData(key, content).AsSpan(0, SealLength).SequenceEqual(bytes.AsSpan(content.Length)))
            return null;
        return new DeltaToken
        {
            Mailbox = new Guid(content[..16]),
            Folder = BinaryPrimitives.ReadInt64LittleEndian(content[16..]),
            Position = BinaryPrimitives.ReadInt64LittleEndian(content[24..]),
            FirstRound = BinaryPrimitives.ReadInt64LittleEndian(content[32..]),
            Generation = BinaryPrimitives.ReadInt32LittleEndian(content[40..]),
            PageSize = BinaryPrimitives.ReadInt32LittleEndian(content[44..]),
            IsUnderWay = content[48] == 1,
            EmptyPageSent = content[49] == 1,
            Select = content[50] == 1 ? Encoding.UTF8.GetString(content[FixedLength..]) : null,
        };
    }
}

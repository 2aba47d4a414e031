using System.IO.Compression;
using System.Security.Cryptography;

namespace ContactSync.Sandbox.Ews.Store;

/// <summary>
/// How far a client has read, and which items or folders it knows: so that it is told of a creation, a change or a deletion exactly once.
/// Opaque to the client and sealed, as a state that was made up is corrupt.
/// </summary>
internal sealed class SyncState
{
    private const int SealLength = 16;

    public required Guid Mailbox { get; init; }

    /// <summary>The folder that is followed; the top of a hierarchy.</summary>
    public required long Folder { get; init; }

    /// <summary>Of a hierarchy, not of a folder's items.</summary>
    public required bool IsHierarchy { get; init; }

    public required int Generation { get; init; }

    /// <summary>Changes up to here are known to the client.</summary>
    public long Position { get; set; }

    /// <summary>In a first round the change counter when it began; 0 once it is done.</summary>
    public long FirstRound { get; set; }

    public SortedSet<long> Known { get; init; } = [];

    public string Seal(byte[] key)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(zip))
        {
            writer.Write(Mailbox.ToByteArray());
            writer.Write(Folder);
            writer.Write(IsHierarchy);
            writer.Write(Generation);
            writer.Write(Position);
            writer.Write(FirstRound);
            writer.Write(Known.Count);
            var last = 0L;
            foreach (var number in Known)
            {
                writer.Write7BitEncodedInt64(number - last);
                last = number;
            }
        }
        var content = buffer.ToArray();
        return Convert.ToBase64String([.. content, .. HMACSHA256.HashData(key, content).AsSpan(0, SealLength)]);
    }

    /// <exception cref="EwsException">ErrorInvalidSyncStateData: none of ours, of another folder, or of an earlier generation.</exception>
    public static SyncState Open(string text, byte[] key, Guid mailbox, long folder, bool hierarchy, int generation)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length <= SealLength)
            throw EwsException.StaleSyncState();
        var content = bytes.AsSpan(0, length - SealLength);
        if (!HMACSHA256.HashData(key, content).AsSpan(0, SealLength).SequenceEqual(bytes.AsSpan(content.Length, SealLength)))
            throw EwsException.StaleSyncState();
        var state = Read(content.ToArray());
        var fits = state.Mailbox == mailbox && state.Folder == folder && state.IsHierarchy == hierarchy;
        return fits && state.Generation == generation ? state : throw EwsException.StaleSyncState();
    }

    private static SyncState Read(byte[] content)
    {
        using var zip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var reader = new BinaryReader(zip);
        var state = new SyncState
        {
            Mailbox = new Guid(reader.ReadBytes(16)),
            Folder = reader.ReadInt64(),
            IsHierarchy = reader.ReadBoolean(),
            Generation = reader.ReadInt32(),
            Position = reader.ReadInt64(),
            FirstRound = reader.ReadInt64(),
        };
        var number = 0L;
        for (var left = reader.ReadInt32(); left > 0; left--)
            state.Known.Add(number += reader.Read7BitEncodedInt64());
        return state;
    }
}

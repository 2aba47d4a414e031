using System.Security.Cryptography;
using System.Text;
using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Planning;

/// <summary>
/// The id of an entry outside of the store. Made of what the entry belongs to, so that a store that was lost and filled anew, or another
/// machine's, finds its own entries at a destination again.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8</remarks>
public static class EntryUid
{
    /// <summary>The id of a phone book's entry.</summary>
    /// <param name="key">What the phone book belongs to.</param>
    /// <param name="sourceId">The entry's id in its source.</param>
    public static Guid Of(PhoneBookKey key, string sourceId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', key.Source, key.TenantId, key.MailboxId, sourceId)), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

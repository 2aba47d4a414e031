using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Store;

/// <summary>Exchange's ids as EWS writes them: the same bytes as Graph's, in ordinary base64.</summary>
internal static class EwsId
{
    /// <summary>First byte of a folder's change key; an item's has another.</summary>
    private const byte FolderKey = 3;

    public static string Write(ExchangeId id) => id.ToString().Replace('-', '+').Replace('_', '/');

    public static string Item(StoredContact contact) => Write(new(ExchangeIdKind.Contact, contact.Mailbox, contact.Folder, contact.Number));

    public static string Item(Guid mailbox, long folder, long number) => Write(new(ExchangeIdKind.Contact, mailbox, folder, number));

    public static string Folder(Guid mailbox, long number) => Write(new(ExchangeIdKind.Folder, mailbox, number, 0));

    public static string FolderChangeKey(Guid mailbox, long change)
    {
        var key = Convert.FromBase64String(ExchangeId.ChangeKey(mailbox, change));
        key[0] = FolderKey;
        return Convert.ToBase64String(key);
    }

    /// <exception cref="EwsException">ErrorInvalidIdEmpty, ErrorInvalidIdMalformed.</exception>
    public static ExchangeId Read(string text)
    {
        if (text.Length == 0)
            throw new EwsException("ErrorInvalidIdEmpty", "Id must be non-empty.");
        if (text.Contains('-') || text.Contains('_') || text.Length > 512)
            throw EwsException.MalformedId();
        return ExchangeId.TryParse(text.Replace('+', '-').Replace('/', '_'), out var id) ? id : throw EwsException.MalformedId();
    }

    /// <summary>Refuses a change key that no server has written; an old one passes.</summary>
    /// <exception cref="EwsException">ErrorInvalidChangeKey.</exception>
    public static void CheckChangeKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (key is { Length: > 0 } && (!Convert.TryFromBase64String(key, bytes, out var length) || length < 8))
            throw new EwsException("ErrorInvalidChangeKey", "The change key is invalid.");
    }
}

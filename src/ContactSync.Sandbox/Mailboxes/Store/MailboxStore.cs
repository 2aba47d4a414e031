using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>All mailboxes of the tenant.</summary>
internal sealed class MailboxStore
{
    private readonly ConcurrentDictionary<Guid, Mailbox> _mailboxes = [];
    private readonly List<Mailbox> _order = [];

    /// <summary>Seals the tokens in delta links.</summary>
    public byte[] TokenKey { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The mailboxes in the order they were made.</summary>
    public IReadOnlyList<Mailbox> All => _order;

    /// <summary>Only before the first request.</summary>
    public void Add(Mailbox mailbox)
    {
        _mailboxes[mailbox.UserId] = mailbox;
        _order.Add(mailbox);
    }

    public Mailbox? Find(Guid userId) => _mailboxes.GetValueOrDefault(userId);
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>All mailboxes of the tenant.</summary>
internal sealed class MailboxStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Mailbox> _mailboxes = [];

    /// <summary>Seals the tokens in delta links.</summary>
    public byte[] TokenKey { get; } = RandomNumberGenerator.GetBytes(32);

    public IEnumerable<Mailbox> All => _mailboxes.Values;

    public void Add(Mailbox mailbox) => _mailboxes[mailbox.UserId] = mailbox;

    /// <summary>The mailbox of a user; somebody who was hired while the sandbox runs gets an empty one. Null for one without.</summary>
    public Mailbox? Find(DirectoryUser user) => user.Mailbox == MailboxPlace.None
        ? null
        : _mailboxes.GetOrAdd(user.Id, _ => new Mailbox(Guid.NewGuid(), user.Id, user.Mail ?? user.UserPrincipalName, "Contacts", time));
}

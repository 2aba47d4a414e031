using System.Collections.Concurrent;
using System.Security.Cryptography;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>All mailboxes of the tenant.</summary>
internal sealed class MailboxStore(TimeProvider time)
{
    /// <summary>Name of the first public folder.</summary>
    public const string PublicContacts = "Firmenkontakte";

    private readonly ConcurrentDictionary<Guid, Mailbox> _mailboxes = [];

    /// <summary>Seals the tokens in delta links.</summary>
    public byte[] TokenKey { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>What lies below the root of the organisation's public folders, which only EWS shows.</summary>
    public Mailbox PublicFolders { get; set; } = new(Guid.NewGuid(), Guid.Empty, "", PublicContacts, time);

    public IEnumerable<Mailbox> All => _mailboxes.Values;

    public void Add(Mailbox mailbox) => _mailboxes[mailbox.UserId] = mailbox;

    /// <summary>The mailbox of a user; somebody who was hired while the sandbox runs gets an empty one. Null for one without.</summary>
    public Mailbox? Find(DirectoryUser user) => user.Mailbox == MailboxPlace.None
        ? null
        : _mailboxes.GetOrAdd(user.Id, _ => new Mailbox(Guid.NewGuid(), user.Id, user.Mail ?? user.UserPrincipalName, "Contacts", time));
}

using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>The people as one of the two Exchanges knows them: all of them, but only its own have a mailbox there.</summary>
internal sealed class ExchangeDirectory(SandboxContext sandbox, bool isOnline)
{
    /// <summary>A user by any of the addresses in proxyAddresses.</summary>
    public DirectoryUser? FindByAddress(string address)
    {
        lock (sandbox.Tenant.Gate)
            return sandbox.Tenant.Users.FirstOrDefault(user => Addresses(user).Contains(address, StringComparer.OrdinalIgnoreCase));
    }

    public DirectoryUser? FindBySid(string sid)
    {
        lock (sandbox.Tenant.Gate)
            return sandbox.Tenant.Users.FirstOrDefault(user => user.Text("securityIdentifier") == sid);
    }

    /// <summary>The global address list: everybody with an address, wherever the mailbox lies.</summary>
    public IReadOnlyList<DirectoryEntry> Entries()
    {
        lock (sandbox.Tenant.Gate)
            return Show(sandbox.Tenant.Users.Concat<DirectoryObject>(sandbox.Tenant.Groups));
    }

    /// <summary>The direct members that have an address.</summary>
    public IReadOnlyList<DirectoryEntry> Members(DirectoryGroup group)
    {
        lock (sandbox.Tenant.Gate)
            return Show(group.Members);
    }

    public static bool IsPrimary(DirectoryUser user, string address) => address.Equals(user.Mail, StringComparison.OrdinalIgnoreCase);

    public bool IsHere(DirectoryUser user) => Mailbox(user) is not null;

    /// <summary>The user's mailbox; null where the user has none on this Exchange.</summary>
    public Mailbox? Mailbox(DirectoryUser user)
    {
        if (sandbox.Mailboxes.Find(user) is not { } mailbox)
            return null;
        var here = mailbox.State switch
        {
            MailboxState.Available => isOnline == (user.Mailbox == MailboxPlace.Cloud),
            MailboxState.OnPremises => !isOnline,
            _ => false,
        };
        return here ? mailbox : null;
    }

    private List<DirectoryEntry> Show(IEnumerable<DirectoryObject> objects) =>
        [.. objects.Select(one => DirectoryEntry.Of(one, sandbox.Tenant)).OfType<DirectoryEntry>()];

    private static IEnumerable<string> Addresses(DirectoryUser user) =>
        (user.Properties["proxyAddresses"]?.AsArray() ?? []).Select(proxy => (string)proxy!).Where(IsSmtp).Select(proxy => proxy[5..]);

    private static bool IsSmtp(string proxy) => proxy.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase);
}

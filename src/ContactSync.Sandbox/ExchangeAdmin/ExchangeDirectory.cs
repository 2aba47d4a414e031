using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>
/// The directory as Exchange Online sees it: groups with an address and mailboxes, by their distinguished names and the like.
/// </summary>
internal sealed class ExchangeDirectory(Tenant tenant)
{
    public string DistinguishedName(DirectoryObject one) =>
        $"CN={Escape(one.Text("displayName") ?? one.Id.ToString())},OU={tenant.InitialDomain},"
        + "OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A002,DC=PROD,DC=OUTLOOK,DC=COM";

    /// <summary>A group by its distinguished name alone, as filters name it.</summary>
    public DirectoryGroup? GroupByName(string distinguishedName) => MailGroups.FirstOrDefault(
        group => DistinguishedName(group).Equals(distinguishedName, StringComparison.OrdinalIgnoreCase));

    /// <summary>A group by name, address, alias, id or distinguished name. Security groups without an address do not exist here.</summary>
    /// <exception cref="AdminException">There is none.</exception>
    public DirectoryGroup Group(string identity) => MailGroups.FirstOrDefault(group =>
        Same(group.Text("displayName"), identity) || Same(group.Text("mail"), identity) || Same(group.Text("mailNickname"), identity)
        || Same(group.Id.ToString(), identity) || Same(DistinguishedName(group), identity))
        ?? throw AdminException.NotFound(identity, tenant);

    /// <summary>A user with an address, by it, the user principal name, the alias or an id.</summary>
    /// <exception cref="AdminException">There is none.</exception>
    public DirectoryUser Recipient(string identity) => tenant.Users.FirstOrDefault(user => user.Mail is not null
        && (Same(user.Mail, identity) || Same(user.UserPrincipalName, identity) || Same(user.Text("mailNickname"), identity)
            || Same(user.Id.ToString(), identity)))
        ?? throw AdminException.NotFound(identity, tenant);

    /// <summary>A user with a mailbox in the cloud.</summary>
    /// <exception cref="AdminException">There is none.</exception>
    public DirectoryUser Mailbox(string identity) => Recipient(identity) is { Mailbox: MailboxPlace.Cloud } user
        ? user
        : throw AdminException.NotFound(identity, tenant);

    private IEnumerable<DirectoryGroup> MailGroups => tenant.Groups.Where(group => (bool?)group.Properties["mailEnabled"] ?? false);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Escape(string name) =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
}

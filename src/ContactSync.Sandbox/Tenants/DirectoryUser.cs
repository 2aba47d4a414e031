namespace ContactSync.Sandbox.Tenants;

/// <summary>Where a user's mail lives.</summary>
internal enum MailboxPlace
{
    /// <summary>No mailbox at all, for instance an account without a licence.</summary>
    None,

    Cloud,

    /// <summary>On an Exchange server of the organisation's own: Graph answers 404 MailboxNotEnabledForRESTAPI.</summary>
    OnPremises,
}

internal sealed class DirectoryUser(Guid id, string userPrincipalName, string password) : DirectoryObject(id, "user")
{
    public string UserPrincipalName { get; } = userPrincipalName;

    public string? Mail => Text("mail");

    public string Password { get; } = password;

    public MailboxPlace Mailbox { get; init; } = MailboxPlace.Cloud;

    /// <summary>The names of the directory roles held, of those in <see cref="DirectoryRoles"/>.</summary>
    public HashSet<string> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A second factor is asked for, which a password alone never has.</summary>
    public bool NeedsSecondFactor { get; set; }

    public bool IsAdministrator => Roles.Contains(DirectoryRoles.GlobalAdministrator);

    public bool IsEnabled => (bool?)Properties["accountEnabled"] ?? true;
}

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>The roles by which Exchange Online gives permissions to apps for some mailboxes (RBAC for Applications).</summary>
/// <remarks>https://learn.microsoft.com/exchange/permissions-exo/application-rbac</remarks>
internal static class ApplicationRoles
{
    private static readonly Guid MicrosoftGraph = new("00000003-0000-0000-c000-000000000000");

    private static readonly Guid ExchangeOnline = new("00000002-0000-0ff1-ce00-000000000000");

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Mail.Read", "Mail.ReadBasic", "Mail.ReadWrite", "Mail.Send", "MailboxSettings.Read", "MailboxSettings.ReadWrite",
        "Calendars.Read", "Calendars.ReadWrite", "Contacts.Read", "Contacts.ReadWrite", "MailboxFolder.Read", "MailboxFolder.ReadWrite",
        "MailboxItem.Read", "MailboxItem.ReadWrite", "MailboxItem.Export", "MailboxItem.ImportExport", "MailboxConfigItem.Read",
        "MailboxConfigItem.ReadWrite", "MailTips.ReadBasic.All", "Mail-Advanced.ReadWrite.All",
    };

    /// <summary>The role of an application permission; null where Exchange has none: directory, presence, tasks.</summary>
    internal static string? For(SyncPermission permission)
    {
        if (permission.Type != PermissionType.Application)
            return null;
        if (permission.ResourceAppId == ExchangeOnline)
            return permission.Permission == "full_access_as_app" ? "Application EWS.AccessAsApp" : null;
        if (permission.ResourceAppId != MicrosoftGraph)
            return null;
        // The names of most roles drop the .All of the permission.
        var name = permission.Permission;
        if (!Known.Contains(name) && name.EndsWith(".All", StringComparison.Ordinal))
            name = name[..^".All".Length];
        return Known.Contains(name) ? "Application " + name : null;
    }

    /// <summary>
    /// Whether a permission that Entra granted opens what a role opens, for all mailboxes: then the role's scope has no effect, as the two
    /// are
    /// added up.
    /// </summary>
    internal static bool Cancels(SyncPermission granted, string role) =>
        For(granted) is { } own && (own == role || IsWriting(own, role));

    /// <summary>Contacts.ReadWrite opens what Contacts.Read does.</summary>
    private static bool IsWriting(string own, string role) =>
        own.EndsWith("Write", StringComparison.Ordinal) && role.StartsWith(own[..^"Write".Length], StringComparison.Ordinal);
}

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>The lines of the Exchange Management Shell that let an account into mailboxes. Only text; nothing is changed.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-configure-impersonation</remarks>
public static class OnPremisesAccess
{
    /// <summary>
    /// For an own Exchange Server: the role ApplicationImpersonation within a scope. The group's name is looked up there, as its
    /// distinguished name is that of the own forest.
    /// </summary>
    /// <param name="account">The service account.</param>
    /// <param name="group">The group whose direct members' mailboxes are meant.</param>
    public static IReadOnlyList<string> Impersonation(string account, string group)
    {
        var scope = ExchangeNames.ScopeOf(group);
        return
        [
            $"$group = (Get-Group -Identity {Quote(group)}).DistinguishedName.Replace(\"'\", \"''\")",
            $"New-ManagementScope -Name {Quote(scope)} -RecipientRestrictionFilter \"MemberOfGroup -eq '$group'\"",
            $"New-ManagementRoleAssignment -Name {Quote(ExchangeNames.ImpersonationOf(account, scope))} -Role ApplicationImpersonation "
                + $"-User {Quote(account)} -CustomRecipientWriteScope {Quote(scope)}",
        ];
    }

    /// <summary>
    /// For a product that signs in as a user in the cloud, where ApplicationImpersonation is gone: the user becomes Reviewer of a folder.
    /// A folder's name is in the language of its mailbox, so the lines find it by its kind.
    /// </summary>
    /// <param name="user">The user the product signs in as.</param>
    /// <param name="mailboxes">Single mailboxes.</param>
    /// <param name="group">A group whose direct members' mailboxes are meant; null for none.</param>
    /// <param name="folders">Kinds of folders: Calendar, Contacts.</param>
    public static IEnumerable<string> FolderPermissions(
        string user, IReadOnlyList<string> mailboxes, string? group, IReadOnlyList<string> folders)
    {
        foreach (var folder in folders)
        {
            foreach (var mailbox in mailboxes)
                yield return Find(Quote(mailbox), folder) + $"Add-MailboxFolderPermission -Identity ({Quote(mailbox)} + ':' + $_.FolderId) "
                    + $"-User {Quote(user)} -AccessRights Reviewer }}";
            if (group is not null)
                yield return $"Get-DistributionGroupMember -Identity {Quote(group)} -ResultSize Unlimited | "
                    + "Where-Object RecipientType -eq 'UserMailbox' | ForEach-Object { $mailbox = $_.PrimarySmtpAddress; "
                    + Find("$mailbox", folder) + "Add-MailboxFolderPermission -Identity ($mailbox + ':' + $_.FolderId) "
                    + $"-User {Quote(user)} -AccessRights Reviewer }} }}";
        }
    }

    private static string Find(string mailbox, string folder) =>
        $"Get-MailboxFolderStatistics -Identity {mailbox} -FolderScope {folder} "
        + $"| Where-Object FolderType -eq '{folder}' | ForEach-Object {{ ";

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

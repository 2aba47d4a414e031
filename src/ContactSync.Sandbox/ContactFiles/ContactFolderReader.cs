namespace ContactSync.Sandbox.ContactFiles;

/// <summary>The contacts of one mailbox, by the name of the folder they go to; an empty name stands for the default one.</summary>
internal sealed record MailboxContacts(string Address)
{
    public List<(string Folder, FileContact Contact)> Contacts { get; } = [];
}

/// <summary>
/// Deals the contact files of a folder out over mailboxes: a folder named like a mailbox (its address, or the part before the @)
/// fills that mailbox, folders within it become its contact folders; all other contacts are dealt out in turn.
/// </summary>
internal static class ContactFolderReader
{
    private static readonly string[] NoContactFiles = [".md", ".txt", ".gitignore", ".gitattributes"];

    /// <param name="path">The folder.</param>
    /// <param name="addresses">The mailboxes, in turn.</param>
    public static (IReadOnlyList<MailboxContacts> Mailboxes, IReadOnlyList<ContactFileIssue> Issues) Read(
        string path, IEnumerable<string> addresses)
    {
        List<MailboxContacts> mailboxes = [.. addresses.Select(a => new MailboxContacts(a))];
        var issues = new List<ContactFileIssue>();
        if (mailboxes.Count == 0)
            return (mailboxes, issues);
        if (!Directory.Exists(path))
        {
            issues.Add(new ContactFileIssue(path, 0, "The folder does not exist."));
            return (mailboxes, issues);
        }
        var turn = 0;
        foreach (var file in Files(path))
        {
            var relative = Path.GetRelativePath(path, file);
            var content = ContactFileReader.Read(file, relative.Replace('\\', '/'));
            issues.AddRange(content.Issues);
            var steps = relative.Split(Path.DirectorySeparatorChar);
            var owner = steps.Length < 2 ? null : mailboxes.Find(m => IsNamed(m.Address, steps[0]));
            foreach (var contact in content.Contacts)
            {
                var target = owner ?? mailboxes[turn++ % mailboxes.Count];
                target.Contacts.Add((owner is not null && steps.Length > 2 ? steps[^2] : "", contact));
            }
        }
        return (mailboxes, issues);
    }

    private static IEnumerable<string> Files(string path) => Directory
        .EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8 })
        .Where(f => !Path.GetFileName(f).StartsWith('.'))
        .Where(f => !NoContactFiles.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    private static bool IsNamed(string address, string folder) =>
        address.Equals(folder, StringComparison.OrdinalIgnoreCase)
        || address.Split('@')[0].Equals(folder, StringComparison.OrdinalIgnoreCase);
}

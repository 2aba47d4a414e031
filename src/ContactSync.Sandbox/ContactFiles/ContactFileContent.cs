using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles;

/// <summary>What one file, or several, held: the contacts that could be read and the places that could not.</summary>
internal sealed class ContactFileContent(string file)
{
    public string File { get; } = file;

    public List<FileContact> Contacts { get; } = [];

    public List<ContactFileIssue> Issues { get; } = [];

    public void AddIssue(int line, string message) => Issues.Add(new ContactFileIssue(File, line, message));

    /// <summary>Completes a contact and keeps it, or names it where it holds nothing a phone book could show.</summary>
    public void AddContact(ContactDraft draft, int line)
    {
        draft.Complete();
        if (draft.Has(ContactFields.DisplayName) || ContactFields.Phones.Any(draft.Has))
            Contacts.Add(new FileContact(draft, File, line));
        else
            AddIssue(line, "The contact has no name, company, e-mail address or phone number.");
    }
}

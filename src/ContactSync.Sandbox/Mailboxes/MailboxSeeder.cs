using System.Collections.Concurrent;
using ContactSync.Sandbox.ContactFiles;
using ContactSync.Sandbox.Mailboxes.Control;
using ContactSync.Sandbox.Mailboxes.Made;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Mailboxes;

/// <summary>
/// Makes a mailbox for every user who has one and fills it: from files, then up to the wished number with made contacts. Each
/// gets, as real ones have, folders that no import may read, and most a folder of the user's own.
/// </summary>
internal sealed class MailboxSeeder(SandboxContext sandbox, MailboxStore store)
{
    private const int ListedContacts = 3;
    private const int PublicIndex = -1;
    private const int PublicContactCount = 16;

    private static readonly string[] OwnFolders = ["Kunden", "Lieferanten", "Verein", "Customers & Partners", "Außendienst"];

    public void Seed()
    {
        List<DirectoryUser> users, everyone;
        lock (sandbox.Tenant.Gate)
        {
            users = [.. sandbox.Tenant.Users.Where(u => u.Mailbox != MailboxPlace.None)];
            everyone = [.. sandbox.Tenant.FindGroup(TenantBuilder.Everyone)!.Members.OfType<DirectoryUser>()];
        }
        var files = new Dictionary<string, MailboxContacts>(StringComparer.OrdinalIgnoreCase);
        if (sandbox.Options.ContactPath is { } path)
        {
            var (read, issues) = ContactFolderReader.Read(path, everyone.Select(Address));
            files = read.ToDictionary(m => m.Address, StringComparer.OrdinalIgnoreCase);
            foreach (var issue in issues)
                sandbox.Notices.Enqueue(issue.ToString());
        }
        var mailboxes = new ConcurrentDictionary<int, Mailbox>();
        Parallel.For(0, users.Count, index =>
            mailboxes[index] = Make(users[index], index, files.GetValueOrDefault(Address(users[index]))?.Contacts ?? []));
        for (var index = 0; index < users.Count; index++)
            store.Add(mailboxes[index]);
        store.PublicFolders = MakePublicFolders();
    }

    private static string Address(DirectoryUser user) => user.Mail ?? user.UserPrincipalName;

    private Mailbox Make(DirectoryUser user, int index, IReadOnlyList<(string Folder, FileContact Contact)> files)
    {
        var random = new Random(HashCode(sandbox.Options.Seed, index));
        var id = new byte[16];
        random.NextBytes(id);
        var mailbox = new Mailbox(new Guid(id), user.Id, Address(user), index % 2 == 0 ? "Kontakte" : "Contacts", sandbox.Time)
        {
            StartsWithEmptyPage = index % 5 == 2,
        };
        var maker = new ContactMaker(random);
        AddReservedFolders(mailbox, index, maker);
        List<(string Folder, ContactDraft Draft)> contacts = [.. files.Select(f => (f.Folder, f.Contact.Draft))];
        while (contacts.Count < sandbox.Options.ContactsPerMailbox)
            contacts.Add(("", maker.Make()));
        Fill(mailbox, index, contacts);
        if (index % 3 == 2)
            AddList(mailbox);
        return mailbox;
    }

    /// <summary>A folder of contacts that the company shares, and one in it.</summary>
    private Mailbox MakePublicFolders()
    {
        var random = new Random(HashCode(sandbox.Options.Seed, PublicIndex));
        var id = new byte[16];
        random.NextBytes(id);
        var mailbox = new Mailbox(new Guid(id), Guid.Empty, "", MailboxStore.PublicContacts, sandbox.Time);
        var maker = new ContactMaker(random);
        var former = Personal(mailbox, mailbox.Contacts, "Ehemalige");
        for (var i = 0; i < PublicContactCount; i++)
            mailbox.Add(i % 4 == 3 ? former : mailbox.Contacts, maker.Make().ToBag(), null);
        return mailbox;
    }

    /// <summary>Not System.HashCode, which differs from one process to the next.</summary>
    private static int HashCode(int seed, int index) => unchecked((seed * 486_187_739) + (index * 16_777_619) + 97);

    private static void Fill(Mailbox mailbox, int index, List<(string Folder, ContactDraft Draft)> contacts)
    {
        var hasOwn = index % 4 != 3 && contacts.Count >= 3;
        var own = hasOwn ? Personal(mailbox, mailbox.Contacts, OwnFolders[index % OwnFolders.Length]) : null;
        var nested = own is not null && index % 6 == 0 && contacts.Count >= 6 ? Personal(mailbox, own, "Archiv") : null;
        var named = new Dictionary<string, ContactFolder>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < contacts.Count; i++)
        {
            var (name, draft) = contacts[i];
            var folder = name.Length > 0 ? Named(mailbox, named, name)
                : nested is not null && i % 10 == 5 ? nested
                : own is not null && i % 5 == 2 ? own
                : mailbox.Contacts;
            if (i % 2 == 1)
                LeaveEmpty(draft);
            mailbox.Add(folder, draft.ToBag(), draft.Photo);
        }
    }

    /// <summary>A list of the user's own, of contacts with an address and of somebody who is no contact; only EWS shows it.</summary>
    private static void AddList(Mailbox mailbox)
    {
        var members = mailbox.Contacts.Contacts.Values
            .Where(contact => contact.Properties.NonEmpty(ContactFields.Email1.Address) is not null)
            .Take(ListedContacts)
            .Select(ListControl.Of);
        mailbox.AddList(mailbox.Contacts, "Stammtisch", [.. members, new(ListMemberKind.OneOff, "Vereinsheim", "heim@example.org")]);
    }

    private static ContactFolder Named(Mailbox mailbox, Dictionary<string, ContactFolder> named, string name)
    {
        if (!named.TryGetValue(name, out var folder))
            named[name] = folder = Personal(mailbox, mailbox.Contacts, name);
        return folder;
    }

    private static ContactFolder Personal(Mailbox mailbox, ContactFolder parent, string name) =>
        mailbox.AddFolder(parent.Number, name, ContactFolder.ContactClass, isHidden: false);

    /// <summary>A contact that somebody typed into Outlook has empty texts where one that a program made has none.</summary>
    private static void LeaveEmpty(ContactDraft draft)
    {
        MapiProperty[] fields = [ContactFields.Title, ContactFields.MiddleName, ContactFields.Generation, ContactFields.JobTitle];
        foreach (var field in fields)
            draft.Values.TryAdd(field, "");
    }

    private static void AddReservedFolders(Mailbox mailbox, int index, ContactMaker maker)
    {
        // In some mailboxes Exchange has not hidden its recipient cache: only the class tells it from the user's folders.
        AddReserved(mailbox, "Recipient Cache", ContactFolder.RecipientCacheClass, index % 3 != 1, maker, 3, "recipient cache");
        AddReserved(mailbox, "{06967759-274D-40B2-A3EB-D7F9E73727D7}", "IPF.Contact.MOC.QuickContacts", true, maker, 1, "quick contact");
        AddReserved(mailbox, "{A9E2BC46-B3A0-4243-B315-60D991004455}", "IPF.Contact.MOC.ImContactList", true, maker, 0, "");
        AddReserved(mailbox, "GAL Contacts", "IPF.Contact.GalContacts", true, maker, 0, "");
        AddReserved(mailbox, "Companies", "IPF.Contact.Company", true, maker, 0, "");
        // A hidden folder of the ordinary class, as some programs make them: only the hidden attribute tells.
        AddReserved(mailbox, "AddIn Contact Store", ContactFolder.ContactClass, true, maker, 2, "hidden");
    }

    private static void AddReserved(
        Mailbox mailbox, string name, string containerClass, bool isHidden, ContactMaker maker, int contacts, string remark)
    {
        var folder = mailbox.AddFolder(mailbox.Contacts.Number, name, containerClass, isHidden);
        for (var i = 0; i < contacts; i++)
            mailbox.Add(folder, maker.MakeCacheEntry(remark).ToBag(), null);
    }
}

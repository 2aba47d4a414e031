using ContactSync.Sandbox.Mailboxes.Made;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Tests.PowerShell;

namespace ContactSync.Tests.EndToEnd;

/// <summary>What a user does in a mailbox of the sandbox, at random: contacts, groups and folders come, change, move and go.</summary>
internal sealed class MailboxWork(Random random)
{
    private const int Contacts = 7;
    private const int MostFolders = 4;

    private readonly ContactMaker maker = new(random);
    private int folders;

    /// <summary>Empties a mailbox and puts some contacts and a group into it, in two folders.</summary>
    public void Fill(Mailbox mailbox)
    {
        lock (mailbox.Gate)
        {
            foreach (var folder in Inner(mailbox))
                mailbox.RemoveFolder(folder);
            foreach (var item in mailbox.Contacts.Items.ToList())
                mailbox.Remove(item.Number);
            AddFolder(mailbox);
            for (var contact = 0; contact < Contacts; contact++)
                Add(mailbox);
            mailbox.AddList(Folder(mailbox), "Team", Members(mailbox));
        }
    }

    /// <summary>Does so many things in each mailbox of a tenant.</summary>
    public void Change(TenantFixture tenant, int changes)
    {
        foreach (var address in tenant.Mailboxes)
        {
            var mailbox = tenant.Server.Context.Mailboxes.Find(tenant.Server.Context.Tenant.FindUser(address)!)!;
            for (var change = 0; change < changes; change++)
                Change(mailbox);
        }
    }

    /// <summary>Does one thing.</summary>
    public void Change(Mailbox mailbox)
    {
        lock (mailbox.Gate)
        {
            StoredContact[] items = [.. mailbox.Folders.Where(folder => folder.IsPersonal).SelectMany(folder => folder.Items)];
            var item = items.Length == 0 ? null : items[random.Next(items.Length)];
            switch (random.Next(16))
            {
                case < 4:
                case var _ when item is null:
                    Add(mailbox);
                    break;
                case < 8:
                    Edit(mailbox, item);
                    break;
                case < 10:
                    mailbox.Move(item.Number, Folder(mailbox));
                    break;
                case < 12:
                    mailbox.Remove(item.Number);
                    break;
                case 12:
                    mailbox.AddList(Folder(mailbox), $"Team {random.Next(100)}", Members(mailbox));
                    break;
                case 13:
                    mailbox.DeltaGeneration++;
                    break;
                case 14 when Inner(mailbox) is { Count: > 0 } inner:
                    mailbox.RemoveFolder(inner[random.Next(inner.Count)]);
                    break;
                default:
                    AddFolder(mailbox);
                    break;
            }
        }
    }

    private static List<ContactFolder> Inner(Mailbox mailbox) =>
        [.. mailbox.Folders.Where(folder => folder.IsPersonal && folder != mailbox.Contacts && folder.Parent == mailbox.Contacts.Number)];

    private ContactFolder Folder(Mailbox mailbox)
    {
        ContactFolder[] personal = [.. mailbox.Folders.Where(folder => folder.IsPersonal)];
        return personal[random.Next(personal.Length)];
    }

    private void Add(Mailbox mailbox) => mailbox.Add(Folder(mailbox), maker.Make().ToBag(), null);

    private void Edit(Mailbox mailbox, StoredContact item)
    {
        if (item.IsList)
            mailbox.SetMembers(item.Number, Members(mailbox));
        else
            mailbox.Update(item.Number, contact =>
            {
                var draft = contact.Properties.ToDraft();
                draft[ContactFields.MobilePhone] = maker.MakeOther(ContactFields.MobilePhone, draft[ContactFields.MobilePhone]);
                return draft.ToBag();
            });
    }

    private void AddFolder(Mailbox mailbox)
    {
        if (Inner(mailbox).Count < MostFolders)
            mailbox.AddFolder(mailbox.Contacts.Number, $"Ordner {++folders}", ContactFolder.ContactClass, isHidden: false);
    }

    private List<ListMember> Members(Mailbox mailbox) =>
    [
        .. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => random.Next(1000))
            .Select(number => new ListMember(ListMemberKind.OneOff, $"Gast {number}", $"gast{number}@example.com")),
        .. mailbox.Contacts.Contacts.Values.Take(1).Select(contact =>
            new ListMember(ListMemberKind.Contact, contact.Properties.Text(ContactFields.DisplayName) ?? "", null, contact.Number)),
    ];
}

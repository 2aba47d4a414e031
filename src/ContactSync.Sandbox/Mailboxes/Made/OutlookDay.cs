using System.Text.Json.Nodes;
using ContactSync.Sandbox.Control;
using ContactSync.Sandbox.Mailboxes.Control;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Made;

/// <summary>
/// Edits, adds and deletes so many contacts, in folders that an import reads and in fields that it carries. No contact is touched
/// twice, and no edit leaves a field as it was.
/// </summary>
internal sealed class OutlookDay(Random random, IReadOnlyList<Mailbox> mailboxes)
{
    private readonly ContactMaker _maker = new(random);

    /// <exception cref="ControlException">409: there are not so many contacts.</exception>
    public IReadOnlyList<JsonObject> Run(int edit, int add, int delete)
    {
        var order = mailboxes.ToArray();
        random.Shuffle(order);
        var chosen = Choose(order, edit + delete);
        if (chosen.Count < edit + delete)
            throw new ControlException(409, $"{edit + delete} contacts are to be changed, but the mailboxes hold only {chosen.Count}.");
        var changes = new List<JsonObject>();
        for (var i = 0; i < chosen.Count; i++)
            changes.Add(i < edit ? Edit(chosen[i].Mailbox, chosen[i].Contact) : Delete(chosen[i].Mailbox, chosen[i].Contact));
        for (var i = 0; i < add; i++)
            changes.Add(Add(order[i % order.Length]));
        return changes;
    }

    /// <summary>Takes contacts in turn from every mailbox until there are enough.</summary>
    private List<(Mailbox Mailbox, StoredContact Contact)> Choose(Mailbox[] order, int count)
    {
        var hands = order.Select(mailbox => (Mailbox: mailbox, Contacts: new Queue<StoredContact>(Shuffled(mailbox)))).ToList();
        var chosen = new List<(Mailbox, StoredContact)>();
        while (chosen.Count < count && hands.Any(hand => hand.Contacts.Count > 0))
        {
            foreach (var (mailbox, contacts) in hands)
            {
                if (chosen.Count < count && contacts.TryDequeue(out var contact))
                    chosen.Add((mailbox, contact));
            }
        }
        return chosen;
    }

    private StoredContact[] Shuffled(Mailbox mailbox)
    {
        lock (mailbox.Gate)
        {
            StoredContact[] contacts = [.. mailbox.Folders.Where(f => f.IsPersonal).SelectMany(f => f.Contacts.Values).Where(IsPlain)];
            random.Shuffle(contacts);
            return contacts;
        }
    }

    /// <summary>Private contacts, and those without name or number, are what an import may leave out.</summary>
    private static bool IsPlain(StoredContact contact) =>
        contact.Properties[ContactFields.Sensitivity] is not (int and >= 2)
        && contact.Properties.NonEmpty(ContactFields.DisplayName) is not null
        && ContactFields.Phones.Any(p => contact.Properties.NonEmpty(p) is not null);

    private JsonObject Edit(Mailbox mailbox, StoredContact contact)
    {
        MapiProperty[] fields =
        [
            ContactFields.Surname, ContactFields.CompanyName, ContactFields.MobilePhone, ContactFields.BusinessPhone,
            ContactFields.HomePhone,
        ];
        MapiProperty[] filled = [.. fields.Where(f => contact.Properties.NonEmpty(f) is not null)];
        var field = filled.Length == 0 ? ContactFields.MobilePhone : filled[random.Next(filled.Length)];
        var draft = contact.Properties.ToDraft();
        var before = draft[field];
        // Outlook makes the display name and the file-as anew with the name.
        if (field == ContactFields.Surname || draft[ContactFields.DisplayName] == before)
        {
            draft[ContactFields.DisplayName] = null;
            draft[ContactFields.FileAs] = null;
        }
        draft[field] = _maker.MakeOther(field, before);
        draft.Complete();
        var changed = mailbox.Update(contact.Number, _ => draft.ToBag()) ?? contact;
        var change = Show("edit", mailbox, changed);
        change["field"] = Name(field);
        change["before"] = before;
        change["after"] = draft[field];
        return change;
    }

    private static JsonObject Delete(Mailbox mailbox, StoredContact contact)
    {
        mailbox.Remove(contact.Number);
        return Show("delete", mailbox, contact);
    }

    private JsonObject Add(Mailbox mailbox)
    {
        while (true)
        {
            var draft = _maker.Make();
            if (draft.Values.ContainsKey(ContactFields.Sensitivity) || !ContactFields.Phones.Any(draft.Has))
                continue;
            return Show("add", mailbox, mailbox.Add(mailbox.Contacts, draft.ToBag(), null));
        }
    }

    private static JsonObject Show(string kind, Mailbox mailbox, StoredContact contact)
    {
        var change = MailboxControl.Show(mailbox, contact);
        change["kind"] = kind;
        return change;
    }

    private static string Name(MapiProperty field) =>
        field == ContactFields.Surname ? "surname"
        : field == ContactFields.CompanyName ? "companyName"
        : field == ContactFields.MobilePhone ? "mobilePhone"
        : field == ContactFields.BusinessPhone ? "businessPhones"
        : "homePhones";
}

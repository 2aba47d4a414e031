using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Fields;

namespace ContactSync.Microsoft365.ManagedFolders;

/// <summary>A contact as a mailbox can hold it: one number of each kind, three mail and three chat addresses.</summary>
internal static class FolderContact
{
    private const int MostAddresses = 3;

    /// <summary>The fields that both protocols write.</summary>
    public static IReadOnlySet<string> Fields { get; } = FieldTable.Rows
        .Where(row => row.Ews.Give is not null && row.Graph.Give is not null).Select(row => row.Name).ToHashSet();

    /// <summary>Makes the contact of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="form">How numbers are written.</param>
    /// <param name="losses">Told what there is no room for.</param>
    public static SyncContact Of(SyncPhoneBookEntry entry, PhoneNumberForm form, PublishLosses losses)
    {
        var contact = entry.Contact;
        return contact with
        {
            DisplayName = entry.Name,
            FileAs = contact.FileAs ?? entry.Name,
            PhoneNumbers = NumbersOf(contact, form.Writer(), losses),
            EmailAddresses = MailOf(contact, losses),
            ImAddresses = [.. Most(contact.ImAddresses, nameof(SyncContact.ImAddresses), losses)],
            PostalAddresses = [.. contact.PostalAddresses.DistinctBy(address => address.Kind)],
        };
    }

    private static List<SyncPhoneNumber> NumbersOf(SyncContact contact, Func<SyncPhoneNumber, string> write, PublishLosses losses)
    {
        var numbers = new Dictionary<PhoneNumberKind, SyncPhoneNumber>();
        foreach (var number in contact.PhoneNumbers)
        {
            var written = number with { Raw = write(number) };
            losses.AddExtension(number, written.Raw);
            var isPlaced = numbers.TryAdd(number.Kind, written) || number.Kind switch
            {
                PhoneNumberKind.BusinessPhone => TryAdd(PhoneNumberKind.BusinessPhone2),
                PhoneNumberKind.HomePhone => TryAdd(PhoneNumberKind.HomePhone2),
                _ => false,
            };
            if (!isPlaced)
                losses.Add(number.Kind.ToString(), Texts.Catalog.Text(nameof(Errors.Text_OneNumberAKind)));

            bool TryAdd(PhoneNumberKind second) =>
                !contact.PhoneNumbers.Any(other => other.Kind == second) && numbers.TryAdd(second, written with { Kind = second });
        }
        return [.. numbers.Values];
    }

    /// <summary>Each address in its slot; those that have none, or whose slot is taken, in the free ones.</summary>
    private static List<SyncEmailAddress> MailOf(SyncContact contact, PublishLosses losses)
    {
        var addresses = Most(contact.EmailAddresses, $"{nameof(SyncContact.EmailAddresses)}{MostAddresses}", losses).ToList();
        var slots = new SortedDictionary<int, SyncEmailAddress>();
        var others = addresses.Where(address => address.Slot is < 1 or > MostAddresses || !slots.TryAdd(address.Slot, address)).ToList();
        var free = Enumerable.Range(1, MostAddresses).Where(slot => !slots.ContainsKey(slot)).ToList();
        foreach (var (slot, address) in free.Zip(others))
            slots[slot] = address with { Slot = slot };
        return [.. slots.Values];
    }

    private static IEnumerable<T> Most<T>(IReadOnlyList<T> addresses, string field, PublishLosses losses)
    {
        for (var surplus = MostAddresses; surplus < addresses.Count; surplus++)
            losses.Add(field, Texts.Catalog.Text(nameof(Errors.Text_ThreeAddresses)));
        return addresses.Take(MostAddresses);
    }
}

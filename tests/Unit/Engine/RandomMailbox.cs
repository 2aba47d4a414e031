using System.Globalization;
using ContactSync.Engine.Ports;

namespace ContactSync.Tests.Engine;

/// <summary>
/// A mailbox whose user edits at random, and that tells its changes as a real one does: a folder's changes since a token, replayed and
/// repeated at whim, tokens lost now and then, edits going on between the reading of one folder and the next.
/// </summary>
internal sealed class RandomMailbox(Random random)
{
    private static readonly string[] Numbers =
        ["030 23125-011", "0170 1234567", "4711", "030 901820 ext. 12", "+43 1 58858-0", "siehe Notizen"];

    private readonly Dictionary<string, SyncContact> contacts = new(StringComparer.Ordinal);

    private readonly List<string> folders = ["folder 0"];

    private readonly Dictionary<string, string> folderNames = new(StringComparer.Ordinal) { ["folder 0"] = "Contacts" };

    // Every change of a folder: the contact that came, changed or left. A token is a position in it.
    private readonly List<(string FolderId, string ContactId)> journal = [];

    private int lastId;

    /// <summary>What the mailbox holds.</summary>
    public IEnumerable<SyncContact> Contacts => contacts.Values;

    /// <summary>The folders by id, with their names.</summary>
    public IEnumerable<(string Id, string Name)> Folders => folders.Select(folder => (folder, folderNames[folder]));

    /// <summary>The user does so much at once that a guard may ask whether it was meant.</summary>
    public void EditMuch()
    {
        var share = random.Next(1, 4);
        if (contacts.Count < 10 || random.Next(3) == 0)
        {
            for (var added = random.Next(26, 45); added > 0; added--)
                Put(NewContact());
        }
        else
        {
            foreach (var contact in contacts.Values.Where(_ => random.Next(share) == 0).ToList())
                Delete(contact);
        }
    }

    /// <summary>The user does something.</summary>
    public void Edit()
    {
        switch (random.Next(10))
        {
            case var _ when contacts.Count == 0:
            case < 3:
                Put(NewContact());
                break;
            case < 6:
                var edited = Pick();
                Put(Fill(edited));
                break;
            case < 8:
                var moved = Pick();
                journal.Add((moved.FolderId, moved.Id));
                Put(moved with { FolderId = folders[random.Next(folders.Count)] });
                break;
            case 8:
                Delete(Pick());
                break;
            default:
                EditFolders();
                break;
        }
    }

    /// <summary>Reads what changed since a state; with <paramref name="isBusy"/> the user goes on editing meanwhile.</summary>
    public MailboxRead Read(MailboxReadRequest request, bool isBusy)
    {
        var changes = new List<FolderChanges>();
        foreach (var folderId in folders.OrderBy(_ => random.Next()).ToList())
        {
            for (var edits = isBusy ? random.Next(5) : 0; edits > 0; edits--)
                Edit();
            var isTokenLost = random.Next(isBusy ? 2 : 10) == 0;
            changes.Add(ReadFolder(folderId, request.State.FirstOrDefault(state => state.FolderId == folderId), isTokenLost));
        }
        // Folders are read side by side, so their order tells nothing of the time.
        return new MailboxRead(request.Mailbox, [.. changes.OrderBy(_ => random.Next())], changes.Count, TimeSpan.Zero);
    }

    private FolderChanges ReadFolder(string folderId, FolderState? state, bool isTokenLost)
    {
        var now = new FolderState(folderId, folderNames[folderId], journal.Count.ToString(CultureInfo.InvariantCulture));
        var inFolder = contacts.Values.Where(contact => contact.FolderId == folderId).OrderBy(_ => random.Next()).ToList();
        if (state is null || isTokenLost)
            return new FolderChanges(now, IsComplete: true, inFolder, []);

        // Replays: the service may go back further than the token says.
        var from = Math.Max(0, int.Parse(state.Token, CultureInfo.InvariantCulture) - random.Next(3));
        var touched = journal.Skip(from).Where(change => change.FolderId == folderId).Select(change => change.ContactId).ToHashSet();
        if (random.Next(10) == 0)
            touched.UnionWith(inFolder.Select(contact => contact.Id));
        var upserted = inFolder.Where(contact => touched.Contains(contact.Id)).ToList();
        return new FolderChanges(now, IsComplete: false, upserted, [.. touched.Except(upserted.Select(contact => contact.Id))]);
    }

    private void EditFolders()
    {
        if (random.Next(3) == 0)
        {
            folderNames[folders[random.Next(folders.Count)]] = $"Renamed {++lastId}";
        }
        else if (folders.Count < 4 && random.Next(2) == 0)
        {
            var added = $"folder {++lastId}";
            folders.Add(added);
            folderNames[added] = added;
        }
        else if (folders.Count > 1)
        {
            var gone = folders[random.Next(1, folders.Count)];
            folders.Remove(gone);
            foreach (var contact in contacts.Values.Where(contact => contact.FolderId == gone).ToList())
            {
                contacts.Remove(contact.Id);
                // A folder's contacts go with it, or were moved out before.
                if (random.Next(2) == 0)
                    Put(contact with { FolderId = folders[random.Next(folders.Count)] });
            }
        }
    }

    private void Delete(SyncContact contact)
    {
        contacts.Remove(contact.Id);
        journal.Add((contact.FolderId, contact.Id));
    }

    private void Put(SyncContact contact)
    {
        contacts[contact.Id] = contact;
        journal.Add((contact.FolderId, contact.Id));
    }

    private SyncContact NewContact() => Fill(TestData.Contact($"contact {++lastId}", null, folders[random.Next(folders.Count)]));

    private SyncContact Fill(SyncContact contact) => contact with
    {
        DisplayName = $"Name {random.Next(5)}",
        Sensitivity = random.Next(6) == 0 ? ContactSensitivity.Private : ContactSensitivity.Normal,
        PhoneNumbers = RandomNumbers(),
        LastModified = Time(),
    };

    private SyncContact Pick() => contacts.Values.ElementAt(random.Next(contacts.Count));

    private SyncPhoneNumber[] RandomNumbers() =>
        [.. Enumerable.Range(0, random.Next(3))
            .Select(index => new SyncPhoneNumber(PhoneNumberKind.HomePhone + index, Numbers[random.Next(Numbers.Length)]))];

    private DateTimeOffset Time() => TestData.Now.AddSeconds(journal.Count);
}

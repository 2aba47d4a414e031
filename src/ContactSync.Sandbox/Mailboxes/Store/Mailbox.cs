using System.Diagnostics.CodeAnalysis;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>
/// One user's mailbox: a tree of contact folders and a change counter that every change raises. Safe for many threads; whoever
/// enumerates folders or contacts holds <see cref="Gate"/>.
/// </summary>
internal sealed class Mailbox
{
    /// <summary>The top of the tree; it holds no contacts and no call shows it.</summary>
    public const long RootNumber = 1;

    private const string ListClass = "IPM.DistList";

    private readonly TimeProvider _time;
    private readonly Dictionary<long, ContactFolder> _folders = [];
    private readonly Dictionary<long, StoredContact> _contacts = [];
    private readonly List<(long Change, string Id)> _removedFolders = [];
    private long _lastFolder = RootNumber;
    private long _lastContact = 100;
    private long _lastList = StoredContact.FirstList;
    private long _lastChange = 1000;

    public Mailbox(Guid id, Guid userId, string address, string contactsName, TimeProvider time)
    {
        Id = id;
        UserId = userId;
        Address = address;
        _time = time;
        Contacts = AddFolder(RootNumber, contactsName, ContactFolder.ContactClass, isHidden: false);
    }

    public object Gate { get; } = new();

    public Guid Id { get; }

    public Guid UserId { get; }

    /// <summary>Primary SMTP address.</summary>
    public string Address { get; }

    public MailboxState State { get; set; }

    /// <summary>The first page of a first delta round comes empty, as some mailboxes of the service answer.</summary>
    public bool StartsWithEmptyPage { get; init; }

    /// <summary>The default folder.</summary>
    public ContactFolder Contacts { get; }

    /// <summary>Delta links of an earlier generation are stale.</summary>
    public int DeltaGeneration { get; set; } = 1;

    public IEnumerable<ContactFolder> Folders => _folders.Values;

    public IEnumerable<(long Change, string Id)> RemovedFolders => _removedFolders;

    public long LastChange => _lastChange;

    public ContactFolder? Folder(long number) => _folders.GetValueOrDefault(number);

    public ContactFolder AddFolder(
        long parent, string displayName, string containerClass, bool isHidden, Dictionary<MapiProperty, object>? extended = null)
    {
        lock (Gate)
        {
            var folder = new ContactFolder(Id, ++_lastFolder, parent, displayName, containerClass, isHidden)
            {
                Change = ++_lastChange, Extended = extended ?? [],
            };
            _folders.Add(folder.Number, folder);
            return folder;
        }
    }

    public void RenameFolder(ContactFolder folder, string displayName)
    {
        lock (Gate)
        {
            folder.DisplayName = displayName;
            folder.Change = ++_lastChange;
        }
    }

    /// <summary>Removes a folder with all it holds.</summary>
    public void RemoveFolder(ContactFolder folder)
    {
        lock (Gate)
        {
            foreach (var child in _folders.Values.Where(f => f.Parent == folder.Number).ToList())
                RemoveFolder(child);
            foreach (var contact in folder.Items.ToList())
                Remove(contact.Number);
            _folders.Remove(folder.Number);
            _removedFolders.Add((++_lastChange, folder.Id));
        }
    }

    /// <summary>Finds a contact by either of its ids. An id from before a move is no longer one.</summary>
    public bool TryFind(ExchangeId id, [NotNullWhen(true)] out StoredContact? contact)
    {
        lock (Gate)
        {
            contact = null;
            if (id.Kind == ExchangeIdKind.Folder || !_contacts.TryGetValue(id.Item, out var found))
                return false;
            if (id.Kind == ExchangeIdKind.Contact && found.Folder != id.Folder)
                return false;
            contact = found;
            return true;
        }
    }

    public StoredContact Add(ContactFolder folder, PropertyBag properties, ContactPhoto? photo)
    {
        lock (Gate)
            return Put(Make(++_lastContact, folder, properties) with { Photo = photo });
    }

    /// <summary>Adds a distribution list.</summary>
    public StoredContact AddList(ContactFolder folder, string displayName, IReadOnlyList<ListMember> members)
    {
        lock (Gate)
        {
            var properties = new ContactDraft
            {
                [ContactFields.MessageClass] = ListClass,
                [ContactFields.DisplayName] = displayName,
                [ContactFields.FileAs] = displayName,
            };
            return Put(Make(++_lastList, folder, properties.ToBag()) with { Members = members });
        }
    }

    /// <summary>Gives a list other members; null where it is gone.</summary>
    public StoredContact? SetMembers(long number, IReadOnlyList<ListMember> members)
    {
        lock (Gate)
        {
            return _contacts.TryGetValue(number, out var list)
                ? Put(list with { Members = members, Change = ++_lastChange, Modified = Now() })
                : null;
        }
    }

    /// <summary>A contact or list by its number; null where it is gone.</summary>
    public StoredContact? Find(long number)
    {
        lock (Gate)
            return _contacts.GetValueOrDefault(number);
    }

    /// <summary>Puts changed properties in place; null where the contact is gone.</summary>
    public StoredContact? Update(long number, Func<StoredContact, PropertyBag> change)
    {
        lock (Gate)
        {
            if (!_contacts.TryGetValue(number, out var contact))
                return null;
            return Put(contact with { Properties = change(contact), Change = ++_lastChange, Modified = Now() });
        }
    }

    public bool Remove(long number)
    {
        lock (Gate)
        {
            if (!_contacts.Remove(number, out var contact))
                return false;
            Leave(contact);
            return true;
        }
    }

    /// <summary>Moves a contact: it leaves one folder and appears in the other under another regular id.</summary>
    public StoredContact? Move(long number, ContactFolder target)
    {
        lock (Gate)
        {
            if (!_contacts.TryGetValue(number, out var contact))
                return null;
            if (contact.Folder == target.Number)
                return contact;
            Leave(contact);
            return Put(contact with { Folder = target.Number, Change = ++_lastChange, Modified = Now() });
        }
    }

    private StoredContact Make(long number, ContactFolder folder, PropertyBag properties)
    {
        var now = Now();
        return new StoredContact
        {
            Number = number,
            Folder = folder.Number,
            Mailbox = Id,
            Change = ++_lastChange,
            Created = now,
            Modified = now,
            Properties = properties,
        };
    }

    private StoredContact Put(StoredContact contact)
    {
        var folder = _folders[contact.Folder];
        _contacts[contact.Number] = contact;
        folder.SetOf(contact.Number)[contact.Number] = contact;
        folder.Log.Add(contact.Change, contact.Number, removed: false);
        return contact;
    }

    private void Leave(StoredContact contact)
    {
        var folder = _folders[contact.Folder];
        folder.SetOf(contact.Number).Remove(contact.Number);
        folder.Log.Add(++_lastChange, contact.Number, removed: true);
    }

    /// <summary>Exchange keeps whole seconds.</summary>
    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}

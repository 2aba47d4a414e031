using System.Globalization;
using System.Xml;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderitems-operation. A first round comes newest
/// first; what changes meanwhile comes after it, in the order in which it happened.
/// </summary>
internal static class SyncFolderItems
{
    public const string Name = "SyncFolderItems";
    public const string StaleState = "staleSyncState";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, [call.Child("SyncFolderId")!], target =>
        {
            var items = ItemWriter.ForList(call.ItemShape());
            var folder = call.Folder(target.Elements().Single());
            call.RefusePublic(folder);
            var ignored = (call.Child("Ignore")?.Elements() ?? []).Select(e => (string?)e.Attribute("Id") ?? "").ToHashSet();
            var most = int.Parse(call.Child("MaxChangesReturned")!.Value, CultureInfo.InvariantCulture);
            List<Change> changes;
            SyncState state;
            bool isLast;
            var sent = call.Child("SyncState")?.Value;
            var stands = !string.IsNullOrEmpty(sent) && call.Sandbox.Faults.Take(EwsFaults.SameSyncState, call.Context) is not null;
            lock (call.Mailbox.Gate)
            {
                state = Open(call, folder);
                changes = Advance(call.Mailbox, folder, state, most);
                isLast = folder.Source is null || !Next(call.Mailbox, folder.Source, state).Any();
            }
            changes.RemoveAll(change => ignored.Contains(EwsId.Item(call.Mailbox.Id, folder.Number, change.Number)));
            return answer =>
            {
                var seal = stands ? sent : state.Seal(call.Sandbox.Mailboxes.TokenKey);
                answer.WriteElementString("SyncState", EwsNames.MessagesUri, seal);
                answer.WriteElementString("IncludesLastItemInRange", EwsNames.MessagesUri, SoapValues.Boolean(isLast && !stands));
                answer.WriteStartElement("Changes", EwsNames.MessagesUri);
                foreach (var change in changes)
                    Write(answer, call, folder, items, change);
                answer.WriteEndElement();
            };
        });

    private static SyncState Open(EwsCall call, EwsFolder folder)
    {
        var mailbox = call.Mailbox;
        var text = call.Child("SyncState")?.Value;
        if (string.IsNullOrEmpty(text))
        {
            return new SyncState
            {
                Mailbox = mailbox.Id,
                Folder = folder.Number,
                IsHierarchy = false,
                Generation = mailbox.DeltaGeneration,
                FirstRound = mailbox.LastChange,
            };
        }
        if (call.Sandbox.Faults.Take(StaleState, call.Context) is not null)
            throw EwsException.StaleSyncState();
        var state = SyncState.Open(text, call.Sandbox.Mailboxes.TokenKey, mailbox.Id, folder.Number, false, mailbox.DeltaGeneration);
        // What was deleted before the horizon is forgotten: this client could never be told.
        if (folder.Source is { } source && Math.Max(state.Position, state.FirstRound) < source.Log.Horizon)
            throw EwsException.StaleSyncState();
        return state;
    }

    private static List<Change> Advance(Mailbox mailbox, EwsFolder folder, SyncState state, int most)
    {
        var changes = new List<Change>();
        if (folder.Source is not { } source)
            return changes;
        while (changes.Count < most)
        {
            var batch = Next(mailbox, source, state).Take(most - changes.Count).ToList();
            if (batch.Count == 0)
                break;
            foreach (var change in batch)
                Note(state, change);
            changes.AddRange(batch);
        }
        return changes;
    }

    /// <summary>What the client does not know yet, in order.</summary>
    private static IEnumerable<Change> Next(Mailbox mailbox, ContactFolder folder, SyncState state)
    {
        if (state.FirstRound > 0)
        {
            var rest = folder.Items.Where(c => c.Change <= state.FirstRound && !state.Known.Contains(c.Number)).ToList();
            if (rest.Count > 0)
                return rest.OrderByDescending(c => c.Change).Select(c => new Change(c.Number, c.Change, ChangeKind.Create, c));
            state.Position = state.FirstRound;
            state.FirstRound = 0;
        }
        return folder.Log.After(state.Position).Select(entry => Of(folder, state, entry)).OfType<Change>();
    }

    private static Change? Of(ContactFolder folder, SyncState state, FolderLogEntry entry)
    {
        var known = state.Known.Contains(entry.Contact);
        if (entry.Removed)
            return known ? new Change(entry.Contact, entry.Change, ChangeKind.Delete, null) : null;
        var contact = folder.SetOf(entry.Contact)[entry.Contact];
        return new Change(entry.Contact, entry.Change, known ? ChangeKind.Update : ChangeKind.Create, contact);
    }

    private static void Note(SyncState state, Change change)
    {
        if (change.Kind == ChangeKind.Delete)
            state.Known.Remove(change.Number);
        else
            state.Known.Add(change.Number);
        if (state.FirstRound == 0)
            state.Position = change.Counter;
    }

    private static void Write(XmlWriter writer, EwsCall call, EwsFolder folder, ItemWriter items, Change change)
    {
        writer.WriteStartElement(change.Kind.ToString(), EwsNames.TypesUri);
        if (change.Contact is { } contact)
            items.Write(writer, call.Show(contact));
        else
            ItemWriter.WriteId(writer, EwsId.Item(call.Mailbox.Id, folder.Number, change.Number), null);
        writer.WriteEndElement();
    }

    private enum ChangeKind
    {
        Create,
        Update,
        Delete,
    }

    private sealed record Change(long Number, long Counter, ChangeKind Kind, StoredContact? Contact);
}

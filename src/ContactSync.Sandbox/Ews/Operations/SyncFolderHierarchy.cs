using System.Xml;
using ContactSync.Sandbox.Ews.Folders;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderhierarchy-operation</summary>
internal static class SyncFolderHierarchy
{
    public const string Name = "SyncFolderHierarchy";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, [call.Child("SyncFolderId")], target =>
        {
            var shape = call.FolderShape();
            SyncState state;
            List<(string Kind, EwsFolder? Folder, long Number)> changes;
            lock (call.Mailbox.Gate)
            {
                var top = target is null ? call.Tree.Find("msgfolderroot")! : call.Folder(target.Elements().Single());
                call.RefusePublic(top);
                state = Open(call, top);
                changes = Advance(call, top, state);
            }
            return answer =>
            {
                answer.WriteElementString("SyncState", EwsNames.MessagesUri, state.Seal(call.Sandbox.Mailboxes.TokenKey));
                answer.WriteElementString("IncludesLastFolderInRange", EwsNames.MessagesUri, "true");
                answer.WriteStartElement("Changes", EwsNames.MessagesUri);
                var folders = new FolderWriter(shape, call.Tree);
                foreach (var (kind, folder, number) in changes)
                {
                    answer.WriteStartElement(kind, EwsNames.TypesUri);
                    if (folder is not null)
                        folders.Write(answer, folder);
                    else
                        WriteRemoved(answer, EwsId.Folder(call.Mailbox.Id, number));
                    answer.WriteEndElement();
                }
                answer.WriteEndElement();
            };
        });

    private static SyncState Open(EwsCall call, EwsFolder top)
    {
        var mailbox = call.Mailbox;
        var text = call.Child("SyncState")?.Value;
        if (string.IsNullOrEmpty(text))
        {
            return new SyncState
            {
                Mailbox = mailbox.Id,
                Folder = top.Number,
                IsHierarchy = true,
                Generation = mailbox.DeltaGeneration,
            };
        }
        if (call.Sandbox.Faults.Take(SyncFolderItems.StaleState, call.Context) is not null)
            throw EwsException.StaleSyncState();
        return SyncState.Open(text, call.Sandbox.Mailboxes.TokenKey, mailbox.Id, top.Number, true, mailbox.DeltaGeneration);
    }

    private static List<(string Kind, EwsFolder? Folder, long Number)> Advance(EwsCall call, EwsFolder top, SyncState state)
    {
        var changes = new List<(string, EwsFolder?, long)>();
        var present = call.Tree.Below(top).ToList();
        foreach (var folder in present)
        {
            if (!state.Known.Contains(folder.Number))
                changes.Add(("Create", folder, folder.Number));
            else if (folder.Change > state.Position)
                changes.Add(("Update", folder, folder.Number));
        }
        var numbers = present.Select(folder => folder.Number).ToHashSet();
        foreach (var gone in state.Known.Where(number => !numbers.Contains(number)).ToList())
        {
            state.Known.Remove(gone);
            changes.Add(("Delete", null, gone));
        }
        state.Known.UnionWith(numbers);
        state.Position = call.Mailbox.LastChange;
        return changes;
    }

    private static void WriteRemoved(XmlWriter writer, string id)
    {
        writer.WriteStartElement("FolderId", EwsNames.TypesUri);
        writer.WriteAttributeString("Id", id);
        writer.WriteEndElement();
    }
}

using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>What changed among the folders of a mailbox since a sync state.</summary>
/// <param name="root">Below which folder.</param>
/// <param name="shape">Which properties of new and changed folders.</param>
/// <param name="syncState">How far it was read; null for all folders.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderhierarchy-operation</remarks>
internal sealed class SyncFolderHierarchy(EwsFolderId root, EwsShape shape, string? syncState) : EwsOperation<EwsFolderTreeChanges>
{
    public override string Name => "SyncFolderHierarchy";

    public override void Write(XmlWriter writer)
    {
        shape.WriteFolderShape(writer);
        EwsFolderId.WriteAll(writer, "SyncFolderId", [root]);
        if (syncState is not null)
            writer.WriteElementString("SyncState", EwsNames.Messages, syncState);
    }

    public override EwsFolderTreeChanges? Take(string name, EwsXml xml, EwsFolderTreeChanges? payload)
    {
        payload ??= new EwsFolderTreeChanges("", false, [], []);
        return name switch
        {
            "SyncState" => payload with { SyncState = xml.Text() },
            "IncludesLastFolderInRange" => payload with { IsLast = xml.Flag() },
            "Changes" => ReadChanges(payload, xml),
            _ => payload,
        };
    }

    private static EwsFolderTreeChanges ReadChanges(EwsFolderTreeChanges payload, EwsXml xml)
    {
        var changed = new List<EwsFolder>();
        var deleted = new List<string>();
        foreach (var kind in xml.Children())
        {
            switch (kind)
            {
                case "Create" or "Update":
                    changed.AddRange(EwsFolder.ReadList(xml));
                    break;
                case "Delete":
                    deleted.Add(EwsFolder.Read(xml).Id);
                    break;
            }
        }
        return payload with { Changed = changed, DeletedIds = deleted };
    }
}

/// <summary>A page of changes among folders.</summary>
/// <param name="SyncState">How far the folders are read with it.</param>
/// <param name="IsLast">Nothing follows.</param>
/// <param name="Changed">New and changed folders.</param>
/// <param name="DeletedIds">Folders that are gone.</param>
internal sealed record EwsFolderTreeChanges(
    string SyncState, bool IsLast, IReadOnlyList<EwsFolder> Changed, IReadOnlyList<string> DeletedIds);

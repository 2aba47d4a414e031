using System.Globalization;
using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>What changed in a folder since a sync state.</summary>
/// <param name="folder">Which folder. Public folders and group mailboxes cannot be synchronised.</param>
/// <param name="shape">Which properties of new and changed items; bodies and attachments never come.</param>
/// <param name="syncState">How far it was read; null for all items.</param>
/// <param name="maxChanges">At most so many changes, 1 to 512.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderitems-operation</remarks>
internal sealed class SyncFolderItems(EwsFolderId folder, EwsShape shape, string? syncState, int maxChanges = SyncFolderItems.MaxChanges)
    : EwsOperation<EwsItemChanges>
{
    /// <summary>The most the schema allows.</summary>
    internal const int MaxChanges = 512;

    public override string Name => "SyncFolderItems";

    public override void Write(XmlWriter writer)
    {
        shape.WriteItemShape(writer);
        EwsFolderId.WriteAll(writer, "SyncFolderId", [folder]);
        if (syncState is not null)
            writer.WriteElementString("SyncState", EwsNames.Messages, syncState);
        writer.WriteElementString("MaxChangesReturned", EwsNames.Messages, maxChanges.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("SyncScope", EwsNames.Messages, "NormalItems");
    }

    public override EwsItemChanges? Take(string name, EwsXml xml, EwsItemChanges? payload)
    {
        payload ??= new EwsItemChanges("", false, []);
        return name switch
        {
            "SyncState" => payload with { SyncState = xml.Text() },
            "IncludesLastItemInRange" => payload with { IsLast = xml.Flag() },
            "Changes" => payload with { Changes = ReadChanges(xml) },
            _ => payload,
        };
    }

    private static List<EwsItemChange> ReadChanges(EwsXml xml)
    {
        var changes = new List<EwsItemChange>();
        foreach (var kind in xml.Children())
        {
            switch (kind)
            {
                case "Create" or "Update":
                    foreach (var _ in xml.Children())
                        changes.Add(new EwsItemChange(EwsItem.Read(xml), IsDeleted: false));
                    break;
                case "Delete":
                    // The id stands in the change itself, as it does in an item.
                    changes.Add(new EwsItemChange(EwsItem.Read(xml), IsDeleted: true));
                    break;
            }
        }
        return changes;
    }
}

/// <summary>A page of changes of a folder.</summary>
/// <param name="SyncState">How far the folder is read with it.</param>
/// <param name="IsLast">Nothing follows.</param>
/// <param name="Changes">The changes, in the server's order.</param>
internal sealed record EwsItemChanges(string SyncState, bool IsLast, IReadOnlyList<EwsItemChange> Changes);

/// <summary>A change of an item; of one that was deleted only the id is known.</summary>
internal sealed record EwsItemChange(EwsItem Item, bool IsDeleted);

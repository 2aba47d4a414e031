using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>Deletes folders with all that is in them; one message for each, without anything in it.</summary>
/// <param name="folders">The folders.</param>
/// <param name="kind">Where they go.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/deletefolder-operation</remarks>
internal sealed class DeleteFolder(IReadOnlyList<EwsFolderId> folders, EwsDeleteType kind) : EwsOperation<object>
{
    public override string Name => "DeleteFolder";

    public override bool IsRepeatable => false;

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("DeleteType", kind.ToString());
        EwsFolderId.WriteAll(writer, "FolderIds", folders);
    }

    public override object? Take(string name, EwsXml xml, object? payload) => payload;
}

using System.Xml;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/deletefolder-operation. However a folder is deleted, it is
/// gone with all it holds: the mailboxes here keep no bin.
/// </summary>
internal static class DeleteFolder
{
    public const string Name = "DeleteFolder";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("FolderIds")!.Elements(), reference =>
        {
            var folder = call.Folder(reference);
            call.RefusePublic(folder);
            if (folder is not { Source: { } source, Distinguished: null })
                throw new EwsException("ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
            call.Mailbox.RemoveFolder(source);
            return _ => { };
        });
}

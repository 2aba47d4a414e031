using System.Xml;
using ContactSync.Sandbox.Ews.Folders;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/getfolder-operation</summary>
internal static class GetFolder
{
    public const string Name = "GetFolder";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("FolderIds")!.Elements(), reference =>
        {
            var shape = call.FolderShape();
            var folder = call.Folder(reference);
            return answer =>
            {
                answer.WriteStartElement("Folders", EwsNames.MessagesUri);
                new FolderWriter(shape, call.TreeOf(folder)).Write(answer, folder);
                answer.WriteEndElement();
            };
        });
}

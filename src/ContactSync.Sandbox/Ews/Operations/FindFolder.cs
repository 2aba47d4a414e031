using System.Xml;
using ContactSync.Sandbox.Ews.Folders;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/findfolder-operation</summary>
internal static class FindFolder
{
    public const string Name = "FindFolder";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("ParentFolderIds")!.Elements(), reference =>
        {
            var shape = call.FolderShape();
            var filter = Restriction.Read<EwsFolder>(call.Child("Restriction"), FieldOf);
            var parent = call.Folder(reference);
            var found = Candidates(call, parent).Where(filter).ToList();
            var page = PageView.Read(call.Operation, found.Count, hasFilter: call.Child("Restriction") is not null);
            return answer =>
            {
                answer.WriteStartElement("RootFolder", EwsNames.MessagesUri);
                page.WriteAttributes(answer);
                answer.WriteStartElement("Folders", EwsNames.TypesUri);
                var folders = new FolderWriter(shape, call.TreeOf(parent));
                foreach (var folder in page.Of(found))
                    folders.Write(answer, folder);
                answer.WriteEndElement();
                answer.WriteEndElement();
            };
        });

    /// <summary>Public folders lie in several mailboxes, hence a step at a time.</summary>
    private static IEnumerable<EwsFolder> Candidates(EwsCall call, EwsFolder parent)
    {
        var traversal = call.Attribute("Traversal");
        if (traversal != "Shallow")
            call.RefusePublic(parent);
        return traversal switch
        {
            "Deep" => call.Tree.Below(parent),
            "Shallow" => call.TreeOf(parent).Children(parent),
            _ => [],
        };
    }

    private static Func<EwsFolder, object?> FieldOf(FieldPath path) => path switch
    {
        { Extended: { } extended } => folder => FolderWriter.Mapi(folder, extended.Property),
        { Index: null } => folder => FolderWriter.Value(folder, path.Uri!),
        _ => throw EwsException.InvalidProperty(),
    };
}

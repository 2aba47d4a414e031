using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Folders;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>https://learn.microsoft.com/exchange/client-developer/web-service-reference/createfolder-operation</summary>
internal static class CreateFolder
{
    public const string Name = "CreateFolder";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("Folders")!.Elements(), element =>
        {
            var parent = call.Folder(call.Child("ParentFolderId")!.Elements().Single());
            call.RefusePublic(parent);
            var extended = new Dictionary<MapiProperty, object>();
            foreach (var property in element.Elements(EwsNames.T + "ExtendedProperty"))
                ContactReader.SetExtended(property, extended);
            ContactFolder folder;
            lock (call.Mailbox.Gate)
            {
                var name = RequireFree(call.Mailbox, parent.Number, element, self: null);
                folder = call.Mailbox.AddFolder(parent.Number, name, ClassOf(element), isHidden: false, extended);
            }
            return answer => WriteFolders(answer, call.Mailbox, folder);
        });

    /// <summary>What the writing operations return of a folder: its id.</summary>
    public static void WriteFolders(XmlWriter writer, Mailbox mailbox, ContactFolder folder)
    {
        writer.WriteStartElement("Folders", EwsNames.MessagesUri);
        writer.WriteStartElement("ContactsFolder", EwsNames.TypesUri);
        FolderWriter.WriteId(writer, "FolderId", new FolderTree(mailbox).Find(folder.Number)!);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>The name sent, which no other folder at that place may have.</summary>
    /// <exception cref="EwsException">ErrorFolderExists; no name at all.</exception>
    public static string RequireFree(Mailbox mailbox, long parent, XElement sent, ContactFolder? self)
    {
        var name = (string?)sent.Element(EwsNames.T + "DisplayName");
        if (string.IsNullOrWhiteSpace(name))
            throw new EwsException("ErrorFolderSavePropertyError", "The folder save operation failed due to invalid property values.");
        return mailbox.Folders.Any(folder =>
            folder != self && folder.Parent == parent && folder.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? throw new EwsException("ErrorFolderExists", "A folder with the specified name already exists.")
            : name;
    }

    /// <summary>The mailboxes here keep folders of contacts only.</summary>
    private static string ClassOf(XElement element) => (string?)element.Element(EwsNames.T + "FolderClass") switch
    {
        null when element.Name.LocalName == "ContactsFolder" => ContactFolder.ContactClass,
        { } name when name.StartsWith(ContactFolder.ContactClass, StringComparison.Ordinal) => name,
        _ => throw new EwsException("ErrorInvalidOperation", "Only folders of contacts can be made here."),
    };
}

using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/updatefolder-operation. A folder's name and its extended
/// properties can be changed, one in each change.
/// </summary>
internal static class UpdateFolder
{
    public const string Name = "UpdateFolder";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, call.Child("FolderChanges")!.Elements(), change =>
        {
            var reference = call.Folder(change.Elements().First());
            call.RefusePublic(reference);
            var folder = reference is { Source: { } source, Distinguished: null }
                ? source
                : throw new EwsException("ErrorInvalidOperation", "A distinguished folder cannot be changed here.");
            lock (call.Mailbox.Gate)
            {
                foreach (var update in change.Element(EwsNames.T + "Updates")!.Elements())
                    Apply(call.Mailbox, folder, update);
            }
            return answer => CreateFolder.WriteFolders(answer, call.Mailbox, folder);
        });

    private static void Apply(Mailbox mailbox, ContactFolder folder, XElement update)
    {
        var path = FieldPath.Read(update.Elements().First());
        if (update.Name.LocalName == "DeleteFolderField")
        {
            folder.Extended.Remove(path.Extended?.Property
                ?? throw new EwsException("ErrorInvalidPropertyDelete", "Property can not be deleted."));
            mailbox.RenameFolder(folder, folder.DisplayName);
            return;
        }
        var sent = update.Elements().Last();
        if (sent.Elements().ToList() is not [var field])
        {
            throw new EwsException("ErrorIncorrectUpdatePropertyCount",
                "An object within a change description must contain one and only one property to modify.");
        }
        if (path.Uri == "folder:DisplayName" && field.Name.LocalName == "DisplayName")
        {
            mailbox.RenameFolder(folder, CreateFolder.RequireFree(mailbox, folder.Parent, sent, folder));
        }
        else if (path.Extended is { } extended && field.Name.LocalName == "ExtendedProperty"
            && ExtendedField.Read(field.Elements().First()).Property == extended.Property)
        {
            ContactReader.SetExtended(field, folder.Extended);
            mailbox.RenameFolder(folder, folder.DisplayName);
        }
        else
        {
            throw new EwsException("ErrorUpdatePropertyMismatch", "The property that was named is not the property that was sent.");
        }
    }
}

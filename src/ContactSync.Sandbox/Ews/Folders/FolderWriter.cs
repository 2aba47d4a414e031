using System.Globalization;
using System.Xml;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Ews.Store;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Ews.Folders;

/// <summary>Writes folders in the shape that was asked for.</summary>
internal sealed class FolderWriter(Shape shape, FolderTree tree)
{
    private const string T = EwsNames.TypesUri;

    public void Write(XmlWriter writer, EwsFolder folder)
    {
        writer.WriteStartElement(folder.Element, T);
        WriteId(writer, "FolderId", folder);
        if (Wants("ParentFolderId", BaseShape.AllProperties))
            WriteId(writer, "ParentFolderId", tree.Find(folder.Parent) ?? folder);
        if (Wants("FolderClass", BaseShape.AllProperties) && folder.Class is not null)
            writer.WriteElementString("FolderClass", T, SoapValues.Clean(folder.Class));
        if (Wants("DisplayName", BaseShape.Default))
            writer.WriteElementString("DisplayName", T, SoapValues.Clean(folder.DisplayName));
        if (Wants("TotalCount", BaseShape.Default))
            writer.WriteElementString("TotalCount", T, Number(folder.ItemCount));
        if (Wants("ChildFolderCount", BaseShape.Default))
            writer.WriteElementString("ChildFolderCount", T, Number(folder.ChildCount));
        foreach (var field in shape.Extended)
            field.Write(writer, Mapi(folder, field.Property));
        if (Wants("EffectiveRights", BaseShape.AllProperties))
            ContactWriters.EffectiveRights(writer, contents: true);
        if (Wants("DistinguishedFolderId", BaseShape.AllProperties) && folder.Distinguished is not null)
            writer.WriteElementString("DistinguishedFolderId", T, folder.Distinguished);
        if (folder.Element is "Folder" or "TasksFolder" && Wants("UnreadCount", BaseShape.Default))
            writer.WriteElementString("UnreadCount", T, "0");
        writer.WriteEndElement();
    }

    public static void WriteId(XmlWriter writer, string element, EwsFolder folder)
    {
        writer.WriteStartElement(element, T);
        writer.WriteAttributeString("Id", folder.Id);
        writer.WriteAttributeString("ChangeKey", folder.ChangeKey);
        writer.WriteEndElement();
    }

    /// <summary>What restrictions compare.</summary>
    public static object? Value(EwsFolder folder, string field) => field switch
    {
        "folder:DisplayName" => folder.DisplayName,
        "folder:FolderClass" => folder.Class,
        "folder:TotalCount" => folder.ItemCount,
        "folder:ChildFolderCount" => folder.ChildCount,
        "folder:UnreadCount" => 0,
        "folder:FolderId" => folder.Id,
        "folder:DistinguishedFolderId" => folder.Distinguished,
        _ => throw EwsException.InvalidProperty(),
    };

    public static object? Mapi(EwsFolder folder, MapiProperty? property) => property?.GraphId switch
    {
        "String 0x3001" => folder.DisplayName,
        "String 0x3613" => folder.Class,
        "Boolean 0x10f4" => folder.IsHidden,
        "Boolean 0x360a" => folder.ChildCount > 0,
        "Integer 0x3602" => folder.ItemCount,
        "Integer 0x3603" => 0,
        "Integer 0x3601" => folder.Number == FolderTree.RootNumber ? 0 : 1,
        "Binary 0xfff" => EwsIdFormats.EntryOf(EwsId.Read(folder.Id)),
        not null => folder.Source?.Extended.GetValueOrDefault(property),
        _ => null,
    };

    private bool Wants(string field, BaseShape from) => shape.Wants("folder:" + field, from);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

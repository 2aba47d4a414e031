using System.Xml;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>The operations that are served; one line each. Each writes the element below the SOAP body.</summary>
internal static class EwsOperations
{
    public static readonly IReadOnlyDictionary<string, Action<EwsCall, XmlWriter>> All =
        new Dictionary<string, Action<EwsCall, XmlWriter>>(StringComparer.Ordinal)
        {
            [GetFolder.Name] = GetFolder.Answer,
            [FindFolder.Name] = FindFolder.Answer,
            [CreateFolder.Name] = CreateFolder.Answer,
            [UpdateFolder.Name] = UpdateFolder.Answer,
            [DeleteFolder.Name] = DeleteFolder.Answer,
            [SyncFolderHierarchy.Name] = SyncFolderHierarchy.Answer,
            [SyncFolderItems.Name] = SyncFolderItems.Answer,
            [FindItem.Name] = FindItem.Answer,
            [GetItem.Name] = GetItem.Answer,
            [GetAttachment.Name] = GetAttachment.Answer,
            [CreateItem.Name] = CreateItem.Answer,
            [UpdateItem.Name] = UpdateItem.Answer,
            [DeleteItem.Name] = DeleteItem.Answer,
            [ResolveNames.Name] = ResolveNames.Answer,
            [ExpandDL.Name] = ExpandDL.Answer,
            [ConvertId.Name] = ConvertId.Answer,
            [GetUserPhoto.Name] = GetUserPhoto.Answer,
        };

    /// <summary>What the schema wants in a message of an operation even where it failed; null for nothing.</summary>
    public static string? EmptyElement(string name) => name switch
    {
        GetItem.Name or CreateItem.Name or UpdateItem.Name => "Items",
        GetAttachment.Name => "Attachments",
        _ => null,
    };
}

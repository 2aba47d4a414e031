using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsFolderWriteTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private const string Mark = """
        <t:ExtendedFieldURI PropertySetId="11111111-2222-3333-4444-555555555555" PropertyName="Mark" PropertyType="String"/>
        """;

    private static readonly XNamespace T = EwsClient.T;

    private readonly EwsClient _client = fixture.Client;

    private Mailbox Mailbox => _client.Mailbox();

    [Fact]
    public async Task AFolderIsMadeWithAPropertyRenamedAndDeleted()
    {
        var made = await _client.SuccessAsync(Create($"""
            <t:ContactsFolder><t:FolderClass>IPF.Contact</t:FolderClass><t:DisplayName>Firma &amp; Co</t:DisplayName>
            <t:ExtendedProperty>{Mark}<t:Value>ours</t:Value></t:ExtendedProperty></t:ContactsFolder>
            """));
        var id = (string)made.Descendants(T + "FolderId").Single().Attribute("Id")!;
        var folder = Mailbox.Folders.Single(found => found.DisplayName == "Firma & Co");
        Assert.Equal((Mailbox.Contacts.Number, "IPF.Contact"), (folder.Parent, folder.ContainerClass));
        var shown = await _client.SuccessAsync(
            "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>" + Mark
            + $"</t:AdditionalProperties></m:FolderShape><m:FolderIds><t:FolderId Id=\"{id}\"/></m:FolderIds></m:GetFolder>");
        Assert.Equal("ours", shown.Descendants(T + "Value").Single().Value);

        await _client.SuccessAsync(Update(id, "<t:FieldURI FieldURI=\"folder:DisplayName\"/>", "<t:DisplayName>Company</t:DisplayName>"));
        Assert.Equal("Company", folder.DisplayName);
        await _client.SuccessAsync(Update(id, Mark, $"<t:ExtendedProperty>{Mark}<t:Value>other</t:Value></t:ExtendedProperty>"));
        Assert.Equal("other", Assert.Single(folder.Extended).Value);

        await _client.SuccessAsync(Delete($"<t:FolderId Id=\"{id}\"/>"));
        Assert.DoesNotContain(folder, Mailbox.Folders);
        Assert.Equal("ErrorFolderNotFound", await CodeAsync(Delete($"<t:FolderId Id=\"{id}\"/>")));
    }

    [Theory]
    [InlineData("<t:ContactsFolder><t:DisplayName>{0}</t:DisplayName></t:ContactsFolder>", "ErrorFolderExists")]
    [InlineData("<t:ContactsFolder><t:DisplayName> </t:DisplayName></t:ContactsFolder>", "ErrorFolderSavePropertyError")]
    [InlineData("<t:ContactsFolder/>", "ErrorFolderSavePropertyError")]
    [InlineData("<t:Folder><t:DisplayName>Mails</t:DisplayName></t:Folder>", "ErrorInvalidOperation")]
    [InlineData(
        "<t:ContactsFolder><t:DisplayName>A</t:DisplayName><t:FolderClass>IPF.Contact</t:FolderClass></t:ContactsFolder>",
        "ErrorSchemaValidation")]
    public async Task AFolderThatCannotBeIsNotMade(string folder, string code)
    {
        var taken = Mailbox.Folders.First(found => found.Parent == Mailbox.Contacts.Number).DisplayName;
        var before = Mailbox.Folders.Count();

        Assert.Equal(code, await CodeAsync(Create(folder.Replace("{0}", taken.ToUpperInvariant(), StringComparison.Ordinal))));

        Assert.Equal(before, Mailbox.Folders.Count());
    }

    [Fact]
    public async Task FoldersThatEveryMailboxHasStay()
    {
        Assert.Equal("ErrorDeleteDistinguishedFolder", await CodeAsync(Delete(EwsClient.Contacts)));
        var rename = Update(null, "<t:FieldURI FieldURI=\"folder:DisplayName\"/>", "<t:DisplayName>Mine</t:DisplayName>");
        Assert.Equal("ErrorInvalidOperation", await CodeAsync(rename));
        Assert.NotEqual("Mine", Mailbox.Contacts.DisplayName);
    }

    [Theory]
    [InlineData("<t:FieldURI FieldURI=\"folder:DisplayName\"/>", "<t:FolderClass>IPF.Contact</t:FolderClass>", "ErrorUpdatePropertyMismatch")]
    [InlineData(
        "<t:FieldURI FieldURI=\"folder:DisplayName\"/>", "<t:FolderClass>IPF.Contact</t:FolderClass><t:DisplayName>A</t:DisplayName>",
        "ErrorIncorrectUpdatePropertyCount")]
    [InlineData("<t:FieldURI FieldURI=\"folder:DisplayName\"/>", "<t:DisplayName></t:DisplayName>", "ErrorFolderSavePropertyError")]
    public async Task ChangesThatMakeNoSenseChangeNothing(string path, string field, string code)
    {
        var folder = Mailbox.AddFolder(Mailbox.Contacts.Number, $"Change {Guid.NewGuid():N}", ContactFolder.ContactClass, isHidden: false);
        var name = folder.DisplayName;
        var id = ContactSync.Sandbox.Ews.Store.EwsId.Folder(Mailbox.Id, folder.Number);

        Assert.Equal(code, await CodeAsync(Update(id, path, field)));

        Assert.Equal(name, folder.DisplayName);
        Mailbox.RemoveFolder(folder);
    }

    private async Task<string?> CodeAsync(string operation)
    {
        var answer = await _client.CallAsync(operation);
        return answer.IsFault ? answer.FaultCode : answer.Codes.Single();
    }

    private static string Create(string folder) =>
        $"<m:CreateFolder><m:ParentFolderId>{EwsClient.Contacts}</m:ParentFolderId><m:Folders>{folder}</m:Folders></m:CreateFolder>";

    private static string Delete(string folder) =>
        $"<m:DeleteFolder DeleteType=\"HardDelete\"><m:FolderIds>{folder}</m:FolderIds></m:DeleteFolder>";

    private static string Update(string? id, string path, string field)
    {
        var folder = id is null ? EwsClient.Contacts : $"<t:FolderId Id=\"{id}\"/>";
        return $"""
            <m:UpdateFolder><m:FolderChanges><t:FolderChange>{folder}<t:Updates><t:SetFolderField>{path}
            <t:ContactsFolder>{field}</t:ContactsFolder></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>
            """;
    }
}

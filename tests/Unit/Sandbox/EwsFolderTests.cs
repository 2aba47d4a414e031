using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsFolderTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private static readonly XNamespace T = EwsClient.T;
    private static readonly XNamespace M = EwsClient.M;
    private readonly EwsClient _client = fixture.Client;

    [Fact]
    public void SchemaIsThere() =>
        Assert.SkipUnless(EwsSchema.IsPresent, "because ../shared with Microsoft's schema is not on this machine: no answer is validated.");

    [Fact]
    public async Task ContactsFolderShowsItsCountAndClass()
    {
        var message = await _client.SuccessAsync(
            $"<m:GetFolder>{EwsClient.FolderShape}<m:FolderIds>{EwsClient.Contacts}</m:FolderIds></m:GetFolder>");
        var folder = message.Descendants(T + "ContactsFolder").Single();
        var store = _client.Mailbox().Contacts;
        Assert.Equal("IPF.Contact", (string?)folder.Element(T + "FolderClass"));
        Assert.Equal(store.DisplayName, (string?)folder.Element(T + "DisplayName"));
        Assert.Equal(store.Contacts.Count, (int)folder.Element(T + "TotalCount")!);
        Assert.Equal("contacts", (string?)folder.Element(T + "DistinguishedFolderId"));
    }

    [Fact]
    public async Task FindFolderDeepFindsEveryFolderAndTellsHiddenOnes()
    {
        const string shape = """
            <m:FolderShape><t:BaseShape>Default</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="folder:FolderClass"/>
            <t:ExtendedFieldURI PropertyTag="0x10F4" PropertyType="Boolean"/></t:AdditionalProperties></m:FolderShape>
            """;
        var message = await _client.SuccessAsync($"""
            <m:FindFolder Traversal="Deep">{shape}<m:IndexedPageFolderView MaxEntriesReturned="100" Offset="0" BasePoint="Beginning"/>
            <m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderIds></m:FindFolder>
            """);
        var folders = message.Descendants(T + "ContactsFolder").ToList();
        var store = _client.Mailbox().Folders.ToList();
        Assert.Equal(store.Select(f => f.DisplayName).Order(), folders.Select(f => (string)f.Element(T + "DisplayName")!).Order());
        Assert.Equal(
            store.Where(f => f.IsHidden).Select(f => f.DisplayName).Order(),
            folders.Where(f => (string?)f.Element(T + "ExtendedProperty")?.Element(T + "Value") == "true")
                .Select(f => (string)f.Element(T + "DisplayName")!).Order());
        Assert.Contains(message.Descendants(T + "Folder"), f => (string?)f.Element(T + "FolderClass") == "IPF.Note");
    }

    [Fact]
    public async Task FindFolderPagesAndFilters()
    {
        string Find(int offset) => $"""
            <m:FindFolder Traversal="Deep">{EwsClient.FolderShape}
            <m:IndexedPageFolderView MaxEntriesReturned="4" Offset="{offset}" BasePoint="Beginning"/>
            <m:Restriction><t:Contains ContainmentMode="Prefixed" ContainmentComparison="IgnoreCase">
            <t:FieldURI FieldURI="folder:FolderClass"/><t:Constant Value="ipf.contact"/></t:Contains></m:Restriction>
            <m:ParentFolderIds><t:DistinguishedFolderId Id="root"/></m:ParentFolderIds></m:FindFolder>
            """;
        var names = new List<string>();
        for (var offset = 0; ;)
        {
            var root = (await _client.SuccessAsync(Find(offset))).Element(M + "RootFolder")!;
            names.AddRange(root.Descendants(T + "DisplayName").Select(e => e.Value));
            if ((bool)root.Attribute("IncludesLastItemInRange")!)
                break;
            offset = (int)root.Attribute("IndexedPagingOffset")!;
        }
        Assert.Equal(_client.Mailbox().Folders.Select(f => f.DisplayName).Order(), names.Order());
    }

    [Fact]
    public async Task HierarchyIsFollowed()
    {
        var user = _client.Host.Users[3].Address;
        var mailbox = _client.Mailbox(user);
        var (changes, state) = await HierarchyAsync(user, null);
        Assert.All(changes, change => Assert.Equal("Create", change.Name.LocalName));
        Assert.Superset(mailbox.Folders.Select(f => f.DisplayName).ToHashSet(), Names(changes));
        (changes, state) = await HierarchyAsync(user, state);
        Assert.Empty(changes);

        var added = mailbox.AddFolder(mailbox.Contacts.Number, "Neu", ContactFolder.ContactClass, false);
        (changes, state) = await HierarchyAsync(user, state);
        Assert.Equal("Create", Assert.Single(changes).Name.LocalName);
        mailbox.RenameFolder(added, "Anders");
        (changes, state) = await HierarchyAsync(user, state);
        Assert.Equal("Update", Assert.Single(changes).Name.LocalName);
        Assert.Equal(["Anders"], Names(changes));
        mailbox.RemoveFolder(added);
        (changes, _) = await HierarchyAsync(user, state);
        Assert.Equal("Delete", Assert.Single(changes).Name.LocalName);
        Assert.Equal(
            added.Id.Replace('-', '+').Replace('_', '/'), (string?)changes[0].Element(T + "FolderId")!.Attribute("Id"));
    }

    [Theory]
    [InlineData("<t:DistinguishedFolderId Id=\"archivemsgfolderroot\"/>", "ErrorFolderNotFound")]
    [InlineData("<t:FolderId Id=\"DUMMY\"/>", "ErrorInvalidIdMalformed")]
    [InlineData("<t:FolderId Id=\"\"/>", "ErrorInvalidIdEmpty")]
    [InlineData("<t:DistinguishedFolderId Id=\"contacts\" ChangeKey=\"!\"/>", "ErrorInvalidChangeKey")]
    [InlineData("<t:DistinguishedFolderId Id=\"contacts\"><t:Mailbox><t:EmailAddress>nobody@contoso.example</t:EmailAddress></t:Mailbox>"
        + "</t:DistinguishedFolderId>", "ErrorNonExistentMailbox")]
    public async Task FoldersThatAreNoneAreRefused(string reference, string code)
    {
        var answer = await _client.CallAsync(
            $"<m:GetFolder>{EwsClient.FolderShape}<m:FolderIds>{reference}{EwsClient.Contacts}</m:FolderIds></m:GetFolder>");
        Assert.Equal([code, "NoError"], answer.Codes);
    }

    [Fact]
    public async Task FoldersOfOthersAreNotFound()
    {
        var other = _client.Mailbox(_client.Host.Users[1].Address);
        var id = other.Contacts.Id.Replace('-', '+').Replace('_', '/');
        var answer = await _client.CallAsync($"""
            <m:GetFolder>{EwsClient.FolderShape}<m:FolderIds><t:FolderId Id="{id}"/>
            <t:DistinguishedFolderId Id="contacts"><t:Mailbox><t:EmailAddress>{other.Address}</t:EmailAddress></t:Mailbox>
            </t:DistinguishedFolderId></m:FolderIds></m:GetFolder>
            """);
        Assert.Equal(["ErrorFolderNotFound", "ErrorFolderNotFound"], answer.Codes);
    }

    private async Task<(List<XElement> Changes, string State)> HierarchyAsync(string user, string? state)
    {
        var message = await _client.SuccessAsync($"""
            <m:SyncFolderHierarchy>{EwsClient.FolderShape}
            <m:SyncFolderId><t:DistinguishedFolderId Id="msgfolderroot"/></m:SyncFolderId>
            {(state is null ? "" : $"<m:SyncState>{state}</m:SyncState>")}</m:SyncFolderHierarchy>
            """, user);
        return ([.. message.Element(M + "Changes")!.Elements()], (string)message.Element(M + "SyncState")!);
    }

    private static HashSet<string> Names(List<XElement> changes) =>
        [.. changes.SelectMany(change => change.Descendants(T + "DisplayName")).Select(e => e.Value)];
}

using System.Text.Json.Nodes;
using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Public folders: walked step by step, listed, read, and not followed.</summary>
public sealed class EwsPublicFolderTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private const string Root = "<t:DistinguishedFolderId Id='publicfoldersroot'/>";

    private static readonly XNamespace T = EwsClient.T;
    private readonly EwsClient _client = fixture.Client;

    private Mailbox Store => _client.Host.Context.Mailboxes.PublicFolders;

    [Fact]
    public async Task FoldersAreFoundAStepAtATime()
    {
        var root = await _client.SuccessAsync($"<m:GetFolder>{EwsClient.FolderShape}<m:FolderIds>{Root}</m:FolderIds></m:GetFolder>");
        Assert.Equal("publicfoldersroot", (string?)root.Descendants(T + "DistinguishedFolderId").Single());
        Assert.Equal("1", (string?)root.Descendants(T + "ChildFolderCount").Single());
        var folder = Assert.Single(await FindAsync(Root));
        Assert.Equal(("ContactsFolder", "Firmenkontakte"), (folder.Name.LocalName, (string)folder.Element(T + "DisplayName")!));
        Assert.Equal("12", (string?)folder.Element(T + "TotalCount"));
        var inner = Assert.Single(await FindAsync(Reference(folder)));
        Assert.Equal("Ehemalige", (string?)inner.Element(T + "DisplayName"));
        Assert.Equal(Reference(folder), Reference(inner, "ParentFolderId"));

        Assert.Equal(["ErrorInvalidOperation"], (await _client.CallAsync(Find(Root, "Deep"))).Codes);
        var own = await _client.SuccessAsync(Find("<t:DistinguishedFolderId Id='root'/>", "Deep"));
        Assert.DoesNotContain(own.Descendants(T + "DisplayName"), name => name.Value == "Firmenkontakte");
    }

    [Fact]
    public async Task ContactsAreListedAndReadByEverybody()
    {
        foreach (var user in _client.Host.Users.Select(user => user.Address))
        {
            var folder = Assert.Single(await FindAsync(Root, user));
            var list = await _client.SuccessAsync($"<m:FindItem Traversal='Shallow'>{EwsClient.IdShape}<m:IndexedPageItemView "
                + $"MaxEntriesReturned='5' Offset='5' BasePoint='Beginning'/><m:ParentFolderIds>{Reference(folder)}</m:ParentFolderIds>"
                + "</m:FindItem>", user);
            var ids = list.Descendants(T + "ItemId").Select(id => (string)id.Attribute("Id")!).ToList();
            Assert.Equal(Store.Contacts.Contacts.Values.Skip(5).Take(5).Select(EwsItemTests.Id), ids);
            var item = await _client.SuccessAsync(EwsItemTests.Get(ids[0]), user);
            Assert.NotNull(item.Descendants(T + "LastModifiedTime").SingleOrDefault());
        }
    }

    [Fact]
    public async Task ChangesAreSeenByTheirTimeAndCannotBeFollowed()
    {
        var folder = Assert.Single(await FindAsync(Root));
        var sync = $"<m:SyncFolderItems>{EwsClient.IdShape}<m:SyncFolderId>{Reference(folder)}</m:SyncFolderId>"
            + "<m:MaxChangesReturned>5</m:MaxChangesReturned></m:SyncFolderItems>";
        Assert.Equal(["ErrorInvalidOperation"], (await _client.CallAsync(sync)).Codes);
        var hierarchy = $"<m:SyncFolderHierarchy>{EwsClient.FolderShape}<m:SyncFolderId>{Root}</m:SyncFolderId></m:SyncFolderHierarchy>";
        Assert.Equal(["ErrorInvalidOperation"], (await _client.CallAsync(hierarchy)).Codes);

        var body = new JsonObject { ["folder"] = "Ehemalige", ["count"] = 2 };
        Assert.Equal(2, (await _client.ControlAsync(HttpMethod.Post, "mailboxes/public/contacts", body))!.AsArray().Count);
        var created = await _client.SuccessAsync($"""
            <m:CreateItem><m:SavedItemFolderId>{Reference(folder)}</m:SavedItemFolderId><m:Items>
            <t:Contact><t:GivenName>Neu</t:GivenName></t:Contact></m:Items></m:CreateItem>
            """);
        var id = (string)created.Descendants(T + "ItemId").Single().Attribute("Id")!;
        Assert.Equal("Neu", (string?)(await _client.SuccessAsync(EwsItemTests.Get(id))).Descendants(T + "GivenName").Single());
        await _client.SuccessAsync($"<m:DeleteItem DeleteType='HardDelete'><m:ItemIds><t:ItemId Id='{id}'/></m:ItemIds></m:DeleteItem>");
        Assert.Equal(["ErrorItemNotFound"], (await _client.CallAsync(EwsItemTests.Get(id))).Codes);
    }

    [Fact]
    public async Task GraphKnowsNothingOfThem()
    {
        var id = Store.Contacts.Contacts.Values.First().Id(immutable: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1.0/users/{_client.User}/contacts/{id}");
        request.Headers.Authorization = new("Bearer", _client.Token(out _, "https://graph.microsoft.com", "Contacts.Read"));
        using var response = await _client.Http.SendAsync(request);
        Assert.Contains("ErrorInvalidMailboxItemId", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task NobodyWithoutAMailboxGetsThere()
    {
        var authorization = _client.Authorization;
        _client.Authorization = _client.ServiceAccount;
        Assert.Equal(["ErrorMissingEmailAddress"], (await _client.PostAsync(EwsClient.Envelope(Find(Root, "Shallow")))).Codes);
        Assert.Equal(["NoError"], (await _client.CallAsync(Find(Root, "Shallow"), _client.OnPremisesUser)).Codes);
        _client.Authorization = authorization;
    }

    private async Task<List<XElement>> FindAsync(string parent, string? user = null) =>
        [.. (await _client.SuccessAsync(Find(parent, "Shallow"), user)).Descendants(T + "Folders").Single().Elements()];

    private static string Find(string parent, string traversal) =>
        $"<m:FindFolder Traversal='{traversal}'>{EwsClient.FolderShape}<m:ParentFolderIds>{parent}</m:ParentFolderIds></m:FindFolder>";

    private static string Reference(XElement folder, string element = "FolderId") =>
        $"<t:FolderId Id='{(string?)folder.Element(T + element)!.Attribute("Id")}'/>";
}

using System.Text.Json.Nodes;
using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Distribution lists, which lie among the contacts and which Graph does not show.</summary>
public sealed class EwsListTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private const string Members = """
        <m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>
        <t:FieldURI FieldURI="distributionlist:Members"/></t:AdditionalProperties></m:ItemShape>
        """;

    private static readonly XNamespace T = EwsClient.T;
    private readonly EwsClient _client = fixture.Client;

    [Fact]
    public async Task MembersAreWhatTheyWereMadeOf()
    {
        var contact = _client.Mailbox().Contacts.Contacts.Values
            .First(c => c.Properties.NonEmpty(ContactFields.Email1.Address) is not null);
        var inner = await AddAsync("Innere", new JsonObject { ["address"] = "x@fremd.example", ["name"] = "Fremd" });
        var list = await AddAsync("Äußere",
            new JsonObject { ["item"] = contact.Id(false) },
            new JsonObject { ["item"] = (string)inner["id"]! },
            new JsonObject { ["address"] = _client.Host.Users[1].Address },
            new JsonObject { ["address"] = "Everyone@contoso.example" });

        var item = (await _client.SuccessAsync(EwsItemTests.Get(Id(list)))).Descendants(T + "DistributionList").Single();
        Assert.Equal(("IPM.DistList", "Äußere"), ((string)item.Element(T + "ItemClass")!, (string)item.Element(T + "DisplayName")!));
        var members = item.Element(T + "Members")!.Elements().Select(member => member.Element(T + "Mailbox")!).ToList();
        Assert.Equal(["Contact", "PrivateDL", "Mailbox", "PublicDL"], members.Select(m => (string)m.Element(T + "MailboxType")!));
        Assert.Equal(["SMTP", "MAPIPDL", "SMTP", "SMTP"], members.Select(m => (string)m.Element(T + "RoutingType")!));
        Assert.Equal(EwsItemTests.Id(contact), (string?)members[0].Element(T + "ItemId")!.Attribute("Id"));
        Assert.Equal(contact.Properties.Text(ContactFields.Email1.Address), (string?)members[0].Element(T + "EmailAddress"));
        Assert.Null(members[1].Element(T + "EmailAddress"));
        Assert.All(item.Descendants(T + "Status"), status => Assert.Equal("Normal", status.Value));

        var expanded = (await _client.SuccessAsync(Expand(Id(list)))).Descendants(T + "Mailbox").ToList();
        Assert.Equal(members.Select(m => m.ToString()), expanded.Select(m => m.ToString()));
        var deeper = await _client.SuccessAsync(Expand((string)expanded[1].Element(T + "ItemId")!.Attribute("Id")!));
        Assert.Equal("OneOff", (string?)deeper.Descendants(T + "MailboxType").Single());
        Assert.Equal(["ErrorNameResolutionNoResults"], (await _client.CallAsync(Expand(EwsItemTests.Id(contact)))).Codes);
    }

    [Fact]
    public async Task AMemberWhoseContactIsGoneIsDemoted()
    {
        var mailbox = _client.Mailbox();
        var draft = new ContactDraft { [ContactFields.GivenName] = "Kurz" };
        draft.AddEmail("kurz@fremd.example");
        draft.Complete();
        var contact = mailbox.Add(mailbox.Contacts, draft.ToBag(), null);
        var list = await AddAsync("Mit Kurz", new JsonObject { ["item"] = contact.Id(false) });
        mailbox.Remove(contact.Number);

        var member = (await _client.SuccessAsync(EwsItemTests.Get(Id(list), Members))).Descendants(T + "Member").Single();

        Assert.Equal("Demoted", (string?)member.Element(T + "Status"));
        Assert.Equal("kurz@fremd.example", (string?)member.Element(T + "Mailbox")!.Element(T + "EmailAddress"));
        Assert.Null(member.Element(T + "Mailbox")!.Element(T + "ItemId"));
    }

    [Fact]
    public async Task ListsAreFoundAndFollowedAmongTheContacts()
    {
        var before = (await SyncAsync(null)).State;
        var list = await AddAsync("Gefolgt", new JsonObject { ["address"] = "a@fremd.example" });
        var (created, state) = await SyncAsync(before);
        Assert.Equal(("Create", Id(list)), Change(created));
        Assert.Equal("IPM.DistList", (string?)created.Descendants(T + "ItemClass").Single());
        Assert.Empty(created.Descendants(T + "Members"));

        var path = $"mailboxes/{_client.User}/lists/{Uri.EscapeDataString((string)list["id"]!)}";
        await _client.ControlAsync(HttpMethod.Post, path, new JsonObject { ["members"] = new JsonArray() });
        (var updated, state) = await SyncAsync(state);
        Assert.Equal(("Update", Id(list)), Change(updated));

        var found = await _client.SuccessAsync(
            $"<m:FindItem Traversal='Shallow'>{EwsClient.Shape}<m:ParentFolderIds>{EwsClient.Contacts}</m:ParentFolderIds></m:FindItem>");
        Assert.Contains(found.Descendants(T + "DistributionList"), e => (string?)e.Element(T + "ItemId")!.Attribute("Id") == Id(list));
        var refused = await _client.CallAsync(
            $"<m:FindItem Traversal='Shallow'>{Members}<m:ParentFolderIds>{EwsClient.Contacts}</m:ParentFolderIds></m:FindItem>");
        Assert.Equal(["ErrorInvalidPropertyForOperation"], refused.Codes);

        await _client.SuccessAsync(
            $"<m:DeleteItem DeleteType='HardDelete'><m:ItemIds><t:ItemId Id='{Id(list)}'/></m:ItemIds></m:DeleteItem>");
        Assert.Equal(("Delete", Id(list)), Change((await SyncAsync(state)).Changes));
    }

    [Fact]
    public async Task GraphShowsNone()
    {
        var path = $"users/{_client.User}/contactFolders/contacts/contacts";
        var first = await GraphAsync($"{path}/delta");
        while ((string?)first["@odata.nextLink"] is { } next)
            first = await GraphAsync(next);
        var list = await AddAsync("Unsichtbar", new JsonObject { ["address"] = "a@fremd.example" });
        var second = await GraphAsync((string)first["@odata.deltaLink"]!);
        Assert.Empty(second["value"]!.AsArray());
        Assert.Equal("ErrorItemNotFound", (string?)(await GraphAsync($"{path}/{list["id"]}"))["error"]!["code"]);
        var all = (await GraphAsync($"{path}?$top=999&$select=displayName"))["value"]!.AsArray();
        Assert.DoesNotContain(all, contact => (string?)contact!["displayName"] == "Unsichtbar");
        _client.Mailbox().Remove(_client.Mailbox().Contacts.Lists.Keys.Last());
        Assert.Empty((await GraphAsync((string)second["@odata.deltaLink"]!))["value"]!.AsArray());
    }

    [Fact]
    public async Task EveryThirdMailboxHasAListFromTheStart()
    {
        var lists = _client.Host.Users.Select(user => _client.Mailbox(user.Address).Contacts.Lists.Count).ToList();
        Assert.Equal((1, 1), (lists[2], lists[5]));
        var list = _client.Mailbox(_client.Host.Users[2].Address).Contacts.Lists.Values.Single();
        var answer = await _client.SuccessAsync(EwsItemTests.Get(EwsItemTests.Id(list)), _client.Host.Users[2].Address);
        Assert.Equal(["Contact", "Contact", "Contact", "OneOff"], answer.Descendants(T + "MailboxType").Select(e => e.Value));
    }

    [Fact]
    public async Task ListsAreResolvedByNameAndKeepWhatAContactHasNot()
    {
        var list = await AddAsync("Zwölferrunde", new JsonObject { ["address"] = "a@fremd.example" });
        var message = await _client.SuccessAsync("<m:ResolveNames ReturnFullContactData='true' SearchScope='Contacts'>"
            + "<m:UnresolvedEntry>Zwölfer</m:UnresolvedEntry></m:ResolveNames>");
        var mailbox = message.Descendants(T + "Mailbox").Single();
        Assert.Equal("PrivateDL", (string?)mailbox.Element(T + "MailboxType"));
        Assert.Equal(Id(list), (string?)mailbox.Element(T + "ItemId")!.Attribute("Id"));
        var update = await _client.CallAsync($"""
            <m:UpdateItem ConflictResolution="AlwaysOverwrite"><m:ItemChanges><t:ItemChange><t:ItemId Id="{Id(list)}"/><t:Updates>
            <t:SetItemField><t:FieldURI FieldURI="contacts:GivenName"/><t:Contact><t:GivenName>x</t:GivenName></t:Contact></t:SetItemField>
            </t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>
            """);
        Assert.Equal(["ErrorObjectTypeChanged"], update.Codes);
    }

    private async Task<JsonNode> AddAsync(string name, params JsonObject[] members) => (await _client.ControlAsync(
        HttpMethod.Post, $"mailboxes/{_client.User}/lists",
        new JsonObject { ["displayName"] = name, ["members"] = new JsonArray([.. members]) }))!;

    private async Task<(XElement Changes, string State)> SyncAsync(string? state)
    {
        while (true)
        {
            var message = await _client.SuccessAsync(
                $"<m:SyncFolderItems>{EwsClient.Shape}<m:SyncFolderId>{EwsClient.Contacts}</m:SyncFolderId>"
                + (state is null ? "" : $"<m:SyncState>{state}</m:SyncState>")
                + "<m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>");
            state = (string)message.Element(EwsClient.M + "SyncState")!;
            if ((string?)message.Element(EwsClient.M + "IncludesLastItemInRange") == "true")
                return (message.Element(EwsClient.M + "Changes")!, state);
        }
    }

    private static (string, string?) Change(XElement changes)
    {
        var change = Assert.Single(changes.Elements());
        return (change.Name.LocalName, (string?)change.Descendants(T + "ItemId").First().Attribute("Id"));
    }

    private async Task<JsonNode> GraphAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith("http") ? path : "/v1.0/" + path);
        request.Headers.Authorization = new("Bearer", _client.Token(out _, "https://graph.microsoft.com", "Contacts.Read"));
        using var response = await _client.Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static string Id(JsonNode shown) => ((string)shown["id"]!).Replace('-', '+').Replace('_', '/');

    private static string Expand(string id) => $"<m:ExpandDL><m:Mailbox><t:ItemId Id=\"{id}\"/></m:Mailbox></m:ExpandDL>";
}

using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsItemTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private static readonly XNamespace T = EwsClient.T;
    private static readonly XNamespace M = EwsClient.M;
    private readonly EwsClient _client = fixture.Client;

    internal static string Id(StoredContact contact) => contact.Id(false).Replace('-', '+').Replace('_', '/');

    internal static string Get(string id, string shape = EwsClient.Shape) =>
        $"<m:GetItem>{shape}<m:ItemIds><t:ItemId Id=\"{id}\"/></m:ItemIds></m:GetItem>";

    [Fact]
    public async Task ContactHasEveryFieldOfTheStore()
    {
        var draft = new ContactDraft();
        for (var i = 0; i < ContactFields.Phones.Count; i++)
            draft[ContactFields.Phones[i]] = $"+49 30 {1000 + i}";
        draft[ContactFields.GivenName] = "Zoë";
        draft[ContactFields.Surname] = "O'Brien & \u0001 Söhne";
        draft[ContactFields.Notes] = "erste Zeile\r\nzweite";
        draft.AddEmail("a@b.example", "A");
        draft.AddEmail("c@d.example");
        draft[ContactFields.HomeAddress.City] = "Ulm";
        draft[ContactFields.ImAddress2] = "sip:x";
        draft.SetDay(ContactFields.Birthday, new DateOnly(1980, 2, 29));
        draft.SetList(ContactFields.Categories, ["Rot", "Blau"]);
        draft.Values[ContactFields.Sensitivity] = 2;
        draft.Complete();
        var contact = _client.Mailbox().Add(_client.Mailbox().Contacts, draft.ToBag(), null);

        var item = (await _client.SuccessAsync(Get(Id(contact)))).Descendants(T + "Contact").Single();

        string? Text(string name) => (string?)item.Element(T + name);
        Dictionary<string, string> Entries(string name) =>
            item.Element(T + name)!.Elements().ToDictionary(e => (string)e.Attribute("Key")!, e => e.Value);
        Assert.Equal(19, Entries("PhoneNumbers").Count);
        Assert.Equal(draft[ContactFields.MobilePhone], Entries("PhoneNumbers")["MobilePhone"]);
        Assert.Equal(draft[ContactFields.CallbackPhone], Entries("PhoneNumbers")["Callback"]);
        Assert.Equal("O'Brien & ? Söhne", Text("Surname"));
        Assert.Equal("erste Zeile\r\nzweite", Text("Body"));
        Assert.Equal(["a@b.example", "c@d.example"], Entries("EmailAddresses").Values);
        Assert.Equal("Ulm", Entries("PhysicalAddresses")["Home"]);
        Assert.Equal("sip:x", Entries("ImAddresses")["ImAddress2"]);
        Assert.Equal("1980-02-29T11:59:00Z", Text("Birthday"));
        Assert.Equal(["Rot", "Blau"], item.Element(T + "Categories")!.Elements().Select(e => e.Value));
        Assert.Equal("Private", Text("Sensitivity"));
        Assert.Equal(contact.ChangeKey, (string?)item.Element(T + "ItemId")!.Attribute("ChangeKey"));
    }

    [Fact]
    public async Task AdditionalPropertiesAreExactlyThoseAskedFor()
    {
        var contact = Any(c => c.Properties.NonEmpty(ContactFields.MobilePhone) is not null);
        const string shape = """
            <m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>
            <t:FieldURI FieldURI="contacts:DisplayName"/>
            <t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="MobilePhone"/>
            <t:ExtendedFieldURI PropertyTag="0x3A1C" PropertyType="String"/>
            <t:ExtendedFieldURI DistinguishedPropertySetId="Address" PropertyId="32773" PropertyType="String"/>
            <t:ExtendedFieldURI PropertyTag="0x3FFF" PropertyType="String"/>
            </t:AdditionalProperties></m:ItemShape>
            """;
        var item = (await _client.SuccessAsync(Get(Id(contact), shape))).Descendants(T + "Contact").Single();
        Assert.Equal(
            ["ItemId", "ExtendedProperty", "ExtendedProperty", "DisplayName", "PhoneNumbers"],
            item.Elements().Select(e => e.Name.LocalName));
        var mobile = contact.Properties.Text(ContactFields.MobilePhone);
        Assert.Equal(mobile, Assert.Single(item.Element(T + "PhoneNumbers")!.Elements()).Value);
        var extended = item.Elements(T + "ExtendedProperty").ToList();
        Assert.Equal("0x3a1c", (string?)extended[0].Element(T + "ExtendedFieldURI")!.Attribute("PropertyTag"));
        Assert.Equal(mobile, (string?)extended[0].Element(T + "Value"));
        Assert.Equal(contact.Properties.Text(ContactFields.FileAs), (string?)extended[1].Element(T + "Value"));
    }

    [Fact]
    public async Task FieldsOfOtherKindsOfItemsAreLeftOut()
    {
        const string shape = """
            <m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>
            <t:FieldURI FieldURI="distributionlist:Members"/><t:FieldURI FieldURI="message:From"/>
            </t:AdditionalProperties></m:ItemShape>
            """;
        var item = (await _client.SuccessAsync(Get(Id(Any(_ => true)), shape))).Descendants(T + "Contact").Single();
        Assert.Equal(["ItemId"], item.Elements().Select(e => e.Name.LocalName));
    }

    [Fact]
    public async Task IdsGoStaleWithAMove()
    {
        var mailbox = _client.Mailbox();
        var before = mailbox.Add(mailbox.Contacts, new ContactDraft { [ContactFields.GivenName] = "Umzug" }.ToBag(), null);
        var target = mailbox.Folders.First(f => f.IsPersonal && f != mailbox.Contacts);
        var after = mailbox.Move(before.Number, target)!;
        var answer = await _client.CallAsync($"""
            <m:GetItem>{EwsClient.IdShape}<m:ItemIds><t:ItemId Id="{Id(before)}"/>
            <t:ItemId Id="{Id(after)}" ChangeKey="{before.ChangeKey}"/>
            <t:ItemId Id="{Id(after).ToUpperInvariant()}"/><t:ItemId Id="DUMMY"/></m:ItemIds></m:GetItem>
            """);
        Assert.Equal(["ErrorItemNotFound", "NoError", "ErrorInvalidIdMalformed", "ErrorInvalidIdMalformed"], answer.Codes);
    }

    [Fact]
    public async Task FindItemPagesToTheEndAndNeverMoreThanTheCap()
    {
        await using var client = await EwsClient.StartAsync(new() { MailboxCount = 1, ContactsPerMailbox = 2300 });
        var ids = new List<string>();
        var pages = new List<int>();
        for (var offset = 0; ;)
        {
            var root = (await client.SuccessAsync($"""
                <m:FindItem Traversal="Shallow">{EwsClient.IdShape}
                <m:IndexedPageItemView MaxEntriesReturned="5000" Offset="{offset}" BasePoint="Beginning"/>
                <m:ParentFolderIds>{EwsClient.Contacts}</m:ParentFolderIds></m:FindItem>
                """)).Element(M + "RootFolder")!;
            var page = root.Descendants(T + "ItemId").Select(e => (string)e.Attribute("Id")!).ToList();
            pages.Add(page.Count);
            ids.AddRange(page);
            if ((bool)root.Attribute("IncludesLastItemInRange")!)
                break;
            offset = (int)root.Attribute("IndexedPagingOffset")!;
        }
        Assert.Equal(client.Mailbox().Contacts.Contacts.Values.Select(Id), ids);
        Assert.Equal(1000, pages.Max());
    }

    [Fact]
    public async Task FindItemFiltersAndSorts()
    {
        var user = _client.Host.Users[2].Address;
        var message = await _client.SuccessAsync($"""
            <m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>
            <m:Restriction><t:And><t:Exists><t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="MobilePhone"/></t:Exists>
            <t:IsGreaterThan><t:FieldURI FieldURI="item:LastModifiedTime"/>
            <t:FieldURIOrConstant><t:Constant Value="2020-01-01T00:00:00Z"/></t:FieldURIOrConstant>
            </t:IsGreaterThan></t:And></m:Restriction>
            <m:SortOrder><t:FieldOrder Order="Descending"><t:FieldURI FieldURI="contacts:DisplayName"/></t:FieldOrder></m:SortOrder>
            <m:ParentFolderIds>{EwsClient.Contacts}</m:ParentFolderIds></m:FindItem>
            """, user);
        var names = message.Descendants(T + "Contact").Select(e => (string?)e.Element(T + "DisplayName") ?? "").ToList();
        var expected = _client.Mailbox(user).Contacts.Contacts.Values
            .Where(c => c.Properties[ContactFields.MobilePhone] is not null)
            .Select(c => c.Properties.Text(ContactFields.DisplayName) ?? "")
            .OrderDescending(StringComparer.InvariantCultureIgnoreCase);
        Assert.Equal(expected, names);
    }

    [Theory]
    [InlineData("<t:FieldURI FieldURI=\"item:Body\"/>", "ErrorInvalidPropertyForOperation")]
    [InlineData("<t:FieldURI FieldURI=\"folder:DisplayName\"/>", "ErrorInvalidPropertyRequest")]
    [InlineData("<t:FieldURI FieldURI=\"persona:DisplayName\"/>", "ErrorInvalidPropertyRequest")]
    [InlineData("<t:ExtendedFieldURI PropertyTag=\"0x9000\" PropertyType=\"String\"/>", "ErrorInvalidExtendedProperty")]
    [InlineData("<t:ExtendedFieldURI PropertyTag=\"0x3001\" PropertyId=\"1\" PropertyType=\"String\"/>", "ErrorInvalidExtendedProperty")]
    public async Task PropertiesThatAListCannotShowAreRefused(string path, string code)
    {
        var answer = await _client.CallAsync($"""
            <m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>
            <t:AdditionalProperties>{path}</t:AdditionalProperties></m:ItemShape>
            <m:ParentFolderIds>{EwsClient.Contacts}</m:ParentFolderIds></m:FindItem>
            """);
        Assert.Equal([code], answer.Codes);
    }

    private StoredContact Any(Func<StoredContact, bool> predicate) => _client.Mailbox().Contacts.Contacts.Values.First(predicate);
}

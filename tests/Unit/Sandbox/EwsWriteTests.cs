using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsWriteTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private static readonly XNamespace T = EwsClient.T;
    private readonly EwsClient _client = fixture.Client;

    [Fact]
    public async Task ContactIsCreatedWithWhatWasSent()
    {
        var contact = await CreateAsync("""
            <t:Sensitivity>Private</t:Sensitivity><t:Body BodyType="Text">Notiz</t:Body>
            <t:Categories><t:String>Rot</t:String></t:Categories>
            <t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x3A45" PropertyType="String"/><t:Value>Dr.</t:Value></t:ExtendedProperty>
            <t:GivenName>Ida</t:GivenName>
            <t:EmailAddresses><t:Entry Key="EmailAddress2" Name="Ida">ida@b.example</t:Entry></t:EmailAddresses>
            <t:PhysicalAddresses><t:Entry Key="Home"><t:City>Ulm</t:City></t:Entry></t:PhysicalAddresses>
            <t:PhoneNumbers><t:Entry Key="HomeFax">+49 731 1</t:Entry><t:Entry Key="Telex">7</t:Entry></t:PhoneNumbers>
            <t:Birthday>1990-05-06T11:59:00Z</t:Birthday><t:ImAddresses><t:Entry Key="ImAddress1">sip:ida</t:Entry></t:ImAddresses>
            <t:Surname>Neu</t:Surname>
            """);
        var bag = contact.Properties;
        Assert.Equal("Ida Neu", bag.Text(ContactFields.DisplayName));
        Assert.Equal("Neu, Ida", bag.Text(ContactFields.FileAs));
        Assert.Equal(2, bag[ContactFields.Sensitivity]);
        Assert.Equal("Notiz", bag.Text(ContactFields.Notes));
        Assert.Equal(["Rot"], bag.List(ContactFields.Categories));
        Assert.Equal("Dr.", bag.Text(ContactFields.Title));
        Assert.Equal("ida@b.example", bag.Text(ContactFields.Email2.Address));
        Assert.Equal("Ulm", bag.Text(ContactFields.HomeAddress.City));
        Assert.Equal("+49 731 1", bag.Text(ContactFields.HomeFax));
        Assert.Equal("7", bag.Text(ContactFields.Telex));
        Assert.Equal(new DateTimeOffset(1990, 5, 6, 11, 59, 0, TimeSpan.Zero), bag[ContactFields.Birthday]);
        Assert.Equal("sip:ida", bag.Text(ContactFields.ImAddress));
    }

    [Fact]
    public async Task ContactsBelongIntoFoldersForContacts()
    {
        var answer = await _client.CallAsync("""
            <m:CreateItem><m:SavedItemFolderId><t:DistinguishedFolderId Id="inbox"/></m:SavedItemFolderId>
            <m:Items><t:Contact><t:GivenName>x</t:GivenName></t:Contact></m:Items></m:CreateItem>
            """);
        Assert.Equal(["ErrorCannotCreateContactInNonContactFolder"], answer.Codes);
    }

    [Fact]
    public async Task UpdateSetsAppendsAndDeletesSingleFields()
    {
        var contact = await CreateAsync("""
            <t:Body BodyType="Text">eins</t:Body><t:GivenName>Otto</t:GivenName><t:CompanyName>Alt</t:CompanyName>
            <t:PhoneNumbers><t:Entry Key="HomePhone">1</t:Entry><t:Entry Key="MobilePhone">2</t:Entry></t:PhoneNumbers>
            """);
        var answer = await _client.CallAsync(Update(contact, contact.ChangeKey, """
            <t:SetItemField><t:FieldURI FieldURI="contacts:JobTitle"/><t:Contact><t:JobTitle>Koch</t:JobTitle></t:Contact></t:SetItemField>
            <t:SetItemField><t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="MobilePhone"/><t:Contact>
            <t:PhoneNumbers><t:Entry Key="MobilePhone">3</t:Entry></t:PhoneNumbers></t:Contact></t:SetItemField>
            <t:AppendToItemField><t:FieldURI FieldURI="item:Body"/><t:Contact><t:Body BodyType="Text"> zwei</t:Body></t:Contact>
            </t:AppendToItemField>
            <t:DeleteItemField><t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="HomePhone"/></t:DeleteItemField>
            <t:DeleteItemField><t:FieldURI FieldURI="contacts:CompanyName"/></t:DeleteItemField>
            """));
        Assert.Equal(["NoError"], answer.Codes);
        var bag = Find((string)answer.Body.Descendants(T + "ItemId").Single().Attribute("Id")!).Properties;
        Assert.Equal("Koch", bag.Text(ContactFields.JobTitle));
        Assert.Equal("3", bag.Text(ContactFields.MobilePhone));
        Assert.Equal("eins zwei", bag.Text(ContactFields.Notes));
        Assert.Null(bag[ContactFields.HomePhone]);
        Assert.Null(bag[ContactFields.CompanyName]);
    }

    [Fact]
    public async Task StaleChangeKeysAreAConflict()
    {
        var contact = await CreateAsync("<t:GivenName>Alt</t:GivenName>");
        const string set = "<t:SetItemField><t:FieldURI FieldURI='contacts:GivenName'/>"
            + "<t:Contact><t:GivenName>Neu</t:GivenName></t:Contact></t:SetItemField>";
        Assert.Equal(["NoError"], (await _client.CallAsync(Update(contact, contact.ChangeKey, set))).Codes);
        Assert.Equal(["ErrorIrresolvableConflict"], (await _client.CallAsync(Update(contact, contact.ChangeKey, set))).Codes);
        Assert.Equal(["ErrorChangeKeyRequired"], (await _client.CallAsync(Update(contact, null, set))).Codes);
        Assert.Equal(["NoError"], (await _client.CallAsync(Update(contact, contact.ChangeKey, set, "AlwaysOverwrite"))).Codes);
    }

    [Theory]
    [InlineData("<t:SetItemField><t:FieldURI FieldURI='contacts:GivenName'/><t:Contact><t:Surname>x</t:Surname></t:Contact>"
        + "</t:SetItemField>",
        "ErrorUpdatePropertyMismatch")]
    [InlineData("<t:SetItemField><t:FieldURI FieldURI='contacts:GivenName'/><t:Contact/></t:SetItemField>",
        "ErrorIncorrectUpdatePropertyCount")]
    [InlineData("<t:DeleteItemField><t:FieldURI FieldURI='item:LastModifiedTime'/></t:DeleteItemField>", "ErrorInvalidPropertyDelete")]
    [InlineData("<t:AppendToItemField><t:FieldURI FieldURI='contacts:GivenName'/><t:Contact><t:GivenName>x</t:GivenName></t:Contact>"
        + "</t:AppendToItemField>", "ErrorInvalidPropertyAppend")]
    public async Task UpdatesThatMakeNoSenseChangeNothing(string update, string code)
    {
        var contact = await CreateAsync("<t:GivenName>Fest</t:GivenName>");
        Assert.Equal([code], (await _client.CallAsync(Update(contact, contact.ChangeKey, update))).Codes);
        Assert.Equal(contact, Find(EwsItemTests.Id(contact)));
    }

    [Fact]
    public async Task DeletedItemsAreGone()
    {
        var contact = await CreateAsync("<t:GivenName>Weg</t:GivenName>");
        var delete = "<m:DeleteItem DeleteType='HardDelete'><m:ItemIds>"
            + $"<t:ItemId Id='{EwsItemTests.Id(contact)}'/></m:ItemIds></m:DeleteItem>";
        Assert.Equal(["NoError"], (await _client.CallAsync(delete)).Codes);
        Assert.Equal(["ErrorItemNotFound"], (await _client.CallAsync(delete)).Codes);
        Assert.Equal(["ErrorItemNotFound"], (await _client.CallAsync(EwsItemTests.Get(EwsItemTests.Id(contact)))).Codes);
    }

    private async Task<StoredContact> CreateAsync(string fields)
    {
        var message = await _client.SuccessAsync($"<m:CreateItem><m:Items><t:Contact>{fields}</t:Contact></m:Items></m:CreateItem>");
        return Find((string)message.Descendants(T + "ItemId").Single().Attribute("Id")!);
    }

    private StoredContact Find(string id)
    {
        Assert.True(ExchangeId.TryParse(id.Replace('+', '-').Replace('/', '_'), out var parsed));
        Assert.True(_client.Mailbox().TryFind(parsed, out var contact));
        return contact;
    }

    private static string Update(StoredContact contact, string? key, string updates, string resolution = "AutoResolve") => $"""
        <m:UpdateItem ConflictResolution="{resolution}"><m:ItemChanges><t:ItemChange>
        <t:ItemId Id="{EwsItemTests.Id(contact)}"{(key is null ? "" : $" ChangeKey=\"{key}\"")}/><t:Updates>{updates}</t:Updates>
        </t:ItemChange></m:ItemChanges></m:UpdateItem>
        """;
}

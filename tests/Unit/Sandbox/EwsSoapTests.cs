using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsSoapTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private readonly EwsClient _client = fixture.Client;

    [Theory]
    [InlineData("<m:GetFolder><m:FolderIds><t:DistinguishedFolderId Id='inbox'/></m:FolderIds></m:GetFolder>", "FolderShape")]
    [InlineData("<m:GetFolder><m:FolderShape/><m:FolderIds/></m:GetFolder>", "BaseShape")]
    [InlineData("<m:GetFolder><m:FolderShape><t:BaseShape>All</t:BaseShape></m:FolderShape></m:GetFolder>", "'All'")]
    [InlineData("<m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape></m:GetFolder>", "FolderIds")]
    [InlineData("<m:GetFolder Foo='1'/>", "'Foo' attribute is not declared")]
    [InlineData(
        "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ItemIds><t:ItemId/></m:ItemIds></m:GetItem>", "'Id'")]
    [InlineData("<m:GetItem>text</m:GetItem>", "cannot contain text")]
    [InlineData("<m:GetItem><m:ItemShape><t:BaseShape><t:x/></t:BaseShape></m:ItemShape></m:GetItem>", "text only")]
    public async Task RequestsAgainstTheSchemaAreRefused(string operation, string violation)
    {
        var answer = await _client.CallAsync(operation);
        Assert.Equal((500, "ErrorSchemaValidation"), (answer.Status, answer.FaultCode));
        Assert.Contains(violation, answer.Details["Violation"]);
        Assert.Equal("4", answer.Details["LineNumber"]);
        Assert.NotEqual("0", answer.Details["LinePosition"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(513)]
    public async Task NumberOfChangesIsBounded(int most)
    {
        var answer = await _client.CallAsync($"""
            <m:SyncFolderItems>{EwsClient.IdShape}<m:SyncFolderId>{EwsClient.Contacts}</m:SyncFolderId>
            <m:MaxChangesReturned>{most}</m:MaxChangesReturned></m:SyncFolderItems>
            """);
        Assert.Equal("ErrorSchemaValidation", answer.FaultCode);
    }

    [Fact]
    public async Task RestrictionsCannotExhaustTheStack()
    {
        var deep = string.Concat(Enumerable.Repeat("<t:Not>", 5000)) + string.Concat(Enumerable.Repeat("</t:Not>", 5000));
        var answer = await _client.CallAsync($"""
            <m:FindItem Traversal="Shallow">{EwsClient.IdShape}<m:Restriction>{deep}</m:Restriction>
            <m:ParentFolderIds>{EwsClient.Contacts}</m:ParentFolderIds></m:FindItem>
            """);
        Assert.Equal("ErrorSchemaValidation", answer.FaultCode);
        Assert.Contains("deeply", answer.Details["Violation"]);
    }

    [Theory]
    [InlineData("<x")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")]
    [InlineData("<Envelope/>")]
    [InlineData("")]
    public async Task WhatIsNoEnvelopeIsRefused(string body) =>
        Assert.Equal("ErrorSchemaValidation", (await _client.PostAsync(body)).FaultCode);

    [Fact]
    public async Task UnknownVersionIsRefused()
    {
        var answer = await _client.PostAsync(EwsClient.Envelope(
            EwsItemTests.Get("x"), EwsClient.Impersonate("SmtpAddress", _client.User), "Exchange2099"));
        Assert.Equal((500, "ErrorInvalidServerVersion"), (answer.Status, answer.FaultCode));
    }

    [Fact]
    public async Task UnknownOperationGetsAFaultOfTheLayerBelow()
    {
        var answer = await _client.CallAsync("<m:Teleport/>");
        Assert.Equal(500, answer.Status);
        Assert.Equal("a:ActionNotSupported", (string?)answer.Body.Element("faultcode"));
    }

    [Fact]
    public async Task OtherContentTypesAreRefused() =>
        Assert.Equal(415, (await _client.PostAsync(EwsClient.Envelope("<m:GetItem/>"), "application/json")).Status);
}

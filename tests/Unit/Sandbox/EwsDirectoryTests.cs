using System.Text.Json.Nodes;
using System.Xml.Linq;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsDirectoryTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private static readonly XNamespace T = EwsClient.T;
    private static readonly XNamespace M = EwsClient.M;
    private readonly EwsClient _client = fixture.Client;

    [Fact]
    public async Task NamesAreResolvedInTheDirectory()
    {
        var user = _client.Host.Context.Tenant.FindUser(_client.User)!;
        var message = await _client.SuccessAsync(Resolve($"smtp:{user.Mail}", "ActiveDirectory"));
        var resolution = message.Descendants(T + "Resolution").Single();
        Assert.Equal(user.Mail, (string?)resolution.Element(T + "Mailbox")!.Element(T + "EmailAddress"));
        Assert.Equal("Mailbox", (string?)resolution.Element(T + "Mailbox")!.Element(T + "MailboxType"));
        var contact = resolution.Element(T + "Contact")!;
        Assert.Equal(user.Text("jobTitle"), (string?)contact.Element(T + "JobTitle"));
        Assert.Equal("ActiveDirectory", (string?)contact.Element(T + "ContactSource"));
    }

    [Fact]
    public async Task NobodyIsAnErrorAndSeveralAreAWarning()
    {
        var nobody = await _client.CallAsync(Resolve("qqqqqqq", "ActiveDirectory"));
        Assert.Equal(["ErrorNameResolutionNoResults"], nobody.Codes);
        Assert.Equal("Error", (string?)nobody.Messages[0].Attribute("ResponseClass"));
        var several = await _client.CallAsync(Resolve("Field staff", "ActiveDirectory"));
        Assert.Equal(["ErrorNameResolutionMultipleResults"], several.Codes);
        Assert.Equal("Warning", (string?)several.Messages[0].Attribute("ResponseClass"));
        Assert.Equal(["PublicDL", "PublicDL"], several.Body.Descendants(T + "MailboxType").Select(e => e.Value));
    }

    [Fact]
    public async Task ContactsAreResolvedWithTheirIdAndAtMostAHundred()
    {
        var user = _client.Host.Users[1].Address;
        var mailbox = _client.Mailbox(user);
        for (var i = 0; i < 120; i++)
        {
            var draft = new ContactDraft { [ContactFields.GivenName] = "Xaver", [ContactFields.Surname] = $"Nummer {i}" };
            draft.AddEmail($"x{i}@fremd.example");
            draft.Complete();
            mailbox.Add(mailbox.Contacts, draft.ToBag(), null);
        }
        var answer = await _client.CallAsync(Resolve("Xaver", "Contacts"), user);
        var set = answer.Body.Descendants(M + "ResolutionSet").Single();
        Assert.Equal(100, set.Elements().Count());
        Assert.Equal("false", (string?)set.Attribute("IncludesLastItemInRange"));
        Assert.All(set.Descendants(T + "Mailbox"), mailbox => Assert.NotNull(mailbox.Element(T + "ItemId")));
    }

    [Fact]
    public async Task GroupsAreExpandedOneLevel()
    {
        var found = (await _client.SuccessAsync(Resolve("Phone users", "ActiveDirectory"))).Descendants(T + "EmailAddress").First().Value;
        var group = _client.Host.Context.Tenant.FindGroup("Phone users")!;
        var members = (await _client.SuccessAsync(Expand(found))).Descendants(T + "Mailbox").ToList();
        Assert.Equal(group.Members.Count, members.Count);
        var nested = Assert.Single(members, member => (string?)member.Element(T + "MailboxType") == "PublicDL");
        Assert.Equal("Field staff", (string?)nested.Element(T + "Name"));
        Assert.Equal(["ErrorNameResolutionNoResults"], (await _client.CallAsync(Expand("nobody@contoso.example"))).Codes);
    }

    [Theory]
    [InlineData("EwsLegacyId")]
    [InlineData("EntryId")]
    [InlineData("HexEntryId")]
    [InlineData("StoreId")]
    [InlineData("OwaId")]
    public async Task IdsAreConvertedThereAndBack(string format)
    {
        var mailbox = _client.Mailbox();
        string[] ids = [EwsItemTests.Id(mailbox.Contacts.Contacts.Values.First()), mailbox.Contacts.Id.Replace('-', '+').Replace('_', '/')];
        foreach (var id in ids)
        {
            var there = (await _client.SuccessAsync(Convert("EwsId", id, format))).Element(M + "AlternateId")!;
            Assert.Equal(format, (string?)there.Attribute("Format"));
            var back = (await _client.SuccessAsync(Convert(format, (string)there.Attribute("Id")!, "EwsId"))).Element(M + "AlternateId")!;
            Assert.Equal(id, (string?)back.Attribute("Id"));
        }
        Assert.Equal(["ErrorInvalidIdMalformed"], (await _client.CallAsync(Convert(format, "DUMMY", "EwsId"))).Codes);
    }

    [Fact]
    public async Task PhotosOfUsersAreThereWhereSomebodyPutThem()
    {
        byte[] picture = [0xFF, 0xD8, 0xFF, 1, 2, 3];
        var user = _client.Host.Users[2].Address;
        string Ask(string address) =>
            $"<m:GetUserPhoto><m:Email>{address}</m:Email><m:SizeRequested>HR96x96</m:SizeRequested></m:GetUserPhoto>";
        var none = await _client.CallAsync(Ask(user));
        Assert.Equal("ErrorItemNotFound", (string?)none.Body.Element(M + "ResponseCode"));
        await _client.ControlAsync(
            HttpMethod.Post, $"users/{user}/ews", new JsonObject { ["photo"] = System.Convert.ToBase64String(picture) });
        var answer = await _client.CallAsync(Ask(user));
        Assert.Equal(System.Convert.ToBase64String(picture), (string?)answer.Body.Element(M + "PictureData"));
        Assert.Equal("ErrorNonExistentMailbox", (await _client.CallAsync(Ask("nobody@contoso.example"))).FaultCode);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/EWS/Exchange.asmx/s/GetUserPhoto?email={user}&size=HR96x96");
        request.Headers.Authorization = _client.Authorization;
        using var response = await _client.Http.SendAsync(request);
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(picture, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task PictureOfAContactIsAnAttachment()
    {
        byte[] picture = [0xFF, 0xD8, 0xFF, 9, 9];
        var mailbox = _client.Mailbox();
        var draft = new ContactDraft { [ContactFields.GivenName] = "Bild", Photo = new ContactPhoto(picture, "image/jpeg") };
        draft.Complete();
        var contact = mailbox.Add(mailbox.Contacts, draft.ToBag(), draft.Photo);
        var item = (await _client.SuccessAsync(EwsItemTests.Get(EwsItemTests.Id(contact)))).Descendants(T + "Contact").Single();
        Assert.Equal("true", (string?)item.Element(T + "HasPicture"));
        var attachment = item.Descendants(T + "FileAttachment").Single();
        Assert.Equal("true", (string?)attachment.Element(T + "IsContactPhoto"));
        var id = (string)attachment.Element(T + "AttachmentId")!.Attribute("Id")!;
        var got = await _client.SuccessAsync(Attachment(id));
        Assert.Equal(System.Convert.ToBase64String(picture), (string?)got.Descendants(T + "Content").Single());
        Assert.Equal(["ErrorInvalidAttachmentId"], (await _client.CallAsync(Attachment("AAAA"))).Codes);
        mailbox.Remove(contact.Number);
        Assert.Equal(["ErrorItemNotFound"], (await _client.CallAsync(Attachment(id))).Codes);
    }

    private static string Resolve(string text, string scope) =>
        $"<m:ResolveNames ReturnFullContactData='true' SearchScope='{scope}'>"
        + $"<m:UnresolvedEntry>{text}</m:UnresolvedEntry></m:ResolveNames>";

    private static string Expand(string address) =>
        $"<m:ExpandDL><m:Mailbox><t:EmailAddress>{address}</t:EmailAddress></m:Mailbox></m:ExpandDL>";

    private static string Attachment(string id) =>
        $"<m:GetAttachment><m:AttachmentIds><t:AttachmentId Id='{id}'/></m:AttachmentIds></m:GetAttachment>";

    private static string Convert(string from, string id, string to) => $"""
        <m:ConvertId DestinationFormat="{to}"><m:SourceIds>
        <t:AlternateId Format="{from}" Id="{id}" Mailbox="anna@contoso.example"/></m:SourceIds></m:ConvertId>
        """;
}

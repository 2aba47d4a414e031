using System.Text.Json.Nodes;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class MailboxContactTests(MailboxFixture fixture) : IClassFixture<MailboxFixture>
{
    private readonly MailboxSandbox _sandbox = fixture.Sandbox;

    private string Contacts => $"users/{_sandbox.User}/contacts";

    [Fact]
    public async Task AContactHasEveryPropertyOfTheResource()
    {
        var answer = await _sandbox.SendAsync(HttpMethod.Post, Contacts, new
        {
            givenName = "Änne",
            surname = "Größler",
            birthday = "1971-05-03T00:00:00Z",
            businessPhones = new[] { "030 23125-700" },
            emailAddresses = new[] { new { name = "Änne", address = "aenne@example.com" } },
            homeAddress = new { street = "Hauptstraße 1", city = "Köln" },
        });
        Assert.Equal(201, answer.Status);
        string[] names =
        [
            "@odata.context", "@odata.etag", "id", "createdDateTime", "lastModifiedDateTime", "changeKey", "categories",
            "parentFolderId", "birthday", "fileAs", "displayName", "givenName", "initials", "middleName", "nickName", "surname",
            "title", "yomiGivenName", "yomiSurname", "yomiCompanyName", "generation", "imAddresses", "jobTitle", "companyName",
            "department", "officeLocation", "profession", "businessHomePage", "assistantName", "manager", "homePhones",
            "mobilePhone", "businessPhones", "spouseName", "personalNotes", "children", "emailAddresses", "primaryEmailAddress",
            "secondaryEmailAddress", "tertiaryEmailAddress", "homeAddress", "businessAddress", "otherAddress",
        ];
        Assert.Equal(names, answer.Json.Select(p => p.Key));
        Assert.Equal("Änne Größler", (string?)answer.Json["displayName"]);
        Assert.Equal("Größler, Änne", (string?)answer.Json["fileAs"]);
        Assert.Equal("1971-05-03T11:59:00Z", (string?)answer.Json["birthday"]);
        Assert.Empty(answer.Json["businessAddress"]!.AsObject());
        Assert.Equal(["street", "city"], answer.Json["homeAddress"]!.AsObject().Select(p => p.Key));
        Assert.Null(answer.Json["mobilePhone"]);
        Assert.Null(answer.Json["secondaryEmailAddress"]);
        Assert.Empty(answer.Json["homePhones"]!.AsArray());
        Assert.Equal($"W/\"{answer.Json["changeKey"]}\"", (string?)answer.Json["@odata.etag"]);
        Assert.Contains("Größler", answer.Text);
    }

    [Fact]
    public async Task PagesOfTenAreFollowedToTheEnd()
    {
        var expected = _sandbox.Mailbox().Contacts.Contacts.Count;
        var (link, seen) = (Contacts + "?$count=true", new List<string>());
        while (link is not null)
        {
            var answer = await _sandbox.GetAsync(link);
            Assert.InRange(answer.Value.Count, 1, 10);
            Assert.Equal(expected, (int)answer.Json["@odata.count"]!);
            seen.AddRange(answer.Value.Select(c => (string)c["id"]!));
            link = (string?)answer.Json["@odata.nextLink"];
        }
        Assert.Equal(expected, seen.Distinct().Count());
    }

    [Fact]
    public async Task SelectAndExpandShowOnlyWhatWasAskedFor()
    {
        var mailbox = _sandbox.Mailbox();
        var contact = mailbox.Contacts.Contacts.Values.First();
        var draft = contact.Properties.ToDraft();
        draft[ContactFields.BusinessFax] = "030 23125-799";
        draft.Values[ContactFields.Private] = true;
        mailbox.Update(contact.Number, _ => draft.ToBag());
        var answer = await _sandbox.GetAsync(
            $"{Contacts}/{contact.Id(false)}?$select=displayName&$expand=singleValueExtendedProperties($filter=id eq 'String 0x3A24' or "
            + "id eq 'Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506' or id eq 'String 0x3A21' or id eq 'Integer 0x3A24')");
        Assert.Equal(
            ["@odata.context", "@odata.etag", "id", "displayName", "singleValueExtendedProperties"], answer.Json.Select(p => p.Key));
        Assert.Equal(
            [("String 0x3a24", "030 23125-799"), ("Boolean {00062008-0000-0000-c000-000000000046} Id 0x8506", "true")],
            answer.Json["singleValueExtendedProperties"]!.AsArray().Select(p => ((string)p!["id"]!, (string)p["value"]!)));
    }

    [Fact]
    public async Task ExtendedPropertiesCanBeWritten()
    {
        var sent = new JsonObject
        {
            ["displayName"] = "Fax",
            ["singleValueExtendedProperties"] = new JsonArray(new JsonObject { ["id"] = "String 0x3A24", ["value"] = "030 23125-788" }),
        };
        var created = await _sandbox.SendAsync(HttpMethod.Post, Contacts, sent.ToJsonString());
        Assert.Equal(201, created.Status);
        Assert.True(ExchangeId.TryParse((string)created.Json["id"]!, out var id));
        Assert.True(_sandbox.Mailbox().TryFind(id, out var stored));
        Assert.Equal("030 23125-788", stored.Properties.Text(ContactFields.BusinessFax));
    }

    [Theory]
    [InlineData("""{"fax":"1"}""", "RequestBodyRead",
        "The property 'fax' does not exist on type 'microsoft.graph.contact'.")]
    [InlineData("""{"businessPhones":["1","2","3"]}""", "ErrorInvalidProperty",
        "The multi value property BusinessPhones has 3 entries, that exceeds the max allowed value of 2.")]
    [InlineData("""{"emailAddresses":[{},{},{},{}]}""", "ErrorInvalidProperty",
        "The multi value property EmailAddresses has 4 entries, that exceeds the max allowed value of 3.")]
    [InlineData("""{"mobilePhone":["1"]}""", "RequestBodyRead",
        "Cannot convert the value of property 'mobilePhone' to the expected target type 'Edm.String'.")]
    [InlineData("""{"homeAddress":{"zip":"1"}}""", "RequestBodyRead",
        "The property 'zip' does not exist on type 'microsoft.graph.physicalAddress'.")]
    [InlineData("""{"changeKey":"x"}""", "ErrorInvalidPropertySet",
        "The property 'changeKey' is read-only and cannot be set.")]
    public async Task RefusesBodiesThatTheServiceRefuses(string body, string code, string message)
    {
        var answer = await _sandbox.SendAsync(HttpMethod.Post, Contacts, body);
        Assert.Equal((400, code), (answer.Status, answer.ErrorCode));
        Assert.StartsWith(message, answer.ErrorMessage);
    }

    [Theory]
    [InlineData("$filter=mobilePhone eq '1'")]
    [InlineData("$orderby=mobilePhone")]
    [InlineData("$select=fax")]
    [InlineData("$search=\"x\"")]
    [InlineData("$expand=photo")]
    [InlineData("$deltatoken=x")]
    public async Task RefusesQueriesThatTheServiceRefuses(string query) =>
        Assert.Equal(400, (await _sandbox.GetAsync($"{Contacts}?{query}")).Status);

    [Fact]
    public async Task FilterFindsAnAddressAndOrderSorts()
    {
        await _sandbox.SendAsync(HttpMethod.Post, Contacts, """{"displayName":"Zz","emailAddresses":[{"address":"o'neil@example.com"}]}""");
        await _sandbox.SendAsync(HttpMethod.Post, Contacts, """{"displayName":"Aa"}""");
        var found = await _sandbox.GetAsync(Contacts + "?$filter=emailAddresses/any(a:a/address eq 'O''Neil@example.com')");
        Assert.Equal("Zz", (string?)Assert.Single(found.Value)["displayName"]);
        var sorted = (await _sandbox.GetAsync(Contacts + "?$orderby=displayName desc&$top=100&$select=displayName")).Value;
        Assert.True(sorted.FindIndex(c => (string?)c["displayName"] == "Zz") < sorted.FindIndex(c => (string?)c["displayName"] == "Aa"));
    }

    [Fact]
    public async Task AnIdFollowsAMoveOnlyIfImmutable()
    {
        var mailbox = _sandbox.Mailbox();
        var contact = mailbox.Contacts.Contacts.Values.First();
        var target = mailbox.Folders.First(f => f.IsPersonal && f != mailbox.Contacts);
        var moved = await _sandbox.ControlAsync(
            HttpMethod.Post, $"mailboxes/{_sandbox.User}/contacts/{contact.Id(false)}/move", new { folder = target.DisplayName });
        Assert.Equal(200, moved.Status);
        var gone = await _sandbox.GetAsync($"{Contacts}/{contact.Id(false)}");
        Assert.Equal((404, "ErrorItemNotFound"), (gone.Status, gone.ErrorCode));
        var there = await _sandbox.GetAsync($"{Contacts}/{contact.Id(true)}", ("Prefer", "IdType=\"ImmutableId\""));
        Assert.Equal(contact.Id(true), (string?)there.Json["id"]);
        Assert.Equal(target.Id, (string?)there.Json["parentFolderId"]);
    }

    [Fact]
    public async Task AnIdIsCheckedLetterByLetter()
    {
        var contact = _sandbox.Mailbox().Contacts.Contacts.Values.First();
        var lower = await _sandbox.GetAsync($"{Contacts}/{contact.Id(false).ToLowerInvariant()}");
        Assert.Equal((400, "ErrorInvalidIdMalformed"), (lower.Status, lower.ErrorCode));
        var other = _sandbox.Mailbox(_sandbox.Host.Users[1].Address).Contacts.Contacts.Values.First();
        var foreign = await _sandbox.GetAsync($"{Contacts}/{other.Id(false)}");
        Assert.Equal((400, "ErrorInvalidMailboxItemId"), (foreign.Status, foreign.ErrorCode));
        var delta = await _sandbox.GetAsync($"{Contacts}/delta");
        Assert.Equal((400, "ErrorInvalidIdMalformed"), (delta.Status, delta.ErrorCode));
    }

    [Fact]
    public async Task AStaleVersionIsRefused()
    {
        var contact = _sandbox.Mailbox().Contacts.Contacts.Values.First();
        var path = $"{Contacts}/{contact.Id(false)}";
        var changed = await _sandbox.SendAsync(
            HttpMethod.Patch, path, """{"surname":"Neumann"}""", ("If-Match", $"W/\"{contact.ChangeKey}\""));
        Assert.Equal(200, changed.Status);
        Assert.EndsWith("Neumann", (string?)changed.Json["displayName"]);
        var stale = await _sandbox.SendAsync(
            HttpMethod.Patch, path, """{"surname":"Alt"}""", ("If-Match", $"W/\"{contact.ChangeKey}\""));
        Assert.Equal(412, stale.Status);
        Assert.Equal(412, (await _sandbox.SendAsync(HttpMethod.Delete, path, null, ("If-Match", "W/\"x\""))).Status);
        Assert.Equal(204, (await _sandbox.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(404, (await _sandbox.GetAsync(path)).Status);
    }

    [Fact]
    public async Task APictureIsServedAsItCame()
    {
        var mailbox = _sandbox.Mailbox();
        var draft = new ContactDraft { [ContactFields.DisplayName] = "Bild", Photo = new ContactPhoto([1, 2, 3], "image/png") };
        draft.Complete();
        var contact = mailbox.Add(mailbox.Contacts, draft.ToBag(), draft.Photo);
        var photo = await _sandbox.GetAsync($"users/{_sandbox.User}/contactFolders/contacts/contacts/{contact.Id(false)}/photo/$value");
        Assert.Equal((200, "image/png"), (photo.Status, photo.ContentType));
        Assert.Equal([1, 2, 3], photo.Bytes);
        var without = mailbox.Contacts.Contacts.Values.First(c => c.Photo is null);
        Assert.Equal("ErrorItemNotFound", (await _sandbox.GetAsync($"{Contacts}/{without.Id(false)}/photo/$value")).ErrorCode);
    }
}

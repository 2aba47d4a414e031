using System.Text.Json.Nodes;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Items;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Contacts that a test makes with all that a contact can have, seen over both protocols.</summary>
public sealed class MadeContactTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private static readonly XNamespace T = EwsClient.T;
    private readonly EwsClient _client = fixture.Client;

    [Theory]
    [InlineData("Private", "2", "true")]
    [InlineData("Confidential", "3", "false")]
    [InlineData("Personal", "1", "false")]
    public async Task SensitivityNumbersAndPictureAreSeenOverBoth(string sensitivity, string number, string isPrivate)
    {
        var phones = ContactFieldTable.Phones
            .Select((phone, i) => KeyValuePair.Create(phone.Key, (JsonNode?)$"+49 30 {2000 + i}")).ToList();
        var picture = Convert.ToBase64String([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
        var made = (await _client.ControlAsync(HttpMethod.Post, $"mailboxes/{_client.User}/contacts", new JsonObject
        {
            ["contact"] = new JsonObject { ["givenName"] = "Voll", ["surname"] = sensitivity },
            ["sensitivity"] = sensitivity, ["phones"] = new JsonObject(phones), ["photo"] = picture,
        }))!.AsArray().Single()!;
        var id = (string)made["id"]!;

        var found = await _client.SuccessAsync(EwsItemTests.Get(id.Replace('-', '+').Replace('_', '/')));
        var item = found.Descendants(T + "Contact").Single();
        Assert.Equal(sensitivity, (string?)item.Element(T + "Sensitivity"));
        Assert.Equal(
            phones.Select(phone => (phone.Key, (string)phone.Value!)),
            item.Element(T + "PhoneNumbers")!.Elements().Select(entry => ((string)entry.Attribute("Key")!, entry.Value)));
        var attachment = item.Descendants(T + "FileAttachment").Single();
        Assert.Equal("true", (string?)attachment.Element(T + "IsContactPhoto"));
        var attachmentId = (string?)attachment.Element(T + "AttachmentId")!.Attribute("Id");
        var content = await _client.SuccessAsync("<m:GetAttachment><m:AttachmentIds>"
            + $"<t:AttachmentId Id='{attachmentId}'/></m:AttachmentIds></m:GetAttachment>");
        Assert.Equal(picture, (string?)content.Descendants(T + "Content").Single());

        var token = _client.Token(out _, "https://graph.microsoft.com", "Contacts.Read");
        var contact = $"users/{_client.User}/contacts/{id}";
        const string expand = "$select=id&$expand=singleValueExtendedProperties($filter=id eq 'integer 0X36' or id eq "
            + "'Boolean {00062008-0000-0000-C000-000000000046} id 0x8506' or id eq 'string 0x3A24')";
        string[] expected = [number, isPrivate, (string)phones.Single(phone => phone.Key == "BusinessFax").Value!];
        Assert.Equal(expected, Values(JsonNode.Parse(await GraphAsync($"{contact}?{expand}"))!));
        var filter = $"$filter=displayName eq 'Voll {sensitivity}'";
        var list = JsonNode.Parse(await GraphAsync($"users/{_client.User}/contacts?{filter}&{expand}"))!;
        Assert.Equal(expected, Values(Assert.Single(list["value"]!.AsArray())!));
        Assert.Equal(Convert.FromBase64String(picture), await BytesAsync($"{contact}/photo/$value"));
        var delta = JsonNode.Parse(await GraphAsync($"users/{_client.User}/contactFolders/contacts/contacts/delta?{expand}"))!;
        Assert.NotNull((string?)delta["error"]!["code"]);

        async Task<string> GraphAsync(string path) => System.Text.Encoding.UTF8.GetString(await BytesAsync(path));

        async Task<byte[]> BytesAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/" + path);
            request.Headers.Authorization = new("Bearer", token);
            using var response = await _client.Http.SendAsync(request);
            return await response.Content.ReadAsByteArrayAsync();
        }
    }

    private static IEnumerable<string> Values(JsonNode contact) =>
        contact["singleValueExtendedProperties"]!.AsArray().Select(property => (string)property!["value"]!);
}

using System.Net;
using System.Text.Json.Nodes;
using ContactSync.Microsoft365.ExchangeAdmin;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class ExchangeAdminClientTests
{
    [Fact]
    public async Task A_cmdlet_is_posted_with_its_parameters_and_read_page_by_page()
    {
        var transport = StubTenant.Transport(request => Page(
            request.Uri.Query.Length == 0 ? "one" : "two",
            request.Uri.Query.Length == 0 ? "https://graph.stub.test:9443/adminapi/beta/t/InvokeCommand?$skiptoken=1" : null));
        await using var session = StubTenant.Session(transport);

        var answer = await new ExchangeAdminClient(session).RunAsync(
            new ExchangeCommand("Get-CASMailbox", "the mailboxes") { ["ResultSize"] = "Unlimited" }, default);

        Assert.Equal(["one", "two"], answer.Objects.Select(one => one.Text("Name")));
        Assert.Equal(["careful", "careful"], answer.Warnings);
        var sent = transport.Requests.Where(request => request.Uri.AbsolutePath.StartsWith("/adminapi", StringComparison.Ordinal)).ToList();
        Assert.Equal($"/adminapi/beta/{StubTenant.TenantId}/InvokeCommand", sent[0].Uri.AbsolutePath);
        Assert.All(sent, request =>
        {
            Assert.Equal(("POST", "Get-CASMailbox"), (request.Method, request.Headers["X-CmdletName"]));
            Assert.Equal(
                $"UPN:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{StubTenant.TenantId}", request.Headers["X-AnchorMailbox"]);
            var input = JsonNode.Parse(request.Body)!["CmdletInput"]!;
            Assert.Equal(("Get-CASMailbox", "Unlimited"), ((string?)input["CmdletName"], (string?)input["Parameters"]!["ResultSize"]));
        });
        Assert.Contains("scope=https%3A%2F%2Foutlook.office365.com%2F.default", Assert.Single(transport.TokenRequests).Body);
    }

    [Fact]
    public async Task A_next_link_that_comes_again_ends_the_reading()
    {
        var transport = StubTenant.Transport(_ => Page("one", "https://graph.stub.test:9443/adminapi/beta/t/InvokeCommand?$skiptoken=1"));
        await using var session = StubTenant.Session(transport);

        var error = await Assert.ThrowsAsync<SyncException>(
            () => new ExchangeAdminClient(session).RunAsync(new ExchangeCommand("Get-CASMailbox", "x"), default));
        Assert.Equal("ResponseUnreadable", error.ErrorId);
    }

    [Fact]
    public async Task A_next_link_to_another_server_gets_no_token()
    {
        await using var session = StubTenant.Session(StubTenant.Transport(_ => Page("one", "https://elsewhere.test/steal")));

        var error = await Assert.ThrowsAsync<SyncException>(
            () => new ExchangeAdminClient(session).RunAsync(new ExchangeCommand("Get-CASMailbox", "x"), default));
        Assert.Equal("ForeignAddress", error.ErrorId);
    }

    [Theory]
    [InlineData(401, "", "ExchangeRightMissing")]
    [InlineData(403, "\0\0\0\0", "ExchangeRoleMissing")]
    [InlineData(400, "ManagementObjectNotFoundException", "ExchangeObjectUnknown")]
    [InlineData(404, "ManagementObjectNotFoundException", "ExchangeObjectUnknown")]
    [InlineData(400, "ADObjectAlreadyExistsException", "ExchangeObjectExists")]
    [InlineData(400, "RecipientTaskException", "ExchangeCommandRefused")]
    [InlineData(429, "", "Throttled")]
    [InlineData(503, "", "ServiceFailed")]
    public async Task A_refusal_becomes_an_error_with_the_words_of_Exchange(int status, string type, string errorId)
    {
        var body = type.StartsWith('\0') || type.Length == 0 ? type : Refusal($"|Microsoft.Exchange.Some.{type}|These are the words.");
        await using var session = StubTenant.Session(StubTenant.Transport(_ => StubTransport.Json((HttpStatusCode)status, body)));

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(
            () => new ExchangeAdminClient(session).RunAsync(new ExchangeCommand("Get-Group", "the group 'x'"), default));

        Assert.Equal((errorId, status), (error.ErrorId, error.StatusCode));
        Assert.Contains("the group 'x'", error.Message);
        if (body.Contains("words"))
            Assert.Contains("These are the words", error.Message);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Invalid Operation","details":[{"message":"|A.B|words"}]}}""", "B", "words")]
    [InlineData("""{"error":{"message":"Only this"}}""", null, "Only this")]
    [InlineData("""{"error":[]}""", null, null)]
    [InlineData("<html>", null, null)]
    public void The_words_are_found_however_deep(string body, string? type, string? words) =>
        Assert.Equal((type, words), ExchangeAdminErrors.ReadWords(body));

    [Fact]
    public void In_the_clouds_the_address_is_that_of_Exchange()
    {
        Assert.Equal("https://outlook.office365.com/adminapi/beta", ExchangeAdminClient.EndpointOf(SyncEnvironment.Global).AbsoluteUri);
        Assert.Equal("https://webmail.apps.mil/adminapi/beta", ExchangeAdminClient.EndpointOf(SyncEnvironment.USGovDoD).AbsoluteUri);
        Assert.Equal("https://graph.stub.test:9443/adminapi/beta", ExchangeAdminClient.EndpointOf(StubTenant.Environment).AbsoluteUri);
    }

    [Theory]
    [InlineData("Contacts.Read", "Application Contacts.Read")]
    [InlineData("Mail.ReadBasic.All", "Application Mail.ReadBasic")]
    [InlineData("MailTips.ReadBasic.All", "Application MailTips.ReadBasic.All")]
    [InlineData("User.ReadBasic.All", null)]
    [InlineData("Calendars.ReadBasic.All", null)]
    [InlineData("Presence.ReadWrite.All", null)]
    public void Permissions_of_mailboxes_have_a_role(string permission, string? role) =>
        Assert.Equal(role, ApplicationRoles.For(Graph(permission)));

    [Fact]
    public void A_wider_grant_cancels_a_scope_and_a_narrower_one_does_not()
    {
        Assert.True(ApplicationRoles.Cancels(Graph("Contacts.Read"), "Application Contacts.Read"));
        Assert.True(ApplicationRoles.Cancels(Graph("Contacts.ReadWrite"), "Application Contacts.Read"));
        Assert.False(ApplicationRoles.Cancels(Graph("Contacts.Read"), "Application Contacts.ReadWrite"));
        Assert.False(ApplicationRoles.Cancels(Graph("Mail.Read"), "Application Contacts.Read"));
    }

    private static SyncPermission Graph(string permission) => new(
        "Microsoft Graph", permission, PermissionType.Application, Guid.NewGuid(), new Guid("00000003-0000-0000-c000-000000000000"));

    private static HttpResponseMessage Page(string name, string? next)
    {
        var body = new JsonObject
        {
            ["value"] = new JsonArray(new JsonObject { ["Name"] = name }), ["@adminapi.warnings"] = new JsonArray("careful"),
        };
        if (next is not null)
            body["@odata.nextLink"] = next;
        return StubTransport.Json(HttpStatusCode.OK, body.ToJsonString());
    }

    private static string Refusal(string text) => new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["message"] = "Invalid Operation",
            ["innererror"] = new JsonObject { ["internalexception"] = new JsonObject { ["message"] = text } },
        },
    }.ToJsonString();
}

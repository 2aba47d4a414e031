using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Each fault by its name: what a client sees of it, and that it is over afterwards.</summary>
public sealed class BadDayTests : IAsyncLifetime
{
    private static readonly XNamespace M = EwsClient.M;
    private static readonly XNamespace T = EwsClient.T;

    private static readonly string Get =
        $"<m:GetFolder>{EwsClient.FolderShape}<m:FolderIds>{EwsClient.Contacts}</m:FolderIds></m:GetFolder>";

    private EwsClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await EwsClient.StartAsync(
        new SandboxOptions { MailboxCount = 2, OnPremisesMailboxCount = 1, ContactsPerMailbox = 30 });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task EwsIsBusyInThreeForms()
    {
        Add("ewsBusy", seconds: 4);
        var fault = await _client.CallAsync(Get);
        Assert.Equal((500, "ErrorServerBusy", "4000"), (fault.Status, fault.FaultCode, fault.Details["BackOffMilliseconds"]));

        Add("ewsBusy503", seconds: 5);
        var status = await _client.CallAsync(Get);
        Assert.Equal((503, "", TimeSpan.FromSeconds(5)), (status.Status, status.Text, status.Headers.RetryAfter?.Delta));

        Add("ewsBusyInside", seconds: 6);
        var ids = string.Concat(_client.Mailbox().Contacts.Contacts.Values.Take(3).Select(c => $"<t:ItemId Id='{EwsItemTests.Id(c)}'/>"));
        var inside = await _client.CallAsync($"<m:GetItem>{EwsClient.Shape}<m:ItemIds>{ids}</m:ItemIds></m:GetItem>");
        Assert.Equal((200, 3), (inside.Status, inside.Codes.Count(code => code == "ErrorServerBusy")));
        Assert.All(inside.Body.Descendants(T + "Value"), value => Assert.Equal("6000", value.Value));
        await IsOverAsync();
    }

    [Fact]
    public async Task EwsRefusesAndLosesItsWayInOtherForms()
    {
        Add("ewsConnectionCount");
        var fault = await _client.CallAsync(Get);
        Assert.Equal((500, "ErrorExceededConnectionCount", 0), (fault.Status, fault.FaultCode, fault.Details.Count));

        Add("ewsBlocked");
        var blocked = await _client.CallAsync(Get);
        Assert.Equal(403, blocked.Status);
        Assert.Equal("EWS is blocked by policy for this user or tenant", blocked.Headers.GetValues("X-EWS-Policy-Reason").Single());

        Add("corruptItem", skip: 1);
        var ids = string.Concat(_client.Mailbox().Contacts.Contacts.Values.Take(3).Select(c => $"<t:ItemId Id='{EwsItemTests.Id(c)}'/>"));
        var items = await _client.CallAsync($"<m:GetItem>{EwsClient.Shape}<m:ItemIds>{ids}</m:ItemIds></m:GetItem>");
        Assert.Equal(["NoError", "ErrorCorruptData", "NoError"], items.Codes);

        var state = (string)(await _client.SuccessAsync(Sync(null))).Element(M + "SyncState")!;
        Add("sameSyncState");
        var same = await _client.SuccessAsync(Sync(state));
        Assert.Equal(state, (string?)same.Element(M + "SyncState"));
        Assert.Equal("false", (string?)same.Element(M + "IncludesLastItemInRange"));
        Assert.NotEqual(state, (string?)(await _client.SuccessAsync(Sync(state))).Element(M + "SyncState"));
        await IsOverAsync();
    }

    [Fact]
    public async Task TokensGoStaleAndRolesGoMissing()
    {
        Add("staleToken");
        var stale = await _client.CallAsync(Get);
        Assert.Equal(401, stale.Status);
        Assert.StartsWith("2000002;", stale.Headers.GetValues("x-ms-diagnostics").Single());
        Add("missingRole");
        Assert.StartsWith("2000008;", (await _client.CallAsync(Get)).Headers.GetValues("x-ms-diagnostics").Single());
        await IsOverAsync();

        _client.Authorization = _client.ServiceAccount;
        Add("missingRole");
        Assert.Equal("ErrorImpersonateUserDenied", (await _client.CallAsync(Get, _client.OnPremisesUser)).FaultCode);
        Assert.Equal(["NoError"], (await _client.CallAsync(Get, _client.OnPremisesUser)).Codes);

        Add("staleToken");
        Assert.Equal((401, "InvalidAuthenticationToken"), await GraphAsync(Contacts));
        Add("missingRole");
        Assert.Equal((403, "ErrorAccessDenied"), await GraphAsync(Contacts));
        Add("missingRole");
        Assert.Equal((403, "Authorization_RequestDenied"), await GraphAsync("users"));
        Add("mailboxMoved");
        Assert.Equal((404, "MailboxNotEnabledForRESTAPI"), await GraphAsync(Contacts));
        Assert.Equal((200, null), await GraphAsync(Contacts));
    }

    [Fact]
    public async Task SecretsEndBeforeTheirTime()
    {
        Add("expiredSecret");
        using var first = await TokenAsync();
        var refused = JsonNode.Parse(await first.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.Unauthorized, 7000222), (first.StatusCode, (int)refused["error_codes"]![0]!));
        using var second = await TokenAsync();
        Assert.True(second.IsSuccessStatusCode);

        Task<HttpResponseMessage> TokenAsync() => _client.Http.PostAsync(
            $"/{_client.Host.TenantId}/oauth2/v2.0/token",
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = _client.Host.AdminClientId,
                ["client_secret"] = _client.Host.AdminClientSecret,
                ["scope"] = "https://graph.microsoft.com/.default",
            }));
    }

    [Fact]
    public async Task EntriesOfABatchFailOneByOne()
    {
        Add("batchThrottle", skip: 1);
        Assert.Equal([429, 200, 200], (await BatchAsync(Contacts)).OrderDescending());
        Add("batchUnavailable");
        Assert.Equal([503, 200, 200], (await BatchAsync(Contacts)).OrderDescending());
        Add("batchGone", skip: 2);
        Assert.Equal([410, 200, 200], (await BatchAsync($"users/{_client.User}/contactFolders/contacts/contacts/delta")).OrderDescending());
        Assert.Equal((200, null), await GraphAsync(Contacts));
    }

    [Fact]
    public async Task ALinkOfADeltaLeadsNowhere()
    {
        var first = await GraphJsonAsync($"users/{_client.User}/contactFolders/contacts/contacts/delta", "odata.maxpagesize=5");
        var link = (string)first["@odata.nextLink"]!;
        Add("repeatedNextLink");
        var second = await GraphJsonAsync(link, "odata.maxpagesize=5");
        Assert.Equal(link, (string?)second["@odata.nextLink"]);
        Assert.NotEqual(link, (string?)(await GraphJsonAsync(link, "odata.maxpagesize=5"))["@odata.nextLink"]);
    }

    [Fact]
    public async Task ProxiesAnswerInTheirOwnWords()
    {
        Add("htmlErrorPage");
        using var page = await SendAsync(Contacts);
        Assert.Equal((HttpStatusCode.BadGateway, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Add("wrongContentType");
        using var plain = await SendAsync(Contacts);
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (plain.StatusCode, plain.Content.Headers.ContentType?.MediaType));
        Add("wrongContentType");
        Assert.Equal("text/plain", (await _client.CallAsync(Get)).ContentType);
    }

    [Fact]
    public async Task AFaultIsAimedAtAMailboxOverBothProtocols()
    {
        var other = _client.Host.Users[1].Address;
        Add("serverError", target: other, count: -1);
        Assert.Equal((200, null), await GraphAsync(Contacts));
        Assert.Equal(503, (await GraphAsync($"users/{other}/contacts")).Status);
        var id = _client.Host.Context.Tenant.FindUser(other)!.Id;
        Assert.Equal(503, (await GraphAsync($"users/{id}/contacts")).Status);
        Assert.Equal(200, (await _client.CallAsync(Get)).Status);
        _client.Http.DefaultRequestHeaders.Add("X-AnchorMailbox", other);
        Assert.Equal(503, (await _client.CallAsync(Get, other)).Status);
    }

    [Fact]
    public void EveryFaultSaysWhatItDoes()
    {
        Assert.All(_client.Host.Faults.Names, fault => Assert.NotEmpty(fault.Value));
        Assert.Equal(28, _client.Host.Faults.Names.Count);
        Assert.Throws<ArgumentException>(() => Add("throttle", skip: -1));
        Assert.Throws<ArgumentException>(() => Add("throttle", count: 0));
        Assert.Throws<ArgumentException>(() => Add("throttle", target: "nowhere"));
    }

    private string Contacts => $"users/{_client.User}/contacts";

    private void Add(string name, int seconds = 1, int skip = 0, int count = 1, string? target = null) => _client.Host.Faults.Add(
        new Fault(name) { RetryAfter = TimeSpan.FromSeconds(seconds), Skip = skip, Count = count, Target = target });

    private async Task IsOverAsync()
    {
        Assert.Empty(_client.Host.Faults.Active);
        Assert.Equal(["NoError"], (await _client.CallAsync(Get)).Codes);
    }

    private static string Sync(string? state) =>
        $"<m:SyncFolderItems>{EwsClient.IdShape}<m:SyncFolderId>{EwsClient.Contacts}</m:SyncFolderId>"
        + (state is null ? "" : $"<m:SyncState>{state}</m:SyncState>")
        + "<m:MaxChangesReturned>5</m:MaxChangesReturned></m:SyncFolderItems>";

    private async Task<(int Status, string? Code)> GraphAsync(string path)
    {
        using var answer = await SendAsync(path);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return ((int)answer.StatusCode, (string?)json["error"]?["code"]);
    }

    private async Task<JsonNode> GraphJsonAsync(string path, string prefer)
    {
        using var answer = await SendAsync(path, ("Prefer", prefer));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path.StartsWith("http") ? path : "/v1.0/" + path);
        request.Headers.Authorization = new("Bearer", GraphToken());
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return _client.Http.SendAsync(request);
    }

    private async Task<IEnumerable<int>> BatchAsync(string path)
    {
        var entries = Enumerable.Range(0, 3).Select(i => (JsonNode?)new JsonObject
        {
            ["id"] = $"{i}", ["method"] = "GET", ["url"] = "/" + path,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/$batch")
        {
            Content = JsonContent.Create(new JsonObject { ["requests"] = new JsonArray([.. entries]) }),
        };
        request.Headers.Authorization = new("Bearer", GraphToken());
        using var answer = await _client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return json["responses"]!.AsArray().Select(response => (int)response!["status"]!);
    }

    private string GraphToken() => _client.Token(out _, "https://graph.microsoft.com", "Contacts.Read", "User.Read.All");
}

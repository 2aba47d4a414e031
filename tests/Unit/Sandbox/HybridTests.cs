using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>One company, two Exchanges: who is where, and what each says of the other's mailboxes.</summary>
public sealed class HybridTests : IAsyncLifetime
{
    private static readonly string Get =
        $"<m:GetFolder>{EwsClient.FolderShape}<m:FolderIds>{EwsClient.Contacts}</m:FolderIds></m:GetFolder>";

    private EwsClient _client = null!;

    public async ValueTask InitializeAsync() =>
        _client = await EwsClient.StartAsync(new SandboxOptions { MailboxCount = 3, OnPremisesMailboxCount = 2, ContactsPerMailbox = 4 });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private IEnumerable<string> Cloud => _client.Host.Users.Select(user => user.Address);

    private IEnumerable<string> OnPremises => _client.Host.OnPremisesUsers.Select(user => user.Address);

    [Fact]
    public async Task EveryoneIsWhoeverHasAMailboxOverGraphAndOverEws()
    {
        var group = _client.Host.Context.Tenant.FindGroup("Everyone")!;
        _client.Authorization = new("Bearer", _client.Token(out _, "https://graph.microsoft.com", "GroupMember.Read.All", "User.Read.All"));
        var members = await GraphAsync($"groups/{group.Id}/transitiveMembers/microsoft.graph.user?$count=true&$select=mail");
        Assert.Equal(Cloud.Concat(OnPremises), members["value"]!.AsArray().Select(user => (string)user!["mail"]!));
        Assert.Equal(2, OnPremises.Count());

        const string expand = "<m:ExpandDL><m:Mailbox><t:EmailAddress>Everyone@contoso.example</t:EmailAddress></m:Mailbox></m:ExpandDL>";
        _client.Authorization = _client.ServiceAccount;
        var expanded = await _client.SuccessAsync(expand, OnPremises.First());
        Assert.Equal(
            Cloud.Concat(OnPremises),
            expanded.Descendants(EwsClient.T + "Mailbox").Select(e => (string)e.Element(EwsClient.T + "EmailAddress")!));
    }

    [Fact]
    public async Task EachMailboxIsServedByItsOwnExchangeOnly()
    {
        var online = _client.Authorization;
        foreach (var (address, isHere) in Cloud.Select(a => (a, true)).Concat(OnPremises.Select(a => (a, false))))
        {
            _client.Authorization = online;
            Assert.Equal(isHere ? null : "ErrorNonExistentMailbox", await FaultAsync(address));
            _client.Authorization = _client.ServiceAccount;
            Assert.Equal(isHere ? "ErrorNonExistentMailbox" : null, await FaultAsync(address));
            _client.Authorization = new("Bearer", _client.Token(out _, "https://graph.microsoft.com", "Contacts.Read"));
            var answer = await GraphAsync($"users/{address}/contacts");
            Assert.Equal(isHere ? null : "MailboxNotEnabledForRESTAPI", (string?)answer["error"]?["code"]);
        }

        async Task<string?> FaultAsync(string address)
        {
            var answer = await _client.CallAsync(Get, address);
            return answer.IsFault ? answer.FaultCode : null;
        }
    }

    [Fact]
    public async Task AliasesAreFoundByThoseWhoMayReadThem()
    {
        var address = Cloud.First();
        var alias = _client.Host.Context.Tenant.FindUser(address)!.Properties["proxyAddresses"]!.AsArray()
            .Select(proxy => (string)proxy!).Single(proxy => proxy.StartsWith("smtp:", StringComparison.Ordinal));
        var path = $"users?$select=mail,proxyAddresses&$filter=proxyAddresses/any(p:p eq '{alias}')";

        _client.Authorization = new("Bearer", _client.Token(out _, "https://graph.microsoft.com", "User.Read.All"));
        var found = Assert.Single((await GraphAsync(path))["value"]!.AsArray())!;
        Assert.Equal(address, (string)found["mail"]!);
        Assert.Equal(["SMTP:" + address, alias], found["proxyAddresses"]!.AsArray().Select(proxy => (string)proxy!));

        _client.Authorization = new("Bearer", _client.Token(out _, "https://graph.microsoft.com", "User.ReadBasic.All"));
        Assert.Empty((await GraphAsync(path))["value"]!.AsArray());
        Assert.Empty((await GraphAsync($"users/{address}?$select=proxyAddresses"))["proxyAddresses"]!.AsArray());
    }

    [Fact]
    public async Task ADaysWorkIsDoneInTheMailboxesOfBoth()
    {
        var body = new JsonObject { ["group"] = "Everyone", ["add"] = 40 };
        var answer = await _client.ControlAsync(HttpMethod.Post, "update", body);
        var touched = answer!["changes"]!.AsArray().Select(change => (string)change!["mailbox"]!).ToHashSet();
        Assert.Subset(touched, Cloud.Concat(OnPremises).ToHashSet());
    }

    private async Task<JsonNode> GraphAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/" + path);
        request.Headers.Authorization = _client.Authorization;
        request.Headers.Add("ConsistencyLevel", "eventual");
        using var response = await _client.Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}

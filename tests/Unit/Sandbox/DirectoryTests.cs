using System.Net;
using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Users and groups as a phone-book import meets them.</summary>
public sealed class DirectoryTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static readonly (string, string) _eventual = ("ConsistencyLevel", "eventual");

    private readonly SandboxClient _sandbox = fixture.Client;

    private async Task<string> TokenAsync(params string[] permissions)
    {
        var app = await _sandbox.CreateAppAsync(permissions);
        return await _sandbox.AppTokenAsync(app.AppId, app.Secret);
    }

    private async Task<string> GroupAsync(string token, string name)
    {
        var found = await _sandbox.GetAsync($"groups?$filter=displayName eq '{name}'&$select=id", token);
        return (string)Assert.Single(found.Json["value"]!.AsArray())!["id"]!;
    }

    [Fact]
    public async Task ThePhoneUsersAreAllMailboxesAndNobodyElse()
    {
        var token = await TokenAsync("User.ReadBasic.All", "GroupMember.Read.All");
        var group = await GroupAsync(token, "Phone users");

        var addresses = new List<string>();
        var next = $"groups/{group}/transitiveMembers/microsoft.graph.user?$count=true&$select=id,mail&$top=2";
        var pages = 0;
        for (string? link = next; link is not null; pages++)
        {
            var page = (await _sandbox.GetAsync(link, token, _eventual)).Json;
            addresses.AddRange(page["value"]!.AsArray().Select(user => (string)user!["mail"]!));
            if (pages == 0)
                Assert.Equal(6, (int)page["@odata.count"]!);
            link = (string?)page["@odata.nextLink"];
        }

        Assert.Equal(3, pages);
        Assert.Equal(_sandbox.Host.Users.Select(user => user.Address).Order(), addresses.Order());
        var direct = (await _sandbox.GetAsync($"groups/{group}/members", token)).Json["value"]!.AsArray();
        Assert.Contains(direct, member => (string)member!["@odata.type"]! == "#microsoft.graph.group");
        Assert.True(direct.Count(member => (string)member!["@odata.type"]! == "#microsoft.graph.user") < 6);
    }

    [Fact]
    public async Task ACastNeedsTheHeaderAndTheCount()
    {
        var token = await TokenAsync("GroupMember.Read.All");
        var path = $"groups/{await GroupAsync(token, "Phone users")}/transitiveMembers/microsoft.graph.user";

        Assert.Equal("Request_UnsupportedQuery", (await _sandbox.GetAsync(path, token)).Code);
        Assert.Equal("Request_UnsupportedQuery", (await _sandbox.GetAsync(path + "?$count=true", token)).Code);
        Assert.Equal("Request_UnsupportedQuery", (await _sandbox.GetAsync(path, token, _eventual)).Code);
        Assert.Equal(HttpStatusCode.OK, (await _sandbox.GetAsync(path + "?$count=true", token, _eventual)).Status);
    }

    [Fact]
    public async Task BasicPermissionShowsBasicPropertiesOnly()
    {
        var address = _sandbox.Host.Users[0].Address;
        const string Select = "?$select=id,displayName,mail,userPrincipalName,usageLocation,businessPhones,jobTitle";

        var basic = (await _sandbox.GetAsync($"users/{address}{Select}", await TokenAsync("User.ReadBasic.All"))).Json;
        Assert.Equal((address, address), ((string)basic["mail"]!, (string)basic["userPrincipalName"]!));
        Assert.True(basic.AsObject().ContainsKey("usageLocation"));
        Assert.Null(basic["usageLocation"]);
        Assert.Null(basic["jobTitle"]);
        Assert.Empty(basic["businessPhones"]!.AsArray());

        var full = (await _sandbox.GetAsync($"users/{address}{Select}", await TokenAsync("User.Read.All"))).Json;
        Assert.NotNull((string?)full["usageLocation"]);
        Assert.NotEmpty(full["businessPhones"]!.AsArray());
    }

    [Fact]
    public async Task MembersWithoutPermissionOnUsersHaveAnIdAndNoMore()
    {
        var token = await TokenAsync("GroupMember.Read.All");
        var group = await GroupAsync(token, "No mailbox");

        var member = Assert.Single((await _sandbox.GetAsync($"groups/{group}/members", token)).Json["value"]!.AsArray())!;

        Assert.NotNull((string?)member["id"]);
        Assert.Null(member["displayName"]);
        Assert.Null(member["mail"]);
    }

    [Fact]
    public async Task AFilterDoesNotMatchWhatMayNotBeRead()
    {
        const string Path = "users?$filter=usageLocation ne 'XX'&$count=true";

        var basic = await _sandbox.GetAsync("users?$filter=department eq 'Vertrieb'", await TokenAsync("User.ReadBasic.All"));
        Assert.Empty(basic.Json["value"]!.AsArray());
        var full = await _sandbox.GetAsync(Path, await TokenAsync("User.Read.All"), _eventual);
        Assert.NotEmpty(full.Json["value"]!.AsArray());
    }

    [Theory]
    [InlineData("users?$filter=endsWith(mail,'x')", "Request_UnsupportedQuery")]
    [InlineData("users?$filter=displayName ne 'x'", "Request_UnsupportedQuery")]
    [InlineData("users?$filter=not startsWith(displayName,'x')", "Request_UnsupportedQuery")]
    [InlineData("users?$filter=streetAddress gt 'x'", "Request_UnsupportedQuery")]
    [InlineData("users?$filter=onPremisesDomainName eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("users?$filter=proxyAddresses eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("users?$filter=nonsense eq 'x'", "BadRequest")]
    [InlineData("users?$filter=displayName eq", "BadRequest")]
    [InlineData("users?$filter=displayName eq 'x", "BadRequest")]
    [InlineData("users?$filter=(displayName eq 'x'", "BadRequest")]
    [InlineData("users?$filter=displayName eq 5", "Request_BadRequest")]
    [InlineData("users?$orderby=city", "Request_UnsupportedQuery")]
    [InlineData("users?$skip=5", "Request_UnsupportedQuery")]
    [InlineData("users/$count", "Request_BadRequest")]
    [InlineData("users?$skiptoken=nonsense", "Directory_ExpiredPageToken")]
    [InlineData("groups?$filter=description eq 'x'", "Request_UnsupportedQuery")]
    public async Task AQueryTheDirectoryDoesNotTakeIsRefused(string path, string code)
    {
        var answer = await _sandbox.GetAsync(path, await _sandbox.AdminTokenAsync());

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("displayName eq 'Konrad Ohnepost'", 1)]
    [InlineData("startsWith(displayName,'konrad')", 1)]
    [InlineData("userPrincipalName in ('konrad.ohnepost@contoso.example','gerda.kellermann@contoso.example')", 2)]
    [InlineData("givenName eq 'Konrad' or (givenName eq 'Gerda' and surname eq 'Kellermann')", 2)]
    [InlineData("givenName eq 'Konrad' and givenName eq 'Gerda'", 0)]
    [InlineData("surname eq 'O''Hara'", 0)]
    [InlineData("proxyAddresses/any(p:p eq 'smtp:gerda.kellermann@contoso.example')", 1)]
    [InlineData("proxyAddresses/any(p:startsWith(p,'smtp:gerda'))", 1)]
    [InlineData("mail eq null", 2)]
    [InlineData("accountEnabled eq false", 0)]
    public async Task AFilterFinds(string filter, int count)
    {
        var found = await _sandbox.GetAsync("users?$filter=" + Uri.EscapeDataString(filter), await _sandbox.AdminTokenAsync());

        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Equal(count, found.Json["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task AdvancedQueriesWorkWithTheHeader()
    {
        var admin = await _sandbox.AdminTokenAsync();

        var ends = await _sandbox.GetAsync("users?$count=true&$filter=endsWith(mail,'kellermann@contoso.example')", admin, _eventual);
        Assert.Equal((1, 1), ((int)ends.Json["@odata.count"]!, ends.Json["value"]!.AsArray().Count));
        var not = await _sandbox.GetAsync("users?$count=true&$filter=not(startsWith(displayName,'Konrad'))", admin, _eventual);
        Assert.Equal(8, (int)not.Json["@odata.count"]!);
        var count = await _sandbox.GetAsync("users/$count", admin, _eventual);
        Assert.Equal("9", count.Text);
        Assert.Null((await _sandbox.GetAsync("users?$count=true", admin)).Json["@odata.count"]);
    }

    [Fact]
    public async Task UsersAreNamedByIdOrUserPrincipalName()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var address = _sandbox.Host.Users[0].Address;
        var id = (string)(await _sandbox.GetAsync("users/" + address.ToUpperInvariant(), admin)).Json["id"]!;

        Assert.Equal(address, (string)(await _sandbox.GetAsync("users/" + id, admin)).Json["userPrincipalName"]!);
        Assert.Equal("Request_ResourceNotFound", (await _sandbox.GetAsync("users/nobody@contoso.example", admin)).Code);
        Assert.Equal("Request_ResourceNotFound", (await _sandbox.GetAsync($"groups/{Guid.NewGuid()}/members", admin)).Code);
    }

    [Fact]
    public async Task TheSameSeedMakesTheSameTenant()
    {
        await using var same = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 6 });
        await using var other = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 6, Seed = 2 });

        Assert.Equal(_sandbox.Host.TenantId, same.TenantId);
        Assert.Equal(_sandbox.Host.Users.Select(user => user.Address), same.Users.Select(user => user.Address));
        Assert.NotEqual(_sandbox.Host.AdminClientSecret, same.AdminClientSecret);
        Assert.NotEqual(_sandbox.Host.TenantId, other.TenantId);
    }

    [Fact]
    public async Task ManyMailboxesHaveManyNames()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 2000 });

        Assert.Equal(2000, host.Users.Select(user => user.Address).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task TheOrganisationIsNamed()
    {
        var answer = await _sandbox.GetAsync("organization", await _sandbox.AdminTokenAsync());
        var organization = Assert.Single(answer.Json["value"]!.AsArray())!;

        Assert.Equal("Contoso GmbH", (string)organization["displayName"]!);
        Assert.Equal(_sandbox.Host.TenantId.ToString(), (string)organization["id"]!);
        var initial = organization["verifiedDomains"]!.AsArray().Single(domain => (bool)domain!["isInitial"]!)!;
        Assert.EndsWith(".onmicrosoft.com", (string)initial["name"]!);
    }
}

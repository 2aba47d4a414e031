using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class MailboxFolderTests(MailboxFixture fixture) : IClassFixture<MailboxFixture>
{
    private const string ClassAndHidden =
        "$expand=singleValueExtendedProperties($filter=id eq 'String 0x3613' or id eq 'Boolean 0x10F4')";

    private readonly MailboxSandbox _sandbox = fixture.Sandbox;

    [Fact]
    public async Task ListLeavesOutDefaultAndHiddenFolders()
    {
        var mailbox = _sandbox.Mailbox();
        var answer = await _sandbox.GetAsync($"users/{_sandbox.User}/contactFolders?$top=100");
        Assert.Equal(200, answer.Status);
        var ids = answer.Value.Select(f => (string)f["id"]!).ToHashSet();
        Assert.DoesNotContain(mailbox.Contacts.Id, ids);
        Assert.All(mailbox.Folders.Where(f => f.IsHidden), f => Assert.DoesNotContain(f.Id, ids));
        Assert.All(answer.Value, f => Assert.Equal(["id", "parentFolderId", "displayName"], f.Select(p => p.Key)));
        Assert.All(answer.Value, f => Assert.Equal(mailbox.Contacts.Id, (string?)f["parentFolderId"]));
    }

    [Fact]
    public async Task RecipientCacheThatIsNotHiddenIsToldByItsClass()
    {
        var user = _sandbox.Host.Users[1].Address;
        var answer = await _sandbox.GetAsync($"users/{user}/contactFolders?{ClassAndHidden}");
        var cache = Assert.Single(answer.Value, f => (string?)f["displayName"] == "Recipient Cache");
        var property = Assert.Single(cache["singleValueExtendedProperties"]!.AsArray())!;
        Assert.Equal("String 0x3613", (string?)property["id"]);
        Assert.Equal("IPF.Contact.RecipientCache", (string?)property["value"]);
    }

    [Fact]
    public async Task FolderDeltaShowsHiddenFoldersAndASingleGetTellsThem()
    {
        var (items, link, _) = await _sandbox.DeltaAsync($"users/{_sandbox.User}/contactFolders/delta()");
        Assert.Equal(_sandbox.Mailbox().Folders.Select(f => f.Id).Order(), items.Select(f => (string)f["id"]!).Order());
        var hidden = items.First(f => (string?)f["displayName"] == "AddIn Contact Store");
        var one = await _sandbox.GetAsync($"users/{_sandbox.User}/contactFolders/{hidden["id"]}?{ClassAndHidden}");
        var properties = one.Json["singleValueExtendedProperties"]!.AsArray()
            .ToDictionary(p => (string)p!["id"]!, p => (string?)p!["value"]);
        Assert.Equal("true", properties["Boolean 0x10f4"]);
        Assert.Equal("IPF.Contact", properties["String 0x3613"]);
        Assert.Empty((await _sandbox.DeltaAsync(link)).Items);
    }

    [Fact]
    public async Task FolderDeltaFollowsNewAndRemovedFolders()
    {
        var root = $"users/{_sandbox.User}/contactFolders";
        var (_, link, _) = await _sandbox.DeltaAsync(root + "/delta");
        var created = await _sandbox.SendAsync(HttpMethod.Post, root, new { displayName = "Neu" });
        Assert.Equal(201, created.Status);
        (var added, link, _) = await _sandbox.DeltaAsync(link);
        Assert.Equal("Neu", (string?)Assert.Single(added)["displayName"]);
        Assert.Equal(409, (await _sandbox.SendAsync(HttpMethod.Post, root, new { displayName = "neu" })).Status);
        Assert.Equal(204, (await _sandbox.SendAsync(HttpMethod.Delete, $"{root}/{created.Json["id"]}")).Status);
        var (removed, _, _) = await _sandbox.DeltaAsync(link);
        Assert.Equal("deleted", (string?)Assert.Single(removed)["@removed"]!["reason"]);
    }

    [Fact]
    public async Task NestedFoldersAreFoundLevelByLevel()
    {
        var root = $"users/{_sandbox.User}/contactFolders";
        var own = Assert.Single((await _sandbox.GetAsync(root)).Value);
        var nested = Assert.Single((await _sandbox.GetAsync($"{root}/{own["id"]}/childFolders")).Value);
        Assert.Equal("Archiv", (string?)nested["displayName"]);
        Assert.NotEmpty((await _sandbox.GetAsync($"{root}/{nested["id"]}/contacts")).Value);
    }

    [Fact]
    public async Task DefaultFolderAnswersToItsWellKnownName()
    {
        var answer = await _sandbox.GetAsync($"users/{_sandbox.User}/contactFolders/contacts");
        Assert.Equal(_sandbox.Mailbox().Contacts.Id, (string?)answer.Json["id"]);
        Assert.Equal("Kontakte", (string?)answer.Json["displayName"]);
    }

    [Theory]
    [InlineData("$select=wellKnownName", "BadRequest")]
    [InlineData("$expand=contacts", "BadRequest")]
    [InlineData("$expand=singleValueExtendedProperties", "ErrorInvalidRequest")]
    [InlineData("$top=0", "BadRequest")]
    [InlineData("$top=1001", "ErrorInvalidRequest")]
    [InlineData("$filter=isHidden eq true", "ErrorInvalidUrlQueryFilter")]
    public async Task RefusesWhatTheServiceRefuses(string query, string code)
    {
        var answer = await _sandbox.GetAsync($"users/{_sandbox.User}/contactFolders?{query}");
        Assert.Equal((400, code), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task DefaultFolderCannotBeDeleted()
    {
        var answer = await _sandbox.SendAsync(HttpMethod.Delete, $"users/{_sandbox.User}/contactFolders/contacts");
        Assert.Equal((403, "ErrorDeleteDistinguishedFolder"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public void EveryMailboxHasFoldersThatNobodyMayImport()
    {
        foreach (var user in _sandbox.Host.Users)
        {
            var mailbox = _sandbox.Mailbox(user.Address);
            Assert.Contains(mailbox.Folders, f => f.ContainerClass == ContactFolder.RecipientCacheClass && f.Contacts.Count > 0);
            Assert.Contains(mailbox.Folders, f => f.IsHidden && f.ContainerClass == ContactFolder.ContactClass && f.Contacts.Count > 0);
            Assert.Equal(MailboxFixture.ContactsPerMailbox, mailbox.Folders.Where(f => f.IsPersonal).Sum(f => f.Contacts.Count));
        }
    }
}

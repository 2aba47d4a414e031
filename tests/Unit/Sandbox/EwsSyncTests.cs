using System.Xml.Linq;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsSyncTests(EwsFixture fixture) : IClassFixture<EwsFixture>
{
    private static readonly XNamespace T = EwsClient.T;
    private static readonly XNamespace M = EwsClient.M;
    private readonly EwsClient _client = fixture.Client;

    [Fact]
    public async Task FirstRoundComesInPagesNewestFirst()
    {
        var user = _client.Host.Users[1].Address;
        var (changes, pages, _) = await RoundAsync(user, null, 7);
        Assert.All(changes, change => Assert.Equal("Create", change.Name.LocalName));
        var contacts = _client.Mailbox(user).Contacts.Contacts.Values;
        Assert.Equal(contacts.OrderByDescending(c => c.Change).Select(EwsItemTests.Id), changes.Select(Id));
        Assert.Equal((contacts.Count + 6) / 7, pages);
    }

    [Fact]
    public async Task LaterRoundsTellEachChangeOnce()
    {
        var user = _client.Host.Users[2].Address;
        var mailbox = _client.Mailbox(user);
        var (all, _, state) = await RoundAsync(user, null, 512);
        (var changes, _, state) = await RoundAsync(user, state, 512);
        Assert.Empty(changes);

        var added = mailbox.Add(mailbox.Contacts, new ContactDraft { [ContactFields.GivenName] = "Neu" }.ToBag(), null);
        var numbers = mailbox.Contacts.Contacts.Keys.ToList();
        mailbox.Update(numbers[0], contact => contact.Properties);
        mailbox.Remove(numbers[1]);
        var unseen = mailbox.Add(mailbox.Contacts, new ContactDraft { [ContactFields.GivenName] = "Kurz" }.ToBag(), null);
        mailbox.Remove(unseen.Number);
        (changes, _, state) = await RoundAsync(user, state, 1);
        Assert.Equal(["Create", "Update", "Delete"], changes.Select(change => change.Name.LocalName));
        Assert.Equal(EwsItemTests.Id(added), Id(changes[0]));
        Assert.Contains(Id(changes[2]), all.Select(Id));
        Assert.Empty((await RoundAsync(user, state, 512)).Changes);
    }

    [Fact]
    public async Task RandomHistoriesEndEqualToTheFolder()
    {
        var user = _client.Host.Users[4].Address;
        var mailbox = _client.Mailbox(user);
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var copy = new Dictionary<string, string?>();
            string? state = null;
            for (var step = 0; step < 40; step++)
            {
                Edit(random);
                var message = await PageAsync(user, state, random.Next(1, 12));
                var before = state;
                state = (string)message.Element(M + "SyncState")!;
                Apply(copy, message.Element(M + "Changes")!.Elements());
                Assert.False(before == state && !(bool)message.Element(M + "IncludesLastItemInRange")!, "the state stands still");
            }
            var (rest, _, _) = await RoundAsync(user, state, 512);
            Apply(copy, rest);
            Assert.Equal(
                mailbox.Contacts.Contacts.Values.ToDictionary(EwsItemTests.Id, c => (string?)c.ChangeKey).OrderBy(p => p.Key),
                copy.OrderBy(p => p.Key));
        }

        void Edit(Random random)
        {
            var numbers = mailbox.Contacts.Contacts.Keys.ToList();
            var number = numbers.Count == 0 ? 0 : numbers[random.Next(numbers.Count)];
            switch (random.Next(4))
            {
                case 0:
                    mailbox.Remove(number);
                    break;
                case 1:
                    mailbox.Update(number, contact => contact.Properties);
                    break;
                case 2:
                    mailbox.Add(mailbox.Contacts, new ContactDraft { [ContactFields.GivenName] = "x" }.ToBag(), null);
                    break;
                default:
                    break;
            }
        }
    }

    [Fact]
    public async Task StatesThatAreNoneAreRefused()
    {
        var user = _client.Host.Users[0].Address;
        var (_, _, state) = await RoundAsync(user, null, 512);
        var (_, _, foreign) = await RoundAsync(_client.Host.Users[1].Address, null, 512);
        Assert.Equal(["ErrorInvalidSyncStateData"], (await SyncAsync(user, "AAAA", 10)).Codes);
        Assert.Equal(["ErrorInvalidSyncStateData"], (await SyncAsync(user, foreign, 10)).Codes);
        Assert.Equal(["NoError"], (await SyncAsync(user, state, 10)).Codes);

        _client.Host.Faults.Add(new Fault("staleSyncState"));
        Assert.Equal(["ErrorInvalidSyncStateData"], (await SyncAsync(user, state, 10)).Codes);
        Assert.Equal(["NoError"], (await SyncAsync(user, state, 10)).Codes);

        await _client.ControlAsync(HttpMethod.Post, $"mailboxes/{user}/delta/invalidate");
        Assert.Equal(["ErrorInvalidSyncStateData"], (await SyncAsync(user, state, 10)).Codes);
    }

    [Fact]
    public async Task IgnoredItemsAreLeftOut()
    {
        var user = _client.Host.Users[5].Address;
        var ignored = EwsItemTests.Id(_client.Mailbox(user).Contacts.Contacts.Values.First());
        var answer = await _client.CallAsync($"""
            <m:SyncFolderItems>{EwsClient.IdShape}<m:SyncFolderId>{EwsClient.Contacts}</m:SyncFolderId>
            <m:Ignore><t:ItemId Id="{ignored}"/></m:Ignore><m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>
            """, user);
        var ids = answer.Body.Descendants(T + "ItemId").Select(e => (string)e.Attribute("Id")!).ToList();
        Assert.NotEmpty(ids);
        Assert.DoesNotContain(ignored, ids);
    }

    private static string Id(XElement change) => (string)change.Descendants(T + "ItemId").Single().Attribute("Id")!;

    private static void Apply(Dictionary<string, string?> copy, IEnumerable<XElement> changes)
    {
        foreach (var change in changes)
        {
            var known = copy.ContainsKey(Id(change));
            Assert.Equal(change.Name.LocalName != "Create", known);
            if (change.Name.LocalName == "Delete")
                copy.Remove(Id(change));
            else
                copy[Id(change)] = (string?)change.Descendants(T + "ItemId").Single().Attribute("ChangeKey");
        }
    }

    private async Task<(List<XElement> Changes, int Pages, string State)> RoundAsync(string user, string? state, int most)
    {
        var changes = new List<XElement>();
        for (var pages = 1; ; pages++)
        {
            var message = await PageAsync(user, state, most);
            changes.AddRange(message.Element(M + "Changes")!.Elements());
            state = (string)message.Element(M + "SyncState")!;
            if ((bool)message.Element(M + "IncludesLastItemInRange")!)
                return (changes, pages, state);
        }
    }

    private async Task<XElement> PageAsync(string user, string? state, int most)
    {
        var message = Assert.Single((await SyncAsync(user, state, most)).Messages);
        Assert.Equal("Success", (string?)message.Attribute("ResponseClass"));
        return message;
    }

    private Task<EwsAnswer> SyncAsync(string user, string? state, int most) => _client.CallAsync($"""
        <m:SyncFolderItems>{EwsClient.IdShape}<m:SyncFolderId>{EwsClient.Contacts}</m:SyncFolderId>
        {(state is null ? "" : $"<m:SyncState>{state}</m:SyncState>")}
        <m:MaxChangesReturned>{most}</m:MaxChangesReturned></m:SyncFolderItems>
        """, user);
}

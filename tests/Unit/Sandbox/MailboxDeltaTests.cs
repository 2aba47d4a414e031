using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Mailboxes.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class MailboxDeltaTests(MailboxFixture fixture) : IClassFixture<MailboxFixture>
{
    private static readonly (string, string) Immutable = ("Prefer", "IdType=\"ImmutableId\"");
    private static readonly (string, string) SizeSeven = ("Prefer", "odata.maxpagesize=7");
    private readonly MailboxSandbox _sandbox = fixture.Sandbox;

    private string Delta => $"users/{_sandbox.User}/contactFolders/contacts/contacts/delta";

    [Fact]
    public async Task FirstRoundSendsEveryContactOnce()
    {
        var (items, _, pages) = await _sandbox.DeltaAsync(Delta, SizeSeven);
        var contacts = _sandbox.Mailbox().Contacts.Contacts;
        Assert.Equal(contacts.Values.Select(c => c.Id(false)).Order(), items.Select(c => (string)c["id"]!).Order());
        Assert.Equal((contacts.Count + 6) / 7, pages);
        Assert.All(items, c => Assert.Equal("#microsoft.graph.contact", (string?)c["@odata.type"]));
    }

    [Fact]
    public async Task PageSizeIsConfirmedAndKeptInTheLink()
    {
        var first = await _sandbox.GetAsync(Delta, SizeSeven);
        Assert.Equal("odata.maxpagesize=7", first.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal(7, first.Value.Count);
        Assert.Equal(7, (await _sandbox.GetAsync((string)first.Json["@odata.nextLink"]!)).Value.Count);
        Assert.Equal(10, (await _sandbox.GetAsync(Delta)).Value.Count);
    }

    [Fact]
    public async Task LaterRoundsSendWhatChanged()
    {
        var mailbox = _sandbox.Mailbox();
        var (_, link, _) = await _sandbox.DeltaAsync(Delta);
        Assert.Empty((await _sandbox.DeltaAsync(link)).Items);
        var contacts = mailbox.Contacts.Contacts.Values.ToList();
        mailbox.Update(contacts[0].Number, c => Renamed(c.Properties, "Erste"));
        mailbox.Update(contacts[0].Number, c => Renamed(c.Properties, "Zweite"));
        mailbox.Remove(contacts[1].Number);
        var (items, next, _) = await _sandbox.DeltaAsync(link);
        Assert.Equal(2, items.Count);
        Assert.Equal("Zweite", (string?)items[0]["displayName"]);
        Assert.Equal(["@odata.type", "id", "@removed"], items[1].Select(p => p.Key));
        Assert.Equal(contacts[1].Id(false), (string?)items[1]["id"]);
        Assert.Equal("deleted", (string?)items[1]["@removed"]!["reason"]);
        Assert.Empty((await _sandbox.DeltaAsync(next)).Items);
        // A link can be asked again: whoever died after reading it has lost nothing.
        Assert.Equal(2, (await _sandbox.DeltaAsync(link)).Items.Count);
    }

    [Fact]
    public async Task WhatHappensDuringARoundIsNotLost()
    {
        var mailbox = _sandbox.Mailbox();
        var first = await _sandbox.GetAsync(Delta, SizeSeven);
        var sent = first.Value.Select(c => (string)c["id"]!).ToList();
        var contacts = mailbox.Contacts.Contacts.Values.ToList();
        var removed = contacts.First(c => c.Id(false) == sent[0]);
        var changed = contacts.First(c => c.Id(false) == sent[1]);
        var unsent = contacts.First(c => !sent.Contains(c.Id(false)));
        mailbox.Remove(removed.Number);
        mailbox.Remove(unsent.Number);
        mailbox.Update(changed.Number, c => Renamed(c.Properties, "Neu"));
        var (rest, link, _) = await _sandbox.DeltaAsync((string)first.Json["@odata.nextLink"]!);
        var view = new Dictionary<string, string?>();
        foreach (var item in first.Value.Concat(rest))
        {
            if (item["@removed"] is null)
                view[(string)item["id"]!] = (string?)item["displayName"];
            else
                view.Remove((string)item["id"]!);
        }
        Assert.Equal(
            mailbox.Contacts.Contacts.Values
                .ToDictionary(c => c.Id(false), c => c.Properties.Text(ContactFields.DisplayName)).OrderBy(p => p.Key),
            view.OrderBy(p => p.Key));
        Assert.Empty((await _sandbox.DeltaAsync(link)).Items);
    }

    /// <summary>Whatever happens between two pages, a client that follows the links ends up with what the folders hold.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomHistoriesAreFollowed(int seed)
    {
        var random = new Random(seed);
        var mailbox = _sandbox.Mailbox(_sandbox.Host.Users[4].Address);
        var folders = mailbox.Folders.Where(f => f.IsPersonal).ToList();
        var links = folders.ToDictionary(f => f, f => $"users/{mailbox.UserId}/contactFolders/{f.Id}/contacts/delta");
        var view = new Dictionary<(ContactFolder, string), string?>();
        for (var step = 0; step < 60; step++)
        {
            for (var change = random.Next(4); change > 0; change--)
                Change(mailbox, folders, random);
            var folder = folders[random.Next(folders.Count)];
            links[folder] = await ReadPageAsync(folder, links[folder], view);
        }
        foreach (var folder in folders)
        {
            while (!links[folder].Contains("$deltatoken") || await IsBehindAsync(links[folder]))
                links[folder] = await ReadPageAsync(folder, links[folder], view);
        }
        var expected = folders.SelectMany(
            f => f.Contacts.Values.Select(c => ((f, c.Id(true)), c.Properties.Text(ContactFields.DisplayName))));
        Assert.Equal(expected.ToHashSet(), view.Select(p => (p.Key, p.Value)).ToHashSet());
    }

    private static void Change(Mailbox mailbox, List<ContactFolder> folders, Random random)
    {
        var folder = folders[random.Next(folders.Count)];
        var numbers = folder.Contacts.Keys.ToList();
        var number = numbers.Count == 0 ? 0 : numbers[random.Next(numbers.Count)];
        var draft = new ContactDraft { [ContactFields.DisplayName] = $"Neu {random.Next()}" };
        switch (random.Next(4))
        {
            case 0:
                mailbox.Add(folder, draft.ToBag(), null);
                break;
            case 1:
                mailbox.Update(number, _ => draft.ToBag());
                break;
            case 2:
                mailbox.Remove(number);
                break;
            default:
                mailbox.Move(number, folders[random.Next(folders.Count)]);
                break;
        }
    }

    private async Task<string> ReadPageAsync(ContactFolder folder, string link, Dictionary<(ContactFolder, string), string?> view)
    {
        var answer = await _sandbox.GetAsync(link, Immutable, SizeSeven);
        Assert.Equal(200, answer.Status);
        foreach (var item in answer.Value)
        {
            if (item["@removed"] is null)
                view[(folder, (string)item["id"]!)] = (string?)item["displayName"];
            else
                view.Remove((folder, (string)item["id"]!));
        }
        return (string?)answer.Json["@odata.nextLink"] ?? (string)answer.Json["@odata.deltaLink"]!;
    }

    private async Task<bool> IsBehindAsync(string link) => (await _sandbox.GetAsync(link)).Value.Count > 0;

    [Fact]
    public async Task AMoveIsARemovalHereAndAnAdditionThere()
    {
        var mailbox = _sandbox.Mailbox();
        var target = mailbox.Folders.First(f => f.IsPersonal && f != mailbox.Contacts);
        var there = $"users/{_sandbox.User}/contactFolders/{target.Id}/contacts/delta";
        var (_, linkHere, _) = await _sandbox.DeltaAsync(Delta, Immutable);
        var (_, linkThere, _) = await _sandbox.DeltaAsync(there, Immutable);
        var contact = mailbox.Contacts.Contacts.Values.First();
        mailbox.Move(contact.Number, target);
        var removed = Assert.Single((await _sandbox.DeltaAsync(linkHere, Immutable)).Items);
        var added = Assert.Single((await _sandbox.DeltaAsync(linkThere, Immutable)).Items);
        Assert.Equal(contact.Id(true), (string?)removed["id"]);
        Assert.NotNull(removed["@removed"]);
        Assert.Equal(contact.Id(true), (string?)added["id"]);
        // The same links serve both kinds of id, whichever the header asks for.
        Assert.Equal(contact.Id(false), (string?)Assert.Single((await _sandbox.DeltaAsync(linkHere)).Items)["id"]);
    }

    [Fact]
    public async Task SelectTravelsInTheLink()
    {
        var (items, link, _) = await _sandbox.DeltaAsync(Delta + "?$select=displayName,mobilePhone", SizeSeven);
        Assert.All(items, c => Assert.Equal(["@odata.type", "@odata.etag", "id", "displayName", "mobilePhone"], c.Select(p => p.Key)));
        var mailbox = _sandbox.Mailbox();
        mailbox.Update(mailbox.Contacts.Contacts.Keys.First(), c => Renamed(c.Properties, "Neu"));
        Assert.Equal(5, Assert.Single((await _sandbox.DeltaAsync(link)).Items).Count);
        Assert.Equal(400, (await _sandbox.GetAsync(link + "&$select=surname")).Status);
    }

    [Theory]
    [InlineData("$filter=displayName eq 'x'")]
    [InlineData("$orderby=displayName")]
    [InlineData("$search=x")]
    [InlineData("$top=5")]
    [InlineData("$expand=singleValueExtendedProperties($filter=id eq 'String 0x3A24')")]
    public async Task RefusesOtherOptions(string option) => Assert.Equal(400, (await _sandbox.GetAsync($"{Delta}?{option}")).Status);

    [Fact]
    public async Task APageMayBeEmptyAndHaveANextLink()
    {
        var user = _sandbox.Host.Users[2].Address;
        var first = await _sandbox.GetAsync($"users/{user}/contactFolders/contacts/contacts/delta");
        Assert.Empty(first.Value);
        var (items, link, _) = await _sandbox.DeltaAsync((string)first.Json["@odata.nextLink"]!);
        Assert.Equal(_sandbox.Mailbox(user).Contacts.Contacts.Count, items.Count);
        Assert.Empty((await _sandbox.DeltaAsync(link)).Items);
    }

    [Fact]
    public async Task LinksOfSeveralMailboxesAreAskedInOneBatch()
    {
        string Relative(string link) => link[link.IndexOf("/users/", StringComparison.Ordinal)..];
        var users = _sandbox.Host.Users.Skip(5).Select(u => u.Address).ToList();
        var links = new List<string>();
        foreach (var user in users)
            links.Add((await _sandbox.DeltaAsync($"users/{user}/contactFolders/contacts/contacts/delta", Immutable)).DeltaLink);
        var changed = _sandbox.Mailbox(users[1]);
        var number = changed.Contacts.Contacts.Keys.First();
        changed.Update(number, c => Renamed(c.Properties, "Im Stapel"));
        await _sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{users[2]}/delta/invalidate");
        var headers = new Dictionary<string, string> { ["Prefer"] = "IdType=\"ImmutableId\"" };
        var requests = links.Select((link, i) => new { id = $"{i}", method = "GET", url = Relative(link), headers });
        var answer = await _sandbox.SendAsync(HttpMethod.Post, "$batch", new { requests });
        Assert.Equal(200, answer.Status);
        var responses = answer.Json["responses"]!.AsArray().ToDictionary(r => (string)r!["id"]!, r => r!);
        Assert.Empty(responses["0"]["body"]!["value"]!.AsArray());
        var item = Assert.Single(responses["1"]["body"]!["value"]!.AsArray());
        Assert.Equal(changed.Contacts.Contacts[number].Id(true), (string?)item!["id"]);
        Assert.Equal(410, (int)responses["2"]["status"]!);
        Assert.Empty((await _sandbox.DeltaAsync((string)responses["1"]["body"]!["@odata.deltaLink"]!)).Items);
    }

    [Fact]
    public async Task AStaleLinkIsGone()
    {
        var (_, link, _) = await _sandbox.DeltaAsync(Delta);
        _sandbox.Host.Faults.Add(new Fault(DeltaEndpoints.StaleDeltaLink));
        Assert.Equal((410, "SyncStateNotFound"), await StatusAsync(link));
        Assert.Equal((200, null), await StatusAsync(link));
        Assert.Equal(204, (await _sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{_sandbox.User}/delta/invalidate")).Status);
        Assert.Equal((410, "SyncStateNotFound"), await StatusAsync(link));
    }

    [Fact]
    public async Task ALinkIsNotToBeMadeUp()
    {
        var (_, link, _) = await _sandbox.DeltaAsync(Delta);
        var at = link.Length - 30;
        var forged = link[..at] + (link[at] == 'A' ? 'B' : 'A') + link[(at + 1)..];
        Assert.Equal((400, "BadRequest"), await StatusAsync(forged));
        Assert.Equal((400, "BadRequest"), await StatusAsync(Delta + "?$deltatoken=latest"));
        Assert.Equal((400, "BadRequest"), await StatusAsync(link.Replace("$deltatoken", "$skiptoken")));
        var other = _sandbox.Host.Users[1].Address;
        var foreign = link.Replace(Uri.EscapeDataString(_sandbox.User), other)
            .Replace("contactFolders('" + _sandbox.Mailbox().Contacts.Id, "contactFolders('" + _sandbox.Mailbox(other).Contacts.Id);
        Assert.NotEqual(link, foreign);
        Assert.Equal((400, "BadRequest"), await StatusAsync(foreign));
    }

    private async Task<(int, string?)> StatusAsync(string link)
    {
        var answer = await _sandbox.GetAsync(link);
        return (answer.Status, answer.Status == 200 ? null : answer.ErrorCode);
    }

    private static PropertyBag Renamed(PropertyBag bag, string name)
    {
        var draft = bag.ToDraft();
        draft[ContactFields.DisplayName] = name;
        return draft.ToBag();
    }
}

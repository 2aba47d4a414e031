using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class MailboxUpdateTests : IAsyncLifetime
{
    private MailboxSandbox _sandbox = null!;

    public async ValueTask InitializeAsync() =>
        _sandbox = await MailboxSandbox.StartAsync(new SandboxOptions { MailboxCount = 6, ContactsPerMailbox = 20 });

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task ADayOfWorkChangesExactlySoManyContacts()
    {
        for (var day = 1; day <= 10; day++)
        {
            var before = Snapshot();
            var answer = await UpdateAsync(new { group = "Phone users", edit = 7, add = 4, delete = 3 });
            Assert.True(answer.Status == 200, answer.Text);
            var after = Snapshot();
            var added = after.Keys.Except(before.Keys).ToList();
            var deleted = before.Keys.Except(after.Keys).ToList();
            var edited = before.Keys.Intersect(after.Keys).Where(id => before[id] != after[id]).ToList();
            Assert.Equal((7, 4, 3), (edited.Count, added.Count, deleted.Count));
            var changes = answer.Json["changes"]!.AsArray().Select(c => c!.AsObject())
                .ToLookup(c => (string)c["kind"]!, c => (string)c["immutableId"]!);
            Assert.Equal(edited.Order(), changes["edit"].Order());
            Assert.Equal(added.Order(), changes["add"].Order());
            Assert.Equal(deleted.Order(), changes["delete"].Order());
        }
    }

    [Fact]
    public async Task TheWorkIsSpreadOverTheMembers()
    {
        var answer = await UpdateAsync(new { group = "Phone users", edit = 6, add = 6, delete = 0 });
        var changes = answer.Json["changes"]!.AsArray();
        Assert.Equal(6, changes.Where(c => (string?)c!["kind"] == "edit").Select(c => (string?)c!["mailbox"]).Distinct().Count());
        Assert.Equal(6, changes.Where(c => (string?)c!["kind"] == "add").Select(c => (string?)c!["mailbox"]).Distinct().Count());
    }

    [Fact]
    public async Task AnEditNamesItsFieldAndWhatItWas()
    {
        var answer = await UpdateAsync(new { group = "Phone users", edit = 40, seed = 3 });
        string[] fields = ["surname", "companyName", "mobilePhone", "businessPhones", "homePhones"];
        foreach (var change in answer.Json["changes"]!.AsArray().Select(c => c!.AsObject()))
        {
            Assert.Contains((string)change["field"]!, fields);
            Assert.NotEqual((string?)change["before"], (string?)change["after"]);
            Assert.DoesNotContain((string)change["folder"]!, (string[])["Recipient Cache", "AddIn Contact Store"]);
        }
        Assert.Equal(fields.Order(), answer.Json["changes"]!.AsArray().Select(c => (string)c!["field"]!).Distinct().Order());
    }

    [Fact]
    public async Task WhatCannotBeDoneIsRefusedWhole()
    {
        var before = Snapshot();
        Assert.Equal(409, await StatusAsync(new { group = "Phone users", edit = 1000 }));
        Assert.Equal(409, await StatusAsync(new { group = "Empty group", edit = 1 }));
        Assert.Equal(404, await StatusAsync(new { group = "No such group", edit = 1 }));
        Assert.Equal(400, await StatusAsync(new { group = "Phone users", edit = -1 }));
        Assert.Equal(400, await StatusAsync(new { edit = 1 }));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task AMailboxCanBeFilledEmptiedAndLookedInto()
    {
        var mailbox = $"mailboxes/{_sandbox.User}";
        var folder = await _sandbox.ControlAsync(
            HttpMethod.Post, mailbox + "/folders", new { displayName = "Neu", @class = "IPF.Contact", hidden = true });
        Assert.Equal(200, folder.Status);
        var filled = await _sandbox.ControlAsync(HttpMethod.Post, mailbox + "/contacts", new { folder = "Neu", count = 5 });
        Assert.Equal(5, JsonNode.Parse(filled.Text)!.AsArray().Count);
        async Task<int> AddAsync(object contact) =>
            (await _sandbox.ControlAsync(HttpMethod.Post, mailbox + "/contacts", new { contact })).Status;
        Assert.Equal(200, await AddAsync(new { displayName = "Eins", mobilePhone = "1" }));
        Assert.Equal(400, await AddAsync(new { fax = "1" }));
        var shown = (await _sandbox.ControlAsync(HttpMethod.Get, mailbox)).Json["folders"]!.AsArray();
        Assert.Equal(5, shown.Single(f => (string?)f!["displayName"] == "Neu")!["contacts"]!.AsArray().Count);
        var emptied = await _sandbox.ControlAsync(HttpMethod.Delete, mailbox + "/contacts");
        Assert.Equal(21, (int)emptied.Json["removed"]!);
        Assert.All(_sandbox.Mailbox().Folders, f => Assert.Equal(f.IsPersonal ? 0 : f.Contacts.Count, f.Contacts.Count));
        Assert.Equal(404, (await _sandbox.ControlAsync(HttpMethod.Get, "mailboxes/nobody@contoso.example")).Status);
    }

    private Task<Answer> UpdateAsync(object body) => _sandbox.ControlAsync(HttpMethod.Post, "update", body);

    private async Task<int> StatusAsync(object body) => (await UpdateAsync(body)).Status;

    /// <summary>Every contact an import may read, as the texts that it carries.</summary>
    private Dictionary<string, string> Snapshot()
    {
        MapiProperty[] fields = [ContactFields.Surname, ContactFields.GivenName, ContactFields.CompanyName, .. ContactFields.Phones];
        return _sandbox.Host.Context.Mailboxes.All
            .SelectMany(m => m.Folders).Where(f => f.IsPersonal).SelectMany(f => f.Contacts.Values)
            .ToDictionary(c => c.Id(true), c => string.Join('|', fields.Select(f => c.Properties.Text(f))));
    }
}

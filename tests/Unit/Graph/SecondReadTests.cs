using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Graph;

/// <summary>What a delta cannot carry is read beside it: at what cost, and what of it may fail.</summary>
public sealed class SecondReadTests
{
    [Fact]
    public async Task The_first_reading_costs_the_pages_of_one_listing_more()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 1100);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Wire.Reset();

        var read = Assert.Single(await sandbox.ReadAsync(mailboxes)).Value;

        // The folders; three pages of ids, three of contacts.
        Assert.Equal((7, 7, 1100), (read.Requests, sandbox.Wire.Count, Assert.Single(read.Folders).Upserted.Count));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 1)]
    [InlineData(21, 2)]
    [InlineData(45, 3)]
    public async Task Changed_contacts_of_all_folders_share_further_requests(int changes, int requests)
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 30);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        await sandbox.AddFolderAsync(mailbox, "Kunden");
        var first = await sandbox.ReadAsync([mailbox]);
        var path = $"mailboxes/{mailbox.Address}/contacts";
        await sandbox.ControlAsync(HttpMethod.Post, path, new { count = changes - (changes / 2) });
        if (changes > 1)
            await sandbox.ControlAsync(HttpMethod.Post, path, new { folder = "Kunden", count = changes / 2 });

        var second = Assert.Single(await sandbox.ReadAsync([mailbox], first)).Value;

        Assert.Equal(changes, second.Folders.Sum(folder => folder.Upserted.Count));
        Assert.Equal(1 + requests, second.Requests);
        Assert.Contains(sandbox.Trace, line => line.Contains($"{changes} contacts that changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_changes_are_read_from_the_listing_and_nothing_else_of_it_is_called_changed()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 30);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var first = await sandbox.ReadAsync([mailbox]);
        var added = GraphFolderReader.MostSingle + 1;
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts", new { count = added });

        var second = Assert.Single(await sandbox.ReadAsync([mailbox], first)).Value;

        var folder = Assert.Single(second.Folders);
        Assert.Equal((false, added, 2), (folder.IsComplete, folder.Upserted.Count, second.Requests));
    }

    [Fact]
    public async Task A_fax_alone_that_changes_is_a_change()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var id = sandbox.AddContact(mailbox, contact => contact.SetText(ContactFields.BusinessFax, "030 1"));
        var first = await sandbox.ReadAsync([mailbox]);
        Assert.Equal([new(PhoneNumberKind.BusinessFax, "030 1")], Find(first, id).PhoneNumbers);
        sandbox.EditContact(mailbox, id, contact => contact.SetText(ContactFields.BusinessFax, "030 2"));

        var second = await sandbox.ReadAsync([mailbox], first);

        Assert.Equal([new(PhoneNumberKind.BusinessFax, "030 2")], Find(second, id).PhoneNumbers);
    }

    [Fact]
    public async Task Each_contact_of_a_batch_is_judged_by_itself()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var first = await sandbox.ReadAsync([mailbox]);
        var added = await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts", new { count = 5 });
        string[] ids = [.. added!.AsArray().Select(contact => (string)contact!["immutableId"]!)];
        var (gone, ill, broken, odd) = (ids[0], ids[1], ids[2], ids[3]);
        var asked = 0;
        var answering = new BatchEditor(sandbox, (url, entry) =>
        {
            if (url.Contains(gone, StringComparison.Ordinal))
                BatchEditor.Fail(entry, 404, "ErrorItemNotFound");
            else if (url.Contains(ill, StringComparison.Ordinal) && ++asked > 0)
                BatchEditor.Fail(entry, 500, "ErrorInternalServerError");
            else if (url.Contains(broken, StringComparison.Ordinal))
                BatchEditor.Fail(entry, 400, "ErrorCorruptData");
            else if (url.Contains(odd, StringComparison.Ordinal))
                entry["body"]!["children"] = 7;
        });
        sandbox.Wire.Edit = answering.EditAsync;

        var read = Assert.Single(await sandbox.ReadAsync([mailbox], first)).Value;

        Assert.Null(read.Failure);
        var folder = Assert.Single(read.Folders);
        Assert.Equal([ids[4]], folder.Upserted.Select(contact => contact.Id));
        Assert.Equal(3, folder.Unreadable);
        Assert.Equal(new[] { ill, broken, odd }.Order(), folder.UnreadableIds!.Order());
        Assert.Empty(folder.RemovedIds);
        Assert.Equal(1 + sandbox.Session.Retry.ConnectionRetries, asked);
    }

    [Fact]
    public async Task A_damaged_contact_is_asked_for_again_until_it_is_read_or_gone()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 20);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var read = await sandbox.ReadAsync([mailbox]);
        var path = $"mailboxes/{mailbox.Address}/contacts";
        var added = await sandbox.ControlAsync(HttpMethod.Post, path, new { count = 20 });
        HashSet<string> damaged = [.. added!.AsArray().Take(8).Select(contact => (string)contact!["immutableId"]!)];
        var removed = damaged.First();
        sandbox.Wire.Edit = new BatchEditor(sandbox, (url, entry) =>
        {
            if (damaged.Any(id => url.Contains(id, StringComparison.Ordinal)))
                BatchEditor.Fail(entry, 500, "ErrorInternalServerError");
        }).EditAsync;
        List<(int Read, int Unreadable, int Removed)> nights = [];

        await NightAsync();
        await NightAsync();
        sandbox.RemoveContact(mailbox, removed);
        await NightAsync();
        damaged.Clear();
        await NightAsync();
        await NightAsync();

        Assert.Equal([(12, 8, 0), (0, 8, 0), (0, 7, 1), (7, 0, 0), (0, 0, 0)], nights);
        Assert.Equal(1, read.Values.Single().Requests);

        async Task NightAsync()
        {
            read = await sandbox.ReadAsync([mailbox], read);
            Assert.Null(read.Values.Single().Failure);
            var folder = Assert.Single(read.Values.Single().Folders);
            nights.Add((folder.Upserted.Count, folder.Unreadable, folder.RemovedIds.Count));
        }
    }

    [Fact]
    public async Task A_service_that_fails_for_most_contacts_fails_the_mailbox()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var first = await sandbox.ReadAsync([mailbox]);
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts", new { count = 10 });
        sandbox.Wire.Edit = new BatchEditor(sandbox, (url, entry) =>
        {
            if (url.Contains("/contacts/", StringComparison.Ordinal) && !url.Contains("delta", StringComparison.Ordinal))
                BatchEditor.Fail(entry, 500, "ErrorInternalServerError");
        }).EditAsync;

        var failure = Assert.Single(await sandbox.ReadAsync([mailbox], first)).Value.Failure;

        Assert.Equal("ServiceFailed", failure?.ErrorId);
    }

    [Fact]
    public async Task A_storm_over_the_second_reads_is_sat_out()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var first = await sandbox.ReadAsync([mailbox]);
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts", new { count = 30 });
        sandbox.Host.Faults.Add(new Fault(FaultBoard.Throttle) { Target = "/contacts/", Skip = 1, Count = 40, RetryAfter = null });

        var read = Assert.Single(await sandbox.ReadAsync([mailbox], first)).Value;

        Assert.Equal((null, 30), (read.Failure, read.Folders.Sum(folder => folder.Upserted.Count)));
    }

    [Fact]
    public async Task Pictures_are_read_where_they_are_asked_for()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
        foreach (var (name, photo) in new[] { ("Bild", jpeg), ("Riese", new byte[GraphSingleReads.LargestPhoto + 3]) })
        {
            sandbox.AddContact(mailbox, contact =>
            {
                contact.SetText(ContactFields.DisplayName, name);
                contact.Photo = new ContactPhoto(photo, "image/jpeg");
            });
        }

        var without = Assert.Single(await sandbox.ReadAsync([mailbox])).Value;
        var with = Assert.Single(await sandbox.ReadAsync([mailbox], scope: new ReadScope([], Photos: true))).Value;

        Assert.All(without.Folders[0].Upserted, contact => Assert.Null(contact.Photo));
        Assert.Equal(without.Requests + 1, with.Requests);
        var shown = Assert.Single(with.Folders[0].Upserted, contact => contact.Photo is not null);
        Assert.Equal("Bild", shown.DisplayName);
        Assert.Equal(jpeg, shown.Photo);
        Assert.Equal(5, with.Folders[0].Upserted.Count);
        Assert.Contains(sandbox.Trace, line => line.Contains("a picture is left out", StringComparison.Ordinal));
    }

    private static SyncContact Find(Dictionary<string, MailboxRead> reads, string id) =>
        Assert.Single(reads.Values.SelectMany(read => read.Folders).SelectMany(folder => folder.Upserted), contact => contact.Id == id);

    /// <summary>Changes single answers of a batch.</summary>
    private sealed class BatchEditor(GraphSandbox sandbox, Action<string, JsonNode> edit)
    {
        public static void Fail(JsonNode entry, int status, string code)
        {
            entry["status"] = status;
            entry["body"] = new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = "No." } };
        }

        public async Task EditAsync(HttpRequestMessage request, HttpResponseMessage response)
        {
            if (request.RequestUri != new Uri($"{sandbox.Host.Graph}/$batch"))
                return;
            var questions = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!["requests"]!.AsArray()
                .ToDictionary(question => (string)question!["id"]!, question => Uri.UnescapeDataString((string)question!["url"]!));
            var answers = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            foreach (var answer in answers["responses"]!.AsArray())
                edit(questions[(string)answer!["id"]!], answer);
            response.Content = new StringContent(answers.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        }
    }
}

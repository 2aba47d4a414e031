using System.Net;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using Xunit;

namespace ContactSync.Tests.Ews;

public sealed class EwsContactSourceTests
{
    private const string Anna = "anna@contoso.com";
    private const string Otto = "otto@contoso.com";

    private readonly FakeExchange exchange = new();

    [Fact]
    public async Task A_first_read_brings_every_contact_of_every_folder_of_people_s_own()
    {
        var mailbox = exchange.Add(Anna);
        Fill(mailbox.Contacts, 120);
        Fill(mailbox.Add("F1", "Customers"), 3);
        mailbox.Contacts.Put("D1", itemClass: "IPM.DistList");
        mailbox.Contacts.Put("M1", itemClass: "IPM.Note");
        mailbox.Contacts.Put("X1", itemClass: "IPM.Contact.Client");

        var read = await ReadAsync(Anna);

        Assert.Null(read.Failure);
        Assert.Equal([("F0", 121, 1, true), ("F1", 3, 0, true)], read.Folders.Select(folder =>
            (folder.State.FolderId, folder.Upserted.Count, folder.Unreadable, folder.IsComplete)));
        Assert.All(read.Folders, folder => Assert.All(folder.Upserted, contact => Assert.Equal(folder.State.FolderId, contact.FolderId)));
        Assert.All(read.Folders, folder => Assert.Empty(folder.RemovedIds));
        // The folders, two lists of changes, three batches and one.
        Assert.Equal((7, 7), (exchange.Server.Requests.Count, read.Requests));
        var batches = exchange.Server.Requests.Where(request => request.Operation == "GetItem");
        Assert.Equal([50, 50, 21, 3], batches.Select(request => request.Ids("ItemId").Count));
        Assert.All(exchange.Server.Requests, request => Assert.Equal(Anna, request.Impersonated));
        Assert.Contains(exchange.Server.Trace, line => line.Contains("1 distribution lists", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_request_of_a_read_is_valid()
    {
        Fill(exchange.Add(Anna).Contacts, 3);
        var first = await ReadAsync(Anna);
        await ReadAsync(Anna, first);

        Assert.All(exchange.Server.Requests, request => EwsSchema.AssertValid(request.Text));
    }

    [Fact]
    public async Task A_quiet_mailbox_costs_its_folders_and_one()
    {
        var mailbox = exchange.Add(Anna);
        Fill(mailbox.Contacts, 5);
        mailbox.Add("F1", "Customers");
        var first = await ReadAsync(Anna);

        var second = await ReadAsync(Anna, first);

        Assert.Equal(3, second.Requests);
        Assert.All(second.Folders, folder =>
            Assert.Equal((false, 0, 0), (folder.IsComplete, folder.Upserted.Count, folder.RemovedIds.Count)));
        Assert.Equal(first.Folders.Select(folder => folder.State), second.Folders.Select(folder => folder.State));
    }

    [Fact]
    public async Task Later_only_what_changed_is_read()
    {
        var contacts = exchange.Add(Anna).Contacts;
        Fill(contacts, 200);
        var first = await ReadAsync(Anna);
        contacts.Put("C7", "Changed");
        contacts.Put("new", "New");
        contacts.Remove("C9");

        var second = await ReadAsync(Anna, first);

        var folder = Assert.Single(second.Folders);
        Assert.Equal([("C7", "Changed"), ("new", "New")], folder.Upserted.Select(contact => (contact.Id, contact.Surname)));
        Assert.Equal(("C9", false, 3), (Assert.Single(folder.RemovedIds), folder.IsComplete, second.Requests));
    }

    [Fact]
    public async Task A_contact_that_became_something_else_is_gone()
    {
        var contacts = exchange.Add(Anna).Contacts;
        Fill(contacts, 3);
        var first = await ReadAsync(Anna);
        contacts.Put("C1", itemClass: "IPM.Note");

        Assert.Equal(["C1"], Assert.Single((await ReadAsync(Anna, first)).Folders).RemovedIds);
    }

    [Fact]
    public async Task Pages_are_as_long_as_the_server_likes()
    {
        exchange.PageSize = 7;
        var mailbox = exchange.Add(Anna);
        Fill(mailbox.Contacts, 30);
        foreach (var number in Enumerable.Range(1, 20))
            mailbox.Add($"F{number}", $"Folder {number}");

        var read = await ReadAsync(Anna);

        Assert.Null(read.Failure);
        Assert.Equal((21, 30), (read.Folders.Count, read.Folders[0].Upserted.Select(contact => contact.Id).Distinct().Count()));
    }

    [Fact]
    public async Task Folders_that_are_not_people_s_own_stay_out()
    {
        var mailbox = exchange.Add(Anna);
        mailbox.Add("F1", "Recipient Cache", "IPF.Contact.RecipientCache");
        mailbox.Add("F2", "{A9E2BC46-B3A0-4243-B315-60D991004455}", "IPF.Contact.MOC.ImContactList");
        mailbox.Add("F3", "GAL Contacts", "IPF.Contact.GalContacts");
        mailbox.Add("F4", "Hidden", isHidden: true);
        mailbox.Add("F5", "Thrown away", isDeleted: true);
        mailbox.Add("F6", "Found", isSearch: true);
        mailbox.Add("F7", "Lower case", "ipf.contact");

        var read = await ReadAsync(Anna);

        Assert.Equal(["F0", "F7"], read.Folders.Select(folder => folder.State.FolderId));
        Assert.Contains(exchange.Server.Trace, line => line.Contains("GAL Contacts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forgotten_state_means_the_whole_folder_and_nothing_is_called_removed()
    {
        var contacts = exchange.Add(Anna).Contacts;
        Fill(contacts, 4);
        var first = await ReadAsync(Anna);
        contacts.Remove("C1");
        contacts.Epoch++;

        var second = await ReadAsync(Anna, first);

        var folder = Assert.Single(second.Folders);
        Assert.Equal((true, 3, 0), (folder.IsComplete, folder.Upserted.Count, folder.RemovedIds.Count));
        Assert.Contains(exchange.Server.Trace, line => line.Contains("ErrorInvalidSyncStateData", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_state_forgotten_in_the_middle_of_its_pages_begins_anew()
    {
        exchange.PageSize = 10;
        var contacts = exchange.Add(Anna).Contacts;
        Fill(contacts, 25);
        var forgets = 1;
        exchange.Fault = seen =>
        {
            if (seen.SyncState is not null && forgets-- > 0)
                contacts.Epoch++;
            return null;
        };

        var read = await ReadAsync(Anna);

        Assert.Equal((null, 25), (read.Failure, Assert.Single(read.Folders).Upserted.Count));
    }

    [Fact]
    public async Task A_server_that_forgets_again_and_again_is_an_error()
    {
        exchange.PageSize = 10;
        var contacts = exchange.Add(Anna).Contacts;
        Fill(contacts, 25);
        exchange.Fault = seen =>
        {
            contacts.Epoch++;
            return null;
        };

        var read = await ReadAsync(Anna);

        Assert.Equal((nameof(Errors.SyncStateGone), 0), (read.Failure!.ErrorId, read.Folders.Count));
    }

    [Fact]
    public async Task The_same_state_twice_ends_the_loop_with_an_error()
    {
        exchange.Add(Anna);
        exchange.Fault = seen => seen.Operation != "SyncFolderItems" ? null : EwsServerStub.Xml(EwsSamples.Answer(
            "SyncFolderItems", EwsSamples.Message("SyncFolderItems", """
                <m:SyncState>same</m:SyncState><m:IncludesLastItemInRange>false</m:IncludesLastItemInRange><m:Changes/>
                """)));

        var read = await ReadAsync(Anna);

        Assert.Equal((nameof(Errors.EwsSameState), 3), (read.Failure!.ErrorId, read.Requests));
    }

    [Fact]
    public async Task A_page_of_folders_that_does_not_go_on_ends_the_loop_with_an_error()
    {
        exchange.Add(Anna);
        exchange.Fault = _ => EwsServerStub.Xml(EwsSamples.Answer("FindFolder", string.Concat(Enumerable.Repeat(
            EwsSamples.Message("FindFolder", """<m:RootFolder IncludesLastItemInRange="false"><t:Folders/></m:RootFolder>"""), 2))));

        Assert.Equal(nameof(Errors.EwsSamePage), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task No_folder_at_all_is_an_error_and_no_empty_mailbox()
    {
        exchange.Add(Anna).Folders.Clear();

        Assert.Equal(nameof(Errors.EwsAnswerUnreadable), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_folder_deleted_meanwhile_is_gone_and_one_that_stays_listed_is_an_error()
    {
        var mailbox = exchange.Add(Anna);
        Fill(mailbox.Contacts, 2);
        var going = mailbox.Add("F1", "Going");
        exchange.Fault = seen =>
        {
            if (seen.Operation == "SyncFolderItems")
                mailbox.Folders.Remove(going);
            return null;
        };
        Assert.Equal(["F0"], (await ReadAsync(Anna)).Folders.Select(folder => folder.State.FolderId));

        mailbox.Folders.Add(going);
        exchange.Fault = seen => seen.Operation == "SyncFolderItems" && seen.Ids("FolderId").Contains("F1")
            ? EwsServerStub.Fault("ErrorFolderNotFound")
            : null;
        Assert.Equal(nameof(Errors.FolderNotReadable), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task Items_fail_one_by_one()
    {
        Fill(exchange.Add(Anna).Contacts, 5);
        var failing = 2;
        exchange.ItemFault = id => id switch
        {
            "C0" => EwsSamples.Error("GetItem", "ErrorItemNotFound"),
            "C1" => EwsSamples.Error("GetItem", "ErrorCorruptData"),
            "C2" when failing-- > 0 => EwsSamples.Error(
                "GetItem", "ErrorServerBusy", values: """<t:Value Name="BackOffMilliseconds">3000</t:Value>"""),
            _ => null,
        };

        var folder = Assert.Single((await ReadAsync(Anna)).Folders);

        Assert.Equal(["C2", "C3", "C4"], folder.Upserted.Select(contact => contact.Id).Order());
        Assert.Equal(1, folder.Unreadable);
        Assert.Equal([3.0, 3.0], exchange.Server.Clock.Waits);
    }

    [Fact]
    public async Task An_item_that_keeps_failing_fails_the_mailbox_and_deletes_nothing()
    {
        Fill(exchange.Add(Anna).Contacts, 5);
        exchange.ItemFault = id => id == "C2" ? EwsSamples.Error("GetItem", "ErrorMailboxStoreUnavailable") : null;

        var read = await ReadAsync(Anna);

        Assert.Equal((nameof(Errors.EwsItemsLeft), 0), (read.Failure!.ErrorId, read.Folders.Count));
    }

    [Fact]
    public async Task A_damaged_item_is_left_out_but_not_a_whole_folder_of_them()
    {
        Fill(exchange.Add(Anna).Contacts, 20);
        exchange.ItemFault = id => id == "C2" ? EwsSamples.Error("GetItem", "ErrorInternalServerError") : null;
        var folder = Assert.Single((await ReadAsync(Anna)).Folders);
        Assert.Equal((19, 1), (folder.Upserted.Count, folder.Unreadable));
        Assert.Equal(["C2"], folder.UnreadableIds!);

        exchange.ItemFault = id => id == "C2" ? null : EwsSamples.Error("GetItem", "ErrorInternalServerError");
        Assert.Equal(nameof(Errors.EwsItemsLeft), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_batch_that_is_too_much_is_halved()
    {
        Fill(exchange.Add(Anna).Contacts, 60);
        exchange.Fault = seen =>
            seen.Operation == "GetItem" && seen.Ids("ItemId").Count > 20 ? EwsServerStub.Fault("ErrorTimeoutExpired") : null;

        var read = await ReadAsync(Anna);

        Assert.Equal(60, Assert.Single(read.Folders).Upserted.Count);
    }

    [Fact]
    public async Task One_broken_mailbox_costs_no_other_one()
    {
        Fill(exchange.Add(Anna).Contacts, 5);
        Fill(exchange.Add("erika@contoso.com").Contacts, 5);

        var reads = await ReadManyAsync([Anna, Otto, "erika@contoso.com"]);

        Assert.Equal(
            [(Anna, null), ("erika@contoso.com", null), (Otto, nameof(Errors.EwsMailboxNotFound))],
            reads.OrderBy(read => read.Mailbox.Address).Select(read => (read.Mailbox.Address, read.Failure?.ErrorId)));
    }

    [Fact]
    public async Task Progress_counts_every_contact()
    {
        Fill(exchange.Add(Anna).Contacts, 120);
        var counted = new Counted();

        await ReadManyAsync([Anna], progress: counted);

        Assert.Equal(120, counted.Sum);
    }

    [Fact]
    public async Task A_state_of_another_source_or_of_other_fields_is_none()
    {
        Fill(exchange.Add(Anna).Contacts, 3);
        var first = await ReadAsync(Anna);
        var state = first.Folders[0].State;
        Assert.NotNull(EwsFolderToken.Parse(state.Token));

        foreach (var other in new[] { "", "0.3", state.Token.Replace("ews ", "ews X"), "12345678 -d https://graph/delta" })
        {
            var read = await ReadAsync(Anna, first with { Folders = [first.Folders[0] with { State = state with { Token = other } }] });
            Assert.True(Assert.Single(read.Folders).IsComplete);
        }
    }

    [Fact]
    public async Task Random_histories_with_faults_end_equal_to_the_mailbox()
    {
        for (var seed = 1; seed <= 60; seed++)
            await RunHistoryAsync(new Random(seed), seed);
    }

    private static async Task RunHistoryAsync(Random random, int seed)
    {
        string[] faults = ["ErrorServerBusy", "ErrorInternalServerTransientError", "ErrorTimeoutExpired", "ErrorMailboxStoreUnavailable"];
        var test = new EwsContactSourceTests();
        var mailbox = test.exchange.Add(Anna);
        var stored = new Dictionary<string, (string Folder, string? Surname)>();
        MailboxRead? before = null;
        var chance = 0.0;
        test.exchange.Fault = seen =>
        {
            if (random.NextDouble() < chance / 4)
                mailbox.Contacts.Epoch++;
            if (random.NextDouble() >= chance)
                return null;
            return random.Next(3) switch
            {
                0 => throw new HttpRequestException("reset"),
                1 => EwsServerStub.Html(HttpStatusCode.ServiceUnavailable),
                _ => EwsServerStub.Fault(faults[random.Next(faults.Length)]),
            };
        };

        for (var run = 0; run < 6; run++)
        {
            test.exchange.PageSize = random.Next(1, 20);
            Edit(mailbox, random);
            chance = run == 5 ? 0 : random.NextDouble() / 3;
            var read = await test.ReadAsync(Anna, before);
            if (read.Failure is null)
            {
                Apply(stored, read);
                before = read;
                var expected = mailbox.Folders.SelectMany(folder => folder.Items.Select(item => (item.Id, folder.Id, item.Surname)));
                Assert.Equal(
                    expected.Order(),
                    stored.Select(entry => (entry.Key, entry.Value.Folder, entry.Value.Surname ?? "")).Order());
            }
            Assert.True(run < 5 || read.Failure is null, $"seed {seed}: {read.Failure}");
        }
    }

    private static void Edit(FakeMailbox mailbox, Random random)
    {
        if (random.Next(4) == 0)
            mailbox.Add($"F{mailbox.Folders.Count + random.Next(1000) * 100}", "Another");
        if (random.Next(6) == 0 && mailbox.Folders.Count > 1)
            mailbox.Folders.RemoveAt(random.Next(1, mailbox.Folders.Count));
        for (var edit = random.Next(30); edit > 0; edit--)
        {
            var folder = mailbox.Folders[random.Next(mailbox.Folders.Count)];
            var id = $"{folder.Id}-{random.Next(40)}";
            if (random.Next(3) == 0)
                folder.Remove(id);
            else
                folder.Put(id, $"Name {random.Next(1000)}");
        }
    }

    private static void Apply(Dictionary<string, (string Folder, string? Surname)> stored, MailboxRead read)
    {
        var listed = read.Folders.Select(folder => folder.State.FolderId).ToHashSet();
        foreach (var id in stored.Where(entry => !listed.Contains(entry.Value.Folder)).Select(entry => entry.Key).ToList())
            stored.Remove(id);
        foreach (var folder in read.Folders)
        {
            if (folder.IsComplete)
            {
                foreach (var id in stored.Where(entry => entry.Value.Folder == folder.State.FolderId).Select(entry => entry.Key).ToList())
                    stored.Remove(id);
            }
            foreach (var id in folder.RemovedIds)
                stored.Remove(id);
            foreach (var contact in folder.Upserted)
                stored[contact.Id] = (contact.FolderId, contact.Surname);
        }
    }

    private static void Fill(FakeFolder folder, int count)
    {
        foreach (var number in Enumerable.Range(0, count))
            folder.Put(folder.Id == "F0" ? $"C{number}" : $"{folder.Id}-{number}", $"Name {number}");
    }

    private async Task<MailboxRead> ReadAsync(string address, MailboxRead? before = null) =>
        Assert.Single(await ReadManyAsync([address], before));

    private async Task<IReadOnlyList<MailboxRead>> ReadManyAsync(
        IReadOnlyList<string> addresses, MailboxRead? before = null, IProgress<int>? progress = null)
    {
        await using var source = new EwsContactSource(exchange.Server.Client, new EwsSourceOptions { TenantId = "mail.example" });
        var state = before?.Folders.Select(folder => folder.State).ToList() ?? [];
        var requests = addresses.Select(address => new MailboxReadRequest(new SourceMailbox(address, address, address), state));
        var reads = new List<MailboxRead>();
        await foreach (var read in source.ReadAsync(ToAsync(requests), new ReadOptions(2, progress), CancellationToken.None))
            reads.Add(read);
        return reads;
    }

    private static async IAsyncEnumerable<MailboxReadRequest> ToAsync(IEnumerable<MailboxReadRequest> requests)
    {
        foreach (var request in requests)
        {
            await Task.Yield();
            yield return request;
        }
    }

    private sealed class Counted : IProgress<int>
    {
        private int sum;

        public int Sum => sum;

        public void Report(int value) => Interlocked.Add(ref sum, value);
    }
}

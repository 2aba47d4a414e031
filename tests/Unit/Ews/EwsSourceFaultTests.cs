using System.Net;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Servers that forget, stop, fail for one item or go round in circles: nothing is called removed that is not.</summary>
public sealed class EwsSourceFaultTests : EwsSourceTest
{
    [Fact]
    public async Task A_forgotten_state_means_the_whole_folder_and_nothing_is_called_removed()
    {
        var contacts = Exchange.Add(Anna).Contacts;
        Fill(contacts, 4);
        var first = await ReadAsync(Anna);
        contacts.Remove("C1");
        contacts.Epoch++;

        var second = await ReadAsync(Anna, first);

        var folder = Assert.Single(second.Folders);
        Assert.Equal((true, 3, 0), (folder.IsComplete, folder.Upserted.Count, folder.RemovedIds.Count));
        Assert.Contains(Exchange.Server.Trace, line => line.Contains("ErrorInvalidSyncStateData", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_state_forgotten_in_the_middle_of_its_pages_begins_anew()
    {
        Exchange.PageSize = 10;
        var contacts = Exchange.Add(Anna).Contacts;
        Fill(contacts, 25);
        var forgets = 1;
        Exchange.Fault = seen =>
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
        Exchange.PageSize = 10;
        var contacts = Exchange.Add(Anna).Contacts;
        Fill(contacts, 25);
        Exchange.Fault = seen =>
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
        Exchange.Add(Anna);
        Exchange.Fault = seen => seen.Operation != "SyncFolderItems" ? null : EwsServerStub.Xml(EwsSamples.Answer(
            "SyncFolderItems", EwsSamples.Message("SyncFolderItems", """
                <m:SyncState>same</m:SyncState><m:IncludesLastItemInRange>false</m:IncludesLastItemInRange><m:Changes/>
                """)));

        var read = await ReadAsync(Anna);

        Assert.Equal((nameof(Errors.EwsSameState), 3), (read.Failure!.ErrorId, read.Requests));
    }

    [Fact]
    public async Task A_page_of_folders_that_does_not_go_on_ends_the_loop_with_an_error()
    {
        Exchange.Add(Anna);
        Exchange.Fault = _ => EwsServerStub.Xml(EwsSamples.Answer("FindFolder", string.Concat(Enumerable.Repeat(
            EwsSamples.Message("FindFolder", """<m:RootFolder IncludesLastItemInRange="false"><t:Folders/></m:RootFolder>"""), 3))));

        Assert.Equal(nameof(Errors.EwsSamePage), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task No_folder_at_all_is_an_error_and_no_empty_mailbox()
    {
        Exchange.Add(Anna).Folders.Clear();

        Assert.Equal(nameof(Errors.EwsAnswerUnreadable), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task Items_fail_one_by_one()
    {
        Fill(Exchange.Add(Anna).Contacts, 5);
        var failing = 2;
        Exchange.ItemFault = id => id switch
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
        Assert.Equal([3.0, 3.0], Exchange.Server.Clock.Waits);
    }

    [Fact]
    public async Task A_damaged_item_is_asked_for_again_until_it_is_read_or_gone()
    {
        var contacts = Exchange.Add(Anna).Contacts;
        Fill(contacts, 20);
        var damaged = Enumerable.Range(0, 8).Select(number => $"C{number}").ToHashSet();
        Exchange.ItemFault = id => damaged.Contains(id) ? EwsSamples.Error("GetItem", "ErrorCorruptData") : null;
        var first = await ReadAsync(Anna);

        var second = await ReadAsync(Anna, first);
        damaged.Clear();
        var third = await ReadAsync(Anna, second);
        var fourth = await ReadAsync(Anna, third);

        Assert.Equal(
            [(12, 8), (0, 8), (8, 0), (0, 0)],
            ((MailboxRead[])[first, second, third, fourth]).Select(read => Assert.Single(read.Folders))
                .Select(folder => (folder.Upserted.Count, folder.Unreadable)));
        Assert.Equal(2, fourth.Requests);
    }

    [Fact]
    public async Task An_item_that_keeps_failing_fails_the_mailbox_and_deletes_nothing()
    {
        Fill(Exchange.Add(Anna).Contacts, 5);
        Exchange.ItemFault = id => id == "C2" ? EwsSamples.Error("GetItem", "ErrorMailboxStoreUnavailable") : null;

        var read = await ReadAsync(Anna);

        Assert.Equal((nameof(Errors.EwsItemsLeft), 0), (read.Failure!.ErrorId, read.Folders.Count));
    }

    [Fact]
    public async Task A_damaged_item_is_left_out_but_not_a_whole_folder_of_them()
    {
        Fill(Exchange.Add(Anna).Contacts, 20);
        Exchange.ItemFault = id => id == "C2" ? EwsSamples.Error("GetItem", "ErrorInternalServerError") : null;
        var folder = Assert.Single((await ReadAsync(Anna)).Folders);
        Assert.Equal((19, 1), (folder.Upserted.Count, folder.Unreadable));
        Assert.Equal(["C2"], folder.UnreadableIds!);

        Exchange.ItemFault = id => id == "C2" ? null : EwsSamples.Error("GetItem", "ErrorInternalServerError");
        Assert.Equal(nameof(Errors.EwsItemsLeft), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_batch_that_is_too_much_is_halved()
    {
        Fill(Exchange.Add(Anna).Contacts, 60);
        Exchange.Fault = seen =>
            seen.Operation == "GetItem" && seen.Ids("ItemId").Count > 20 ? EwsServerStub.Fault("ErrorTimeoutExpired") : null;

        var read = await ReadAsync(Anna);

        Assert.Equal(60, Assert.Single(read.Folders).Upserted.Count);
    }

    [Fact]
    public async Task One_broken_mailbox_costs_no_other_one()
    {
        Fill(Exchange.Add(Anna).Contacts, 5);
        Fill(Exchange.Add("erika@contoso.com").Contacts, 5);

        var reads = await ReadManyAsync(new[] { Anna, Otto, "erika@contoso.com" }.Select(Mailbox));

        Assert.Equal(
            [(Anna, null), ("erika@contoso.com", null), (Otto, nameof(Errors.EwsMailboxNotFound))],
            reads.OrderBy(read => read.Mailbox.Address).Select(read => (read.Mailbox.Address, read.Failure?.ErrorId)));
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
        var test = new EwsSourceFaultTests();
        var mailbox = test.Exchange.Add(Anna);
        var stored = new Dictionary<string, (string Folder, string? Surname)>();
        MailboxRead? before = null;
        var chance = 0.0;
        test.Exchange.Fault = seen =>
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
            test.Exchange.PageSize = random.Next(1, 20);
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
}

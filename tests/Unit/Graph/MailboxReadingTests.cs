using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class MailboxReadingTests
{
    [Fact]
    public async Task Reads_every_contact_and_reports_them_as_they_come()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 3, contacts: 1234);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var progress = new Total();

        var reads = await sandbox.ReadAsync(mailboxes, progress: progress);

        Assert.All(reads.Values, read =>
        {
            Assert.Null(read.Failure);
            Assert.All(read.Folders, folder => Assert.True(folder.IsComplete));
            Assert.Equal(1234, read.Folders.Sum(folder => folder.Upserted.Count));
            Assert.All(read.Folders, folder => Assert.Empty(folder.RemovedIds));
        });
        Assert.Equal(3 * 1234, progress.Sum);
    }

    [Fact]
    public async Task Reads_the_folders_that_people_fill_and_no_others()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 2);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        async Task AddAsync(object folder, string name, int contacts)
        {
            await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/folders", folder);
            await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts", new { folder = name, count = contacts });
        }
        await AddAsync(new { displayName = "Kunden" }, "Kunden", 3);
        await AddAsync(new { displayName = "Berlin", parent = "Kunden" }, "Berlin", 4);
        await AddAsync(new { displayName = "Mitte", parent = "Berlin" }, "Mitte", 5);
        await AddAsync(new { displayName = "Versteckt", hidden = true }, "Versteckt", 6);
        await AddAsync(new { displayName = "Cache", @class = "IPF.Contact.RecipientCache" }, "Cache", 7);
        await AddAsync(new { displayName = "GAL", @class = "IPF.Contact.GalContacts", parent = "Kunden" }, "GAL", 8);

        var read = Assert.Single(await sandbox.ReadAsync([mailbox])).Value;

        var named = read.Folders.Skip(1).Select(folder => (folder.State.Name, folder.Upserted.Count)).Order();
        Assert.Equal([("Kunden", 3), ("Kunden/Berlin", 4), ("Kunden/Berlin/Mitte", 5)], named);
        Assert.All(read.Folders, folder => Assert.All(folder.Upserted, contact => Assert.Equal(folder.State.FolderId, contact.FolderId)));

        var again = Assert.Single(await sandbox.ReadAsync([mailbox], new() { [mailbox.Address] = read })).Value;
        Assert.Equal(
            read.Folders.Select(folder => folder.State.FolderId).Order(), again.Folders.Select(folder => folder.State.FolderId).Order());
        Assert.Equal(1, again.Requests);
    }

    [Fact]
    public async Task Reads_only_what_changed()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 4, contacts: 20);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var first = await sandbox.ReadAsync(mailboxes);
        var work = new { group = GraphSandbox.PhoneUsers, edit = 7, add = 5, delete = 3 };
        var changes = await sandbox.ControlAsync(HttpMethod.Post, "update", work);

        var second = await sandbox.ReadAsync(mailboxes, first);

        var before = Ids(first);
        var folders = second.Values.SelectMany(read => read.Folders).ToList();
        var upserted = folders.SelectMany(folder => folder.Upserted).Select(contact => contact.Id).ToList();
        var removed = folders.SelectMany(folder => folder.RemovedIds).ToList();
        Assert.Equal(5, upserted.Count(id => !before.Contains(id)));
        Assert.Equal(7, upserted.Count(before.Contains));
        Assert.Equal(3, removed.Count);
        Assert.All(removed, id => Assert.Contains(id, before));
        Assert.All(second.Values, read => Assert.All(read.Folders, folder => Assert.False(folder.IsComplete)));
        Assert.Equal(15, changes!["changes"]!.AsArray().Count);
        var third = await sandbox.ReadAsync(mailboxes, second);
        Assert.All(third.Values, read => Assert.All(read.Folders, folder => Assert.Empty(folder.Upserted)));
    }

    [Fact]
    public async Task Mailboxes_in_which_nothing_changed_share_requests()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 25, contacts: 2);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var first = await sandbox.ReadAsync(mailboxes);
        sandbox.Wire.Reset();

        var second = await sandbox.ReadAsync(mailboxes, first);

        // A folder listing and a delta link each: ten mailboxes a batch.
        Assert.Equal(3, sandbox.Wire.Count);
        Assert.All(second.Values, read => Assert.Equal(1, read.Requests));
    }

    [Fact]
    public async Task A_shared_batch_is_filled_to_its_last_entry()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 20, contacts: 1);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        foreach (var mailbox in mailboxes)
            await sandbox.AddFolderAsync(mailbox, "Kunden");
        var first = await sandbox.ReadAsync(mailboxes);
        sandbox.Wire.Reset();

        var second = await sandbox.ReadAsync(mailboxes, first);

        // A folder listing and two delta links each: sixty questions. Two mailboxes begin in one batch and end in the next.
        Assert.Equal(3, sandbox.Wire.Count);
        Assert.Equal(2, second.Values.Count(read => read.Requests == 2));
        Assert.Equal(18, second.Values.Count(read => read.Requests == 1));
        Assert.All(second, read => Assert.Equal(FolderIds(first[read.Key]), FolderIds(read.Value)));

        static IEnumerable<string> FolderIds(MailboxRead read) => read.Folders.Select(folder => folder.State.FolderId);
    }

    [Fact]
    public async Task A_contact_that_moves_keeps_its_id_and_its_folders_tell_of_it()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        await sandbox.AddFolderAsync(mailbox, "Kunden");
        var first = await sandbox.ReadAsync([mailbox]);
        var shown = await sandbox.ControlAsync(HttpMethod.Get, $"mailboxes/{mailbox.Address}");
        var moving = shown!["folders"]!.AsArray().First(folder => folder!["default"]!.GetValue<bool>())!["contacts"]![0]!;
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts/{moving["id"]}/move", new { folder = "Kunden" });

        var second = Assert.Single(await sandbox.ReadAsync([mailbox], first)).Value;

        var id = (string)moving["immutableId"]!;
        Assert.Equal([id], second.Folders.Single(folder => folder.State.Name == "Kunden").Upserted.Select(contact => contact.Id));
        Assert.Equal([id], second.Folders.Single(folder => folder.State.Name != "Kunden").RemovedIds);
    }

    [Fact]
    public async Task A_new_folder_is_read_whole_and_a_deleted_one_is_left_out()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var old = await sandbox.AddFolderAsync(mailbox, "Alt");
        var first = await sandbox.ReadAsync([mailbox]);
        await sandbox.AddFolderAsync(mailbox, "Neu");
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts", new { folder = "Neu", count = 2 });
        sandbox.RemoveFolder(mailbox, old);

        var second = Assert.Single(await sandbox.ReadAsync([mailbox], first)).Value;

        Assert.Null(second.Failure);
        Assert.DoesNotContain(second.Folders, folder => folder.State.Name == "Alt");
        var added = second.Folders.Single(folder => folder.State.Name == "Neu");
        Assert.Equal((true, 2), (added.IsComplete, added.Upserted.Count));
        var contacts = second.Folders.Single(folder => folder.State.Name != "Neu");
        Assert.Equal((false, 0), (contacts.IsComplete, contacts.Upserted.Count));
    }

    [Fact]
    public async Task No_more_than_four_requests_of_a_mailbox_are_under_way()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 2, contacts: 1);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        foreach (var mailbox in mailboxes)
        {
            for (var number = 0; number < 12; number++)
                await sandbox.AddFolderAsync(mailbox, $"Ordner {number}");
        }
        // The first four of each mailbox wait for one another: with fewer allowed this would never end, with more the count tells.
        using var arrived = new CountdownEvent(8);
        var all = new TaskCompletionSource();
        sandbox.Wire.Hold = async request =>
        {
            if (!request.RequestUri!.AbsolutePath.StartsWith("/v1.0/users/", StringComparison.Ordinal))
                return;
            if (!arrived.IsSet && arrived.Signal())
                all.SetResult();
            await all.Task;
        };

        var reads = await sandbox.ReadAsync(mailboxes, throttleLimit: 2);

        Assert.All(reads.Values, read => Assert.Equal(13, read.Folders.Count));
        Assert.Equal(GraphMailboxChannel.Concurrency, sandbox.Wire.MostOfOneMailbox);
        Assert.Equal(0, sandbox.Host.Requests.Throttled);
    }

    [Fact]
    public async Task Counts_the_requests_of_each_mailbox()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 3, contacts: 5);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Wire.Reset();

        var reads = await sandbox.ReadAsync(mailboxes);

        Assert.Equal(sandbox.Wire.Count, reads.Values.Sum(read => read.Requests));
        Assert.All(reads.Values, read => Assert.InRange(read.Requests, 3, 4));
    }

    [Fact]
    public async Task Draws_mailboxes_only_as_there_is_room_for_them()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 30, contacts: 1);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var drawn = 0;
        async IAsyncEnumerable<MailboxReadRequest> Requests()
        {
            foreach (var mailbox in mailboxes)
            {
                await Task.Yield();
                Interlocked.Increment(ref drawn);
                yield return new MailboxReadRequest(mailbox, []);
            }
        }

        var most = 0;
        var done = 0;
        await foreach (var read in sandbox.Source.ReadAsync(Requests(), new ReadOptions(2), default))
            most = Math.Max(most, Volatile.Read(ref drawn) - done++);

        Assert.Equal(30, done);
        // Two under way, two finished and not fetched, and those about to be.
        Assert.InRange(most, 1, 8);
    }

    [Fact]
    public async Task Ending_the_enumeration_ends_the_work()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 10, contacts: 1);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        async IAsyncEnumerable<MailboxReadRequest> Requests()
        {
            foreach (var mailbox in mailboxes)
            {
                await Task.Yield();
                yield return new MailboxReadRequest(mailbox, []);
            }
        }

        await foreach (var read in sandbox.Source.ReadAsync(Requests(), new ReadOptions(1), default))
            break;
        var sent = sandbox.Wire.Count;
        await sandbox.ControlAsync(HttpMethod.Get, "status");

        Assert.Equal(sent, sandbox.Wire.Count);
        Assert.True(sent < 2 * mailboxes.Count);
    }

    private static HashSet<string> Ids(Dictionary<string, MailboxRead> reads) =>
        [.. reads.Values.SelectMany(read => read.Folders).SelectMany(folder => folder.Upserted).Select(contact => contact.Id)];

    private sealed class Total : IProgress<int>
    {
        private int sum;

        public int Sum => sum;

        public void Report(int value) => Interlocked.Add(ref sum, value);
    }
}

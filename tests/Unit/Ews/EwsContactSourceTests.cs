using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using Xunit;

namespace ContactSync.Tests.Ews;

public sealed class EwsContactSourceTests : EwsSourceTest
{
    [Fact]
    public async Task A_first_read_brings_every_contact_of_every_folder_of_people_s_own()
    {
        var mailbox = Exchange.Add(Anna);
        Fill(mailbox.Contacts, 120);
        Fill(mailbox.Add("F1", "Customers"), 3);
        mailbox.Contacts.Put("M1", itemClass: "IPM.Note");
        mailbox.Contacts.Put("X1", itemClass: "IPM.Contact.Client");

        var read = await ReadAsync(Anna);

        Assert.Null(read.Failure);
        Assert.Equal([("F0", 121, 0, true), ("F1", 3, 0, true)], read.Folders.Select(folder =>
            (folder.State.FolderId, folder.Upserted.Count, folder.Unreadable, folder.IsComplete)));
        Assert.All(read.Folders, folder => Assert.All(folder.Upserted, contact => Assert.Equal(folder.State.FolderId, contact.FolderId)));
        Assert.All(read.Folders, folder => Assert.Empty(folder.RemovedIds));
        // The folders, two lists of changes, three batches and one.
        Assert.Equal((7, 7), (Exchange.Server.Requests.Count, read.Requests));
        var batches = Exchange.Server.Requests.Where(request => request.Operation == "GetItem");
        Assert.Equal([50, 50, 21, 3], batches.Select(request => request.Ids("ItemId").Count));
        Assert.All(Exchange.Server.Requests, request => Assert.Equal(Anna, request.Impersonated));
    }

    [Fact]
    public async Task Every_request_of_a_read_is_valid()
    {
        Fill(Exchange.Add(Anna).Contacts, 3);
        var first = await ReadAsync(Anna);
        await ReadAsync(Anna, first);

        Assert.All(Exchange.Server.Requests, request => EwsSchema.AssertValid(request.Text));
    }

    [Fact]
    public async Task A_quiet_mailbox_costs_its_folders_and_one()
    {
        var mailbox = Exchange.Add(Anna);
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
        var contacts = Exchange.Add(Anna).Contacts;
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
        var contacts = Exchange.Add(Anna).Contacts;
        Fill(contacts, 3);
        var first = await ReadAsync(Anna);
        contacts.Put("C1", itemClass: "IPM.Note");

        Assert.Equal(["C1"], Assert.Single((await ReadAsync(Anna, first)).Folders).RemovedIds);
    }

    [Fact]
    public async Task Pages_are_as_long_as_the_server_likes()
    {
        Exchange.PageSize = 7;
        var mailbox = Exchange.Add(Anna);
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
        var mailbox = Exchange.Add(Anna);
        mailbox.Add("F1", "Recipient Cache", "IPF.Contact.RecipientCache");
        mailbox.Add("F2", "{A9E2BC46-B3A0-4243-B315-60D991004455}", "IPF.Contact.MOC.ImContactList");
        mailbox.Add("F3", "GAL Contacts", "IPF.Contact.GalContacts");
        mailbox.Add("F4", "Hidden", isHidden: true);
        mailbox.Add("F5", "Thrown away", isDeleted: true);
        mailbox.Add("F6", "Found", isSearch: true);
        mailbox.Add("F7", "Lower case", "ipf.contact");

        var read = await ReadAsync(Anna);

        Assert.Equal(["F0", "F7"], read.Folders.Select(folder => folder.State.FolderId));
        Assert.Contains(Exchange.Server.Trace, line => line.Contains("GAL Contacts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_deleted_meanwhile_is_gone_and_one_that_stays_listed_is_an_error()
    {
        var mailbox = Exchange.Add(Anna);
        Fill(mailbox.Contacts, 2);
        var going = mailbox.Add("F1", "Going");
        Exchange.Fault = seen =>
        {
            if (seen.Operation == "SyncFolderItems")
                mailbox.Folders.Remove(going);
            return null;
        };
        Assert.Equal(["F0"], (await ReadAsync(Anna)).Folders.Select(folder => folder.State.FolderId));

        mailbox.Folders.Add(going);
        Exchange.Fault = seen => seen.Operation == "SyncFolderItems" && seen.Ids("FolderId").Contains("F1")
            ? EwsServerStub.Fault("ErrorFolderNotFound")
            : null;
        Assert.Equal(nameof(Errors.FolderNotReadable), (await ReadAsync(Anna)).Failure!.ErrorId);
    }

    [Fact]
    public async Task Progress_counts_every_contact()
    {
        Fill(Exchange.Add(Anna).Contacts, 120);
        var counted = new Counted();

        await ReadManyAsync([Mailbox(Anna)], options: new ReadOptions(2, counted));

        Assert.Equal(120, counted.Sum);
    }

    [Fact]
    public async Task A_state_of_another_source_or_of_other_fields_is_none()
    {
        Fill(Exchange.Add(Anna).Contacts, 3);
        var first = await ReadAsync(Anna);
        var state = first.Folders[0].State;
        Assert.NotNull(EwsFolderToken.Parse(state.Token));

        foreach (var other in new[] { "", "0.3", state.Token.Replace("ews ", "ews X"), "12345678 -d https://graph/delta" })
        {
            var read = await ReadAsync(Anna, first with { Folders = [first.Folders[0] with { State = state with { Token = other } }] });
            Assert.True(Assert.Single(read.Folders).IsComplete);
        }
    }

    private sealed class Counted : IProgress<int>
    {
        private int sum;

        public int Sum => sum;

        public void Report(int value) => Interlocked.Add(ref sum, value);
    }
}

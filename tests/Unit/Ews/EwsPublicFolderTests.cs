using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Public folders, of which servers keep no sync states.</summary>
public sealed class EwsPublicFolderTests : EwsSourceTest
{
    private readonly FakeFolder customers = new("P2", "Customers", "IPF.Contact", parent: "P1");

    public EwsPublicFolderTests() => Exchange.PublicFolders.AddRange(
    [
        new FakeFolder("P1", "Sales", "IPF.Note", parent: "PUBLIC"), customers, new FakeFolder("P3", "Mail", "IPF.Note", parent: "P1"),
    ]);

    [Fact]
    public async Task Folders_are_found_by_their_paths_and_those_that_are_not_are_named()
    {
        var listing = await ListAsync(@"\sales\CUSTOMERS", "Sales/Customers", "Sales/Nothing", "Sales/Mail", "/");

        Assert.Equal([new SourceMailbox("P2", "Sales/Customers", "Customers", IsPublicFolder: true)], listing.Mailboxes);
        Assert.Equal(
            [
                ("Sales/Nothing", nameof(Errors.EwsPublicFolderUnknown)), ("Sales/Mail", nameof(Errors.EwsPublicFolderClass)),
                ("/", nameof(Errors.EwsPublicFolderUnknown)),
            ],
            listing.Skipped.Select(member => (member.Name, member.Failure!.ErrorId)));
        Assert.Equal((4, 2), (listing.Expected, listing.Requests));
        Assert.All(Exchange.Server.Requests, request => EwsSchema.AssertValid(request.Text));
    }

    [Fact]
    public async Task All_is_read_once_and_then_what_changed()
    {
        Fill(customers, 120);
        customers.Put("D1", "Friends", "IPM.DistList");
        customers.Put("M1", itemClass: "IPM.Post");
        var folder = await FindAsync();

        var first = await ReadAsync(folder);
        var all = Assert.Single(first.Folders);
        Assert.Equal((null, SyncProtocol.Ews, true), (first.Failure, first.Protocol, all.IsComplete));
        Assert.Equal((121, 0, "Sales/Customers"), (all.Upserted.Count, all.UnchangedIds!.Count, all.State.Name));

        var second = await ReadAsync(folder, first);
        var same = Assert.Single(second.Folders);
        Assert.Equal((1, true, 0, 121), (second.Requests, same.IsComplete, same.Upserted.Count, same.UnchangedIds!.Count));
        Assert.Equal(all.State, same.State);

        customers.Put("P2-7", "Changed");
        customers.Put("new", "New");
        customers.Remove("P2-9");
        var third = await ReadAsync(folder, second);
        var changed = Assert.Single(third.Folders);
        Assert.Equal(["Changed", "New"], changed.Upserted.Select(contact => contact.Surname).Order());
        Assert.Equal((2, 119), (third.Requests, changed.UnchangedIds!.Count));
        Assert.DoesNotContain("P2-9", changed.UnchangedIds);
        Assert.All(Exchange.Server.Requests, request => EwsSchema.AssertValid(request.Text));
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_stays_and_is_tried_again()
    {
        Fill(customers, 3);
        var folder = await FindAsync();
        Exchange.ItemFault = id => id == "P2-1" ? EwsSamples.Error("GetItem", "ErrorCorruptData") : null;
        var first = await ReadAsync(folder);
        Assert.Equal(["P2-1"], first.Folders[0].UnreadableIds!);

        Exchange.ItemFault = null;
        var second = await ReadAsync(folder, first);

        Assert.Equal(["P2-1"], second.Folders[0].Upserted.Select(contact => contact.Id));
        Assert.Equal(["P2-0", "P2-2"], second.Folders[0].UnchangedIds!.Order());
    }

    [Fact]
    public async Task Items_that_go_while_the_pages_are_read_cost_no_other_one()
    {
        Fill(customers, 40);
        var folder = await FindAsync();
        Exchange.PageSize = 7;
        RemoveWhileListing(3);

        var read = await ReadAsync(folder);

        Assert.Null(read.Failure);
        Assert.Equal(customers.Items.Select(item => item.Id).Order(), read.Folders[0].Upserted.Select(contact => contact.Id).Order());
    }

    [Fact]
    public async Task A_folder_that_never_rests_is_an_error()
    {
        Fill(customers, 40);
        var folder = await FindAsync();
        Exchange.PageSize = 7;
        RemoveWhileListing(30);

        Assert.Equal(nameof(Errors.EwsListingUnsteady), (await ReadAsync(folder)).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_an_error_and_a_page_that_does_not_go_on_ends_the_loop()
    {
        Fill(customers, 3);
        var folder = await FindAsync();
        Exchange.PublicFolders.Remove(customers);
        Assert.Equal(nameof(Errors.EwsObjectNotFound), (await ReadAsync(folder)).Failure!.ErrorId);

        Exchange.Fault = _ => EwsServerStub.Xml(EwsSamples.Answer("FindItem", EwsSamples.Message("FindItem", """
            <m:RootFolder IncludesLastItemInRange="false" IndexedPagingOffset="0"><t:Items/></m:RootFolder>
            """)));
        Assert.Equal(nameof(Errors.EwsSamePage), (await ReadAsync(folder)).Failure!.ErrorId);
    }

    [Fact]
    public async Task Requests_find_their_way_to_the_mailbox_that_holds_the_folders()
    {
        var options = new EwsSourceOptions { TenantId = "mail.example", PublicFolderMailbox = "pf1@contoso.com" };
        await using var source = new EwsContactSource(Exchange.Server.Client, options);

        await source.ListMailboxesAsync(new MailboxQuery([], [], ["Sales/Customers"]), CancellationToken.None);

        Assert.All(Exchange.Server.Requests, request => Assert.Equal(
            ("pf1@contoso.com", "pf1@contoso.com"), (request.Headers["X-PublicFolderMailbox"], request.Headers["X-AnchorMailbox"])));
    }

    [Fact]
    public void A_token_of_another_kind_is_none()
    {
        var contact = new SyncContact { Id = "C1", FolderId = "", LastModified = DateTimeOffset.UnixEpoch };
        var item = new EwsItem { Id = "C1", Contact = contact };
        var token = EwsListingToken.Of([item]).ToString();

        Assert.True(EwsListingToken.Parse(token)!.Has(item));
        Assert.False(EwsListingToken.Parse(token)!.Has(item with { Id = "C2" }));
        Assert.False(EwsListingToken.Parse(token)!.Has(item with { Contact = null }));
        string[] others = ["", "ews-list", token.Replace("ews-list ", "ews-list X"), token + "=", token[..^4], "ews 12345678 H4sI"];
        foreach (var other in others)
            Assert.Null(EwsListingToken.Parse(other));
        Assert.Null(EwsFolderToken.Parse(token));
    }

    /// <summary>Before each page but the first an item that was on it goes.</summary>
    private void RemoveWhileListing(int items)
    {
        var number = 0;
        Exchange.Fault = seen =>
        {
            if (seen.Operation == "FindItem" && !seen.Text.Contains("Offset=\"0\"", StringComparison.Ordinal) && number < items)
                customers.Remove($"P2-{number++}");
            return null;
        };
    }

    private async Task<SourceMailbox> FindAsync() => Assert.Single((await ListAsync("Sales/Customers")).Mailboxes);

    private Task<MailboxListing> ListAsync(params string[] paths) =>
        Source.ListMailboxesAsync(new MailboxQuery([], [], paths), CancellationToken.None);
}

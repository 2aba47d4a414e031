using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>What of a mailbox is read: folders by their paths, groups with members, pictures.</summary>
public sealed class EwsScopeTests : EwsSourceTest
{
    [Fact]
    public async Task Folders_are_called_as_over_Graph()
    {
        AddTree();

        var read = await ReadAsync(Anna);

        Assert.Equal(
            ["Contacts", "Customers", "Customers/Old", "Beside", "Beside/Deep", "Beside/Deep/Deeper", "In mail"],
            read.Folders.Select(folder => folder.State.Name));
    }

    [Fact]
    public async Task Folders_named_are_read_alone_and_the_others_are_told()
    {
        AddTree();

        var read = await ReadAsync(Anna, scope: new ReadScope(["customers", "beside/d*", "Nowhere", "Cache"]));

        Assert.Equal(["F1", "F4", "F5"], read.Folders.Select(folder => folder.State.FolderId));
        Assert.Equal(["F0", "F2", "F3", "F6"], read.LeftOutFolderIds.Order());
        Assert.Equal(["Nowhere", "Cache"], read.Notes.Select(note => note.Split('\'')[1]));
        // The folders, and three lists of changes.
        Assert.Equal(4, read.Requests);

        var nothing = await ReadAsync(Anna, scope: new ReadScope(["Nowhere"]));
        Assert.Equal((null, 0, 7), (nothing.Failure, nothing.Folders.Count, nothing.LeftOutFolderIds.Count));
    }

    [Fact]
    public async Task What_lies_in_a_folder_that_is_left_out_is_left_out()
    {
        AddTree().Add("F9", "Within", parent: "X1");

        var read = await ReadAsync(Anna);

        Assert.DoesNotContain("F9", read.Folders.Select(folder => folder.State.FolderId));
        Assert.DoesNotContain("F9", read.LeftOutFolderIds);
    }

    [Fact]
    public async Task Distribution_lists_are_groups_with_members()
    {
        var contacts = Exchange.Add(Anna).Contacts;
        Fill(contacts, 2);
        contacts.Put("D1", "Friends", "IPM.DistList", members: string.Concat(
            Member("Otto", Otto, "SMTP", "OneOff"), Member("Erika", "/o=First/cn=erika", "EX", "Mailbox"),
            Member("Board", null, "MAPIPDL", "PrivateDL"), Member(null, "max@contoso.com", null, "Contact")));

        var folder = Assert.Single((await ReadAsync(Anna)).Folders);

        Assert.Equal(0, folder.Unreadable);
        var group = Assert.Single(folder.Upserted, contact => contact.Kind == ContactKind.Group);
        Assert.Equal(("D1", "Friends", "F0"), (group.Id, group.DisplayName, group.FolderId));
        Assert.Equal(
            [("Otto", Otto), ("Erika", null), ("Board", null), (null, "max@contoso.com")],
            group.Members.Select(member => (member.Name, member.Address)));
        Assert.All(Exchange.Server.Requests, request => EwsSchema.AssertValid(request.Text));
        Assert.Equal(4, Exchange.Server.Requests.Count);
    }

    [Fact]
    public async Task Members_that_do_not_come_with_the_list_are_asked_for()
    {
        var contacts = Exchange.Add(Anna).Contacts;
        contacts.Put("D1", "Friends", "IPM.DistList");
        contacts.Put("D2", "Nobody", "IPM.DistList");
        Exchange.PrivateLists["D1"] = [("Otto", Otto, "OneOff"), ("Sales", "sales@contoso.com", "PublicDL")];

        var groups = Assert.Single((await ReadAsync(Anna)).Folders).Upserted;

        Assert.Equal([("Friends", 2), ("Nobody", 0)], groups.Select(group => (group.DisplayName, group.Members.Count)));
        Assert.Equal(["D1", "D2"], Exchange.Server.Requests.Where(request => request.Operation == "ExpandDL")
            .Select(request => Assert.Single(request.Ids("ItemId"))));
    }

    [Fact]
    public async Task A_list_that_changes_or_goes_is_told_as_a_contact_is()
    {
        var contacts = Exchange.Add(Anna).Contacts;
        contacts.Put("D1", "Friends", "IPM.DistList", members: Member("Otto", Otto, "SMTP", "OneOff"));
        contacts.Put("D2", "Foes", "IPM.DistList", members: Member("Otto", Otto, "SMTP", "OneOff"));
        var first = await ReadAsync(Anna);
        contacts.Put("D1", "Old friends", "IPM.DistList", members: Member("Otto", Otto, "SMTP", "OneOff"));
        contacts.Remove("D2");

        var folder = Assert.Single((await ReadAsync(Anna, first)).Folders);

        Assert.Equal(("Old friends", "D2"), (Assert.Single(folder.Upserted).DisplayName, Assert.Single(folder.RemovedIds)));
    }

    [Fact]
    public async Task Pictures_come_where_they_are_asked_for()
    {
        var contacts = Exchange.Add(Anna).Contacts;
        foreach (var number in Enumerable.Range(0, 25))
            contacts.Put($"C{number}", photo: number % 2 == 0 ? 100 : 0);
        contacts.Put("huge", photo: 3 << 20);

        var without = Assert.Single((await ReadAsync(Anna)).Folders);
        Assert.All(without.Upserted, contact => Assert.Null(contact.Photo));
        var before = Exchange.Server.Requests.Count;
        var with = await ReadAsync(Anna, scope: new ReadScope([], Photos: true));

        Assert.Equal(26, with.Folders[0].Upserted.Count);
        Assert.All(with.Folders[0].Upserted, contact =>
        {
            var has = contact.Id != "huge" && int.Parse(contact.Id[1..]) % 2 == 0;
            Assert.Equal(has ? Enumerable.Repeat((byte)contact.Id[^1], 100) : null, contact.Photo);
        });
        // The folders, the changes, the contacts, and thirteen pictures by ten.
        Assert.Equal((5, 5), (with.Requests, Exchange.Server.Requests.Count - before));
        Assert.All(Exchange.Server.Requests, request => EwsSchema.AssertValid(request.Text));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_costs_no_contact()
    {
        var contacts = Exchange.Add(Anna).Contacts;
        foreach (var number in Enumerable.Range(0, 4))
            contacts.Put($"C{number}", photo: 10);
        var failing = 1;
        Exchange.ItemFault = id => id switch
        {
            "A-C0" => EwsSamples.Error("GetAttachment", "ErrorAccessDenied"),
            "A-C1" when failing-- > 0 => EwsSamples.Error("GetAttachment", "ErrorMailboxStoreUnavailable"),
            "A-C2" => EwsSamples.Error("GetAttachment", "ErrorInternalServerError"),
            _ => null,
        };

        var read = await ReadAsync(Anna, scope: new ReadScope([], Photos: true));

        Assert.Null(read.Failure);
        Assert.Equal(["C1", "C3"], read.Folders[0].Upserted.Where(contact => contact.Photo is not null).Select(contact => contact.Id));

        // One that only cannot be had now would stay away until its contact changes.
        Exchange.ItemFault = id => id == "A-C1" ? EwsSamples.Error("GetAttachment", "ErrorMailboxStoreUnavailable") : null;
        var busy = await ReadAsync(Anna, scope: new ReadScope([], Photos: true));
        Assert.Equal((nameof(Errors.EwsItemsLeft), 0), (busy.Failure!.ErrorId, busy.Folders.Count));
    }

    private static string Member(string? name, string? address, string? routing, string type) => $"""
        <t:Member Key="{name ?? address}"><t:Mailbox>{(name is null ? "" : $"<t:Name>{name}</t:Name>")}
        {(address is null ? "" : $"<t:EmailAddress>{address}</t:EmailAddress>")}
        {(routing is null ? "" : $"<t:RoutingType>{routing}</t:RoutingType>")}
        <t:MailboxType>{type}</t:MailboxType></t:Mailbox><t:Status>Normal</t:Status></t:Member>
        """;

    private FakeMailbox AddTree()
    {
        var mailbox = Exchange.Add(Anna);
        mailbox.Add("F1", "Customers", parent: "F0");
        mailbox.Add("F2", "Old", parent: "F1");
        mailbox.Add("F3", "Beside");
        mailbox.Add("F4", "Deep", parent: "F3");
        mailbox.Add("F5", "Deeper", parent: "F4");
        mailbox.Add("F6", "In mail", parent: "INBOX");
        mailbox.Add("X1", "Cache", "IPF.Contact.RecipientCache", parent: "F0");
        return mailbox;
    }
}

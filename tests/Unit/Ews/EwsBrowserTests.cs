using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>What an admin sees of a server before a run, and mailboxes that are asked for by another name.</summary>
public sealed class EwsBrowserTests : EwsSourceTest
{
    [Fact]
    public async Task Mailboxes_are_found_by_the_beginning_of_a_name()
    {
        Exchange.Directory.Add(("Anna Müller", Anna, "Mailbox"));
        Exchange.Directory.Add(("Annals", "list@contoso.com", "PublicDL"));
        Exchange.Directory.Add(("Otto", Otto, "Mailbox"));

        var found = await FindAsync("Ann");

        Assert.Equal(
            [("Anna Müller", Anna, Anna, SyncProtocol.Ews)],
            found.Select(mailbox => (mailbox.DisplayName, mailbox.PrimarySmtpAddress, mailbox.Id, mailbox.Protocol)));
        Assert.Empty(await FindAsync("Nobody"));
    }

    [Fact]
    public async Task A_directory_cannot_be_listed_whole()
    {
        Assert.Equal(nameof(Errors.EwsSearchNeeded), (await Assert.ThrowsAsync<SyncException>(() => FindAsync(" "))).ErrorId);
        Assert.Empty(Exchange.Server.Requests);

        Exchange.NameLimit = 2;
        Exchange.Directory.AddRange([("Anna 1", "1@x.y", "Mailbox"), ("Anna 2", "2@x.y", "Mailbox"), ("Anna 3", "3@x.y", "Mailbox")]);
        var found = new List<SyncSourceMailbox>();
        var error = await Assert.ThrowsAsync<SyncException>(() => FindAsync("Anna", found));
        Assert.Equal((nameof(Errors.EwsTooManyNames), 2), (error.ErrorId, found.Count));
    }

    [Fact]
    public async Task All_contact_folders_are_shown_and_why_they_are_read_or_not()
    {
        var mailbox = Exchange.Add(Anna);
        Fill(mailbox.Contacts, 3);
        mailbox.Add("F1", "Customers", parent: "F0");
        mailbox.Add("F2", "Recipient Cache", "IPF.Contact.RecipientCache", parent: "F0");
        mailbox.Add("F3", "Within", parent: "F2");
        mailbox.Add("F4", "Hidden", isHidden: true);
        mailbox.Add("F5", "Thrown away", isDeleted: true);
        mailbox.Add("F6", "Found", isSearch: true);

        var folders = await Source.ListFoldersAsync(Mailbox(Anna), new ReadScope(["Customers"]), CancellationToken.None);

        string Text(string name, params object?[] arguments) => Texts.Catalog.Text(name, arguments);
        Assert.Equal(
            [
                ("Contacts", false, Text(nameof(Errors.Text_FolderOutOfScope))), ("Customers", true, Text(nameof(Errors.Text_FolderRead))),
                ("Recipient Cache", false, Text(nameof(Errors.Text_FolderSystem), "IPF.Contact.RecipientCache")),
                ("Recipient Cache/Within", false, Text(nameof(Errors.Text_FolderWithinOther))),
                ("Hidden", false, Text(nameof(Errors.Text_FolderHidden))), ("Thrown away", false, Text(nameof(Errors.Text_FolderDeleted))),
                ("Found", false, Text(nameof(Errors.Text_FolderSearch))),
            ],
            folders.Select(folder => (folder.Path, folder.IsRead, folder.Reason)));
        Assert.Equal((Anna, "F0", "IPF.Contact", 3, false), (
            folders[0].Mailbox, folders[0].Id, folders[0].Class, folders[0].Items, folders[0].IsHidden));
        Assert.True(folders[4].IsHidden);
        Assert.Single(Exchange.Server.Requests);
    }

    [Fact]
    public async Task A_public_folder_is_shown_as_one()
    {
        Exchange.PublicFolders.Add(new FakeFolder("P1", "Customers", "IPF.Contact", parent: "PUBLIC"));

        var folder = Assert.Single(await Source.ListFoldersAsync(
            new SourceMailbox("P1", "Customers", "Customers", IsPublicFolder: true), new ReadScope(["Else"]), CancellationToken.None));

        Assert.Equal(("Customers", "P1", true), (folder.Path, folder.Id, folder.IsRead));
    }

    [Fact]
    public async Task An_alias_is_read_by_the_primary_address_and_told()
    {
        Fill(Exchange.Add(Anna).Contacts, 3);
        Exchange.Aliases["ann@contoso.com"] = Anna;

        var read = await ReadAsync("ann@contoso.com");

        Assert.Equal((null, new SourceMailbox(Anna, Anna, Anna, Alias: "ann@contoso.com")), (read.Failure, read.Mailbox));
        Assert.Equal(("ann@contoso.com", 3), (read.RequestedId, Assert.Single(read.Folders).Upserted.Count));
        var folders = await Source.ListFoldersAsync(Mailbox("ann@contoso.com"), ReadScope.Everything, CancellationToken.None);
        Assert.Equal(Anna, Assert.Single(folders).Mailbox);

        // An id of the directory stays, and what was read under it counts.
        var known = new SourceMailbox("8d6b4f5e", "ann@contoso.com", "Anna");
        var byId = await ReadAsync(known, read);
        Assert.Equal(known with { Address = Anna, Alias = "ann@contoso.com" }, byId.Mailbox);
        Assert.Equal((null, false), (byId.RequestedId, Assert.Single(byId.Folders).IsComplete));
    }

    [Fact]
    public async Task An_alias_of_a_mailbox_that_is_not_there_fails_by_its_own_name()
    {
        Exchange.Aliases["ann@contoso.com"] = Anna;

        var read = await ReadAsync("ann@contoso.com");

        var refused = Assert.IsType<ServiceRefusedException>(read.Failure);
        Assert.Equal(("ErrorNonExistentMailbox", "ann@contoso.com"), (refused.Code, read.Mailbox.Address));
    }

    private async Task<List<SyncSourceMailbox>> FindAsync(string? search, List<SyncSourceMailbox>? found = null)
    {
        found ??= [];
        await foreach (var mailbox in Source.FindMailboxesAsync(search, CancellationToken.None))
            found.Add(mailbox);
        return found;
    }
}

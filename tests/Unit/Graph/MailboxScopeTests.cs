using ContactSync.Engine.Ports;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class MailboxScopeTests
{
    [Fact]
    public async Task Reads_the_folders_named_and_tells_those_left_out()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 2);
        var mailbox = await FillAsync(sandbox);

        var scope = new ReadScope(["kunden", "Kunden/Berlin/M*", "Nirgends"]);
        var read = Assert.Single(await sandbox.ReadAsync([mailbox], scope: scope)).Value;

        Assert.Equal(["Kunden", "Kunden/Berlin/Mitte"], read.Folders.Select(folder => folder.State.Name).Order());
        // The mailbox's own, and Berlin.
        Assert.Equal(2, read.LeftOutFolderIds.Count);
        Assert.DoesNotContain(read.LeftOutFolderIds, id => read.Folders.Any(folder => folder.State.FolderId == id));
        Assert.Contains("Nirgends", Assert.Single(read.Notes));
        Assert.Equal((null, SyncProtocol.Graph), (read.Failure, read.Protocol));
    }

    [Fact]
    public async Task Everything_leaves_nothing_out()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 2);
        var mailbox = await FillAsync(sandbox);

        var read = Assert.Single(await sandbox.ReadAsync([mailbox])).Value;

        Assert.Equal(4, read.Folders.Count);
        Assert.Empty(read.LeftOutFolderIds);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public async Task The_next_run_goes_on_though_the_own_folder_was_left_out()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 2);
        var mailbox = await FillAsync(sandbox);
        var scope = new ReadScope(["Kunden"]);
        var first = await sandbox.ReadAsync([mailbox], scope: scope);
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts", new { folder = "Kunden", count = 2 });

        var second = await sandbox.ReadAsync([mailbox], first, scope: scope);
        var third = await sandbox.ReadAsync([mailbox], second, scope: scope);

        var folder = Assert.Single(second.Values.Single().Folders);
        Assert.Equal((false, 2), (folder.IsComplete, folder.Upserted.Count));
        Assert.Equal(3, second.Values.Single().LeftOutFolderIds.Count);
        Assert.Empty(Assert.Single(third.Values.Single().Folders).Upserted);
        // The tree's first level and the delta in one batch; below it one for the folders in a folder that is left out.
        Assert.Equal(2, third.Values.Single().Requests);
    }

    [Fact]
    public async Task Shows_all_folders_and_why_each_is_read_or_not()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 2);
        var mailbox = await FillAsync(sandbox);
        var path = $"mailboxes/{mailbox.Address}/folders";
        await sandbox.ControlAsync(HttpMethod.Post, path, new { displayName = "Geheim", hidden = true });
        await sandbox.ControlAsync(HttpMethod.Post, path, new { displayName = "Cache", @class = "IPF.Contact.RecipientCache" });
        await sandbox.ControlAsync(HttpMethod.Post, path, new { displayName = "Darin", parent = "Cache" });

        var all = await sandbox.Source.ListFoldersAsync(mailbox, ReadScope.Everything, default);
        var some = await sandbox.Source.ListFoldersAsync(mailbox, new ReadScope(["Mitte"]), default);

        Assert.True(all[0].IsRead);
        Assert.Equal((2, "is read", "IPF.Contact"), (all[0].Items, all[0].Reason, all[0].Class));
        Assert.Equal(
            [
                ("Cache", false, "is filled by Outlook or Exchange itself (class IPF.Contact.RecipientCache)"),
                ("Cache/Darin", false, "lies in a folder that is not read"),
                ("Geheim", false, "is hidden: Outlook and Exchange fill such folders by themselves"),
                ("Kunden", true, "is read"), ("Kunden/Berlin", true, "is read"),
                ("Kunden/Berlin/Mitte", true, "is read"),
            ],
            all.Where(folder => folder.Path is not null && Made.Contains(folder.Path.Split('/')[^1]))
                .Select(folder => (folder.Path, folder.IsRead, folder.Reason)));
        Assert.True(Assert.Single(all, folder => folder.Path == "Geheim").IsHidden);
        Assert.Equal(["Kunden/Berlin/Mitte"], some.Where(folder => folder.IsRead).Select(folder => folder.Path));
        Assert.Equal("is not among the folders named", some[0].Reason);
        Assert.All(all, folder => Assert.Equal((mailbox.Address, SyncProtocol.Graph), (folder.Mailbox, folder.Protocol)));
        var read = Assert.Single(await sandbox.ReadAsync([mailbox])).Value;
        Assert.Equal(
            read.Folders.Select(folder => folder.State.FolderId).Order(),
            all.Where(folder => folder.IsRead).Select(folder => folder.Id).Order());
    }

    private static readonly string[] Made = ["Cache", "Darin", "Geheim", "Kunden", "Berlin", "Mitte"];

    private static async Task<SourceMailbox> FillAsync(GraphSandbox sandbox)
    {
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        await sandbox.AddFolderAsync(mailbox, "Kunden");
        await sandbox.AddFolderAsync(mailbox, "Berlin", "Kunden");
        await sandbox.AddFolderAsync(mailbox, "Mitte", "Berlin");
        return mailbox;
    }
}

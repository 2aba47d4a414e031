using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Tests.Graph;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Groups, pictures, folders by name, public folders and what an admin sees, of the sandbox's Exchange.</summary>
public sealed class EwsSandboxScopeTests
{
    [Fact]
    public async Task Folders_have_the_names_they_have_over_Graph()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var parent = await sandbox.AddFolderAsync(mailbox, "Customers of the north");
        await sandbox.AddFolderAsync(mailbox, "Old", parent);
        var overGraph = Assert.Single(await sandbox.ReadAsync([mailbox])).Value;
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/state", new { state = "OnPremises" });
        using var client = EwsSandbox.Client(sandbox.Host);

        var all = await EwsSandboxTests.ReadAsync(client, mailbox, []);
        var one = await EwsSandboxTests.ReadAsync(client, mailbox, [], new ReadScope(["customers of the north/*", "Nowhere"]));

        Assert.Contains("Customers of the north/Old", all.Folders.Select(folder => folder.State.Name));
        Assert.Equal(
            overGraph.Folders.Select(folder => folder.State.Name).Order(), all.Folders.Select(folder => folder.State.Name).Order());
        Assert.Equal("Customers of the north/Old", Assert.Single(one.Folders).State.Name);
        Assert.Equal((all.Folders.Count - 1, 1, 2), (one.LeftOutFolderIds.Count, one.Notes.Count, one.Requests));
    }

    [Fact]
    public async Task Pictures_are_read()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 5);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/state", new { state = "OnPremises" });
        var store = sandbox.Host.Context.Mailboxes.Find(sandbox.Host.Context.Tenant.FindUser(mailbox.Address)!)!;
        lock (store.Gate)
        {
            foreach (var number in Enumerable.Range(1, 12))
            {
                var draft = new ContactDraft { [ContactFields.Surname] = $"Picture {number}" };
                store.Add(store.Contacts, draft.ToBag(), new ContactPhoto([.. Enumerable.Repeat((byte)number, number)], "image/jpeg"));
            }
        }
        using var client = EwsSandbox.Client(sandbox.Host);

        var read = await EwsSandboxTests.ReadAsync(client, mailbox, [], new ReadScope([], Photos: true));

        Assert.Null(read.Failure);
        var pictures = read.Folders.SelectMany(folder => folder.Upserted).Where(contact => contact.Photo is not null).ToList();
        Assert.Equal(Enumerable.Range(1, 12), pictures.Select(contact => contact.Photo!.Length).Order());
        Assert.All(pictures, contact => Assert.Equal($"Picture {contact.Photo![0]}", contact.Surname));
    }

    [Fact]
    public async Task What_the_server_has_is_shown()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/state", new { state = "OnPremises" });
        using var client = EwsSandbox.Client(sandbox.Host);
        await using var source = new EwsContactSource(client, new EwsSourceOptions { TenantId = "own" });

        var folders = await source.ListFoldersAsync(mailbox, ReadScope.Everything, CancellationToken.None);
        var read = await EwsSandboxTests.ReadAsync(client, mailbox, []);
        var found = new List<SyncSourceMailbox>();
        await foreach (var entry in source.FindMailboxesAsync(mailbox.DisplayName, CancellationToken.None))
            found.Add(entry);

        Assert.Equal(
            read.Folders.Select(folder => (folder.State.FolderId, folder.State.Name, (int?)folder.Upserted.Count)).Order(),
            folders.Where(folder => folder.IsRead).Select(folder => (folder.Id, folder.Path, folder.Items)).Order());
        Assert.Contains(folders, folder => !folder.IsRead && folder.Class!.StartsWith("IPF.Contact.", StringComparison.Ordinal));
        Assert.Equal(mailbox.Address, Assert.Single(found).PrimarySmtpAddress);
    }

    [Fact]
    public async Task Groups_have_their_members()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var path = $"mailboxes/{mailbox.Address}/lists";
        object[] one = [new { address = "x@fabrikam.example", name = "Guest" }];
        var inner = await sandbox.ControlAsync(HttpMethod.Post, path, new { displayName = "Inner", members = one });
        object[] two = [new { item = (string)inner!["id"]! }, new { address = mailbox.Address, name = "Herself" }];
        await sandbox.ControlAsync(HttpMethod.Post, path, new { displayName = "Outer", members = two });
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/state", new { state = "OnPremises" });
        using var client = EwsSandbox.Client(sandbox.Host);

        var read = await EwsSandboxTests.ReadAsync(client, mailbox, []);

        Assert.Null(read.Failure);
        var contacts = read.Folders.SelectMany(folder => folder.Upserted).ToList();
        var groups = contacts.Where(contact => contact.Kind == ContactKind.Group).OrderBy(group => group.DisplayName).ToList();
        Assert.Equal((5, 2), (contacts.Count, groups.Count));
        Assert.Equal([new SyncContactMember("Guest", "x@fabrikam.example")], groups[0].Members);
        Assert.Equal([new SyncContactMember("Inner", null), new SyncContactMember("Herself", mailbox.Address)], groups[1].Members);
    }

    [Fact]
    public async Task Public_folders_are_read_in_the_name_of_a_mailbox()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 1);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/state", new { state = "OnPremises" });
        using var client = EwsSandbox.Client(sandbox.Host);
        var options = new EwsSourceOptions { TenantId = "own", DirectoryMailbox = mailbox.Address };
        await using var source = new EwsContactSource(client, options);
        await using var nobody = new EwsContactSource(client, options with { DirectoryMailbox = null });
        var query = new MailboxQuery([], [], ["Firmenkontakte"]);

        var skipped = Assert.Single((await nobody.ListMailboxesAsync(query, CancellationToken.None)).Skipped);
        Assert.Equal("EwsAccountWithoutMailbox", skipped.Failure!.ErrorId);

        var folder = Assert.Single((await source.ListMailboxesAsync(query, CancellationToken.None)).Mailboxes);
        var first = await EwsSandboxTests.ReadAsync(client, folder, [], options: options);
        await sandbox.ControlAsync(HttpMethod.Post, "mailboxes/public/contacts", new { folder = "Firmenkontakte", count = 2 });
        var second = await EwsSandboxTests.ReadAsync(client, folder, [first.Folders[0].State], options: options);

        Assert.Equal((null, 12), (first.Failure, Assert.Single(first.Folders).Upserted.Count));
        Assert.Equal((2, 12, 2), (second.Folders[0].Upserted.Count, second.Folders[0].UnchangedIds!.Count, second.Requests));
    }
}

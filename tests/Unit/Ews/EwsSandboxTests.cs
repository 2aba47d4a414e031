using System.Text.Json;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Graph;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>The sandbox's Exchange, which shares no code with the client.</summary>
public sealed class EwsSandboxTests
{
    [Fact]
    public async Task A_mailbox_that_moves_to_the_own_server_reads_the_same_over_EWS()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 150);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var overGraph = Assert.Single(await sandbox.ReadAsync(mailboxes)).Value;
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailboxes[0].Address}/state", new { state = "OnPremises" });
        using var client = EwsSandbox.Client(sandbox.Host);

        var overEws = await ReadAsync(client, mailboxes[0], []);

        Assert.Null(overEws.Failure);
        Assert.Equal(
            overGraph.Folders.Select(folder => (folder.State.Name, folder.Upserted.Count)).Order(),
            overEws.Folders.Select(folder => (folder.State.Name, folder.Upserted.Count)).Order());
        Assert.Equal(150, overEws.Folders.Sum(folder => folder.Upserted.Count));
        Assert.Equal(Comparable(overGraph), Comparable(overEws));
        Assert.Equal("Exchange 2019 or Subscription Edition", client.Server!.ToString().Split(" (")[0]);

        var again = await ReadAsync(client, mailboxes[0], [.. overEws.Folders.Select(folder => folder.State)]);
        Assert.Equal(overEws.Folders.Count + 1, again.Requests);
        Assert.All(again.Folders, folder => Assert.Equal((false, 0, 0), (folder.IsComplete, folder.Upserted.Count, folder.RemovedIds.Count)));
    }

    [Fact]
    public async Task Every_field_of_hundreds_of_contacts_is_the_same_over_both_protocols()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 200);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var random = new Random(7);
        for (var number = 0; number < 400; number++)
            sandbox.AddContact(mailboxes[0], contact => WholeContact.Fill(contact, random, number));
        var scope = new ReadScope([], Photos: true);
        var overGraph = Assert.Single(await sandbox.ReadAsync(mailboxes, scope: scope)).Value;
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailboxes[0].Address}/state", new { state = "OnPremises" });
        using var client = EwsSandbox.Client(sandbox.Host);

        var overEws = await ReadAsync(client, mailboxes[0], [], scope);

        Assert.Null(overEws.Failure);
        var contacts = overGraph.Folders.SelectMany(folder => folder.Upserted).ToList();
        Assert.Equal(600, contacts.Count);
        Assert.Equal(Comparable(overGraph), Comparable(overEws));
        // The contacts are such that the comparison means something: every field and every kind of it occurs.
        Assert.All(
            ContactFields.Rows.Where(row => row.Name != nameof(SyncContact.Members)),
            row => Assert.True(contacts.Any(contact => row.Read(contact) is not null), $"no contact has {row.Name}"));
        Assert.All(Enum.GetValues<ContactSensitivity>(), value => Assert.Contains(contacts, contact => contact.Sensitivity == value));
        Assert.Contains(contacts, contact =>
            contact.PhoneNumbers.Any(entry => entry.Kind == PhoneNumberKind.HomePhone2)
            && contact.PhoneNumbers.All(entry => entry.Kind != PhoneNumberKind.HomePhone));
    }

    [Fact]
    public async Task A_wrong_password_and_a_mailbox_elsewhere_are_named()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 1);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        using var wrong = EwsSandbox.Client(sandbox.Host, EwsSandbox.Basic(sandbox.Host, "wrong"));
        Assert.Equal("EwsSignInRefused", (await ReadAsync(wrong, mailbox, [])).Failure!.ErrorId);
        using var client = EwsSandbox.Client(sandbox.Host);
        Assert.Equal("EwsMailboxNotFound", (await ReadAsync(client, mailbox, [])).Failure!.ErrorId);
    }

    [Fact]
    public async Task Faults_of_a_server_are_got_over()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 60);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/state", new { state = "OnPremises" });
        using var client = EwsSandbox.Client(sandbox.Host);
        var first = await ReadAsync(client, mailbox, []);
        sandbox.Host.Faults.Add(new Fault("staleSyncState") { Count = -1 });
        sandbox.Host.Faults.Add(new Fault("ewsHtmlErrorPage") { Target = "/EWS/", Skip = 1 });

        var second = await ReadAsync(client, mailbox, [.. first.Folders.Select(folder => folder.State)]);

        Assert.Null(second.Failure);
        Assert.Contains(second.Folders, folder => folder is { IsComplete: true, RemovedIds.Count: 0 });
        Assert.All(second.Folders.Where(folder => folder.IsComplete), folder =>
            Assert.Equal(first.Folders.Single(before => before.State.FolderId == folder.State.FolderId).Upserted.Count, folder.Upserted.Count));
    }

    private static List<string> Comparable(MailboxRead read) =>
    [
        .. read.Folders.SelectMany(folder => folder.Upserted.Select(contact => JsonSerializer.Serialize(contact with
        {
            Id = "",
            FolderId = folder.State.Name,
        }))).Order(StringComparer.Ordinal),
    ];

    internal static async Task<MailboxRead> ReadAsync(
        EwsClient client, SourceMailbox mailbox, IReadOnlyList<FolderState> state, ReadScope? scope = null, EwsSourceOptions? options = null)
    {
        await using var source = new EwsContactSource(client, options ?? new EwsSourceOptions { TenantId = "own" });
        var reads = new List<MailboxRead>();
        var requests = Once(new MailboxReadRequest(mailbox, state));
        await foreach (var read in source.ReadAsync(requests, new ReadOptions(1, null, scope), CancellationToken.None))
            reads.Add(read);
        return Assert.Single(reads);
    }

    private static async IAsyncEnumerable<MailboxReadRequest> Once(MailboxReadRequest request)
    {
        await Task.Yield();
        yield return request;
    }
}

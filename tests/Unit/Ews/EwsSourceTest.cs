using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>A source over a fake server, and what it reads of it.</summary>
public abstract class EwsSourceTest
{
    private protected const string Anna = "anna@contoso.com";
    private protected const string Otto = "otto@contoso.com";

    private protected FakeExchange Exchange { get; } = new();

    private protected EwsContactSource Source =>
        new(Exchange.Server.Client, new EwsSourceOptions { TenantId = "mail.example" });

    private protected static SourceMailbox Mailbox(string address) => new(address, address, address);

    private protected static void Fill(FakeFolder folder, int count)
    {
        foreach (var number in Enumerable.Range(0, count))
            folder.Put(folder.Id == "F0" ? $"C{number}" : $"{folder.Id}-{number}", $"Name {number}");
    }

    private protected async Task<MailboxRead> ReadAsync(string address, MailboxRead? before = null, ReadScope? scope = null) =>
        await ReadAsync(Mailbox(address), before, scope);

    private protected async Task<MailboxRead> ReadAsync(SourceMailbox mailbox, MailboxRead? before = null, ReadScope? scope = null) =>
        Assert.Single(await ReadManyAsync([mailbox], before, new ReadOptions(2, null, scope)));

    private protected async Task<IReadOnlyList<MailboxRead>> ReadManyAsync(
        IEnumerable<SourceMailbox> mailboxes, MailboxRead? before = null, ReadOptions? options = null)
    {
        var state = before?.Folders.Select(folder => folder.State).ToList() ?? [];
        var requests = mailboxes.Select(mailbox => new MailboxReadRequest(mailbox, state));
        var reads = new List<MailboxRead>();
        await foreach (var read in Source.ReadAsync(ToAsync(requests), options ?? new ReadOptions(2), CancellationToken.None))
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
}

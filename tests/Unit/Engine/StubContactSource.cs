using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;

namespace ContactSync.Tests.Engine;

/// <summary>A source that answers each request by a function, one after the other.</summary>
internal sealed class StubContactSource(Func<MailboxReadRequest, CancellationToken, Task<MailboxRead?>> answer) : IContactSource
{
    public StubContactSource(Func<MailboxReadRequest, MailboxRead?> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public string TenantId { get; init; } = "tenant";

    /// <summary>The requests drawn so far.</summary>
    public List<MailboxReadRequest> Requests { get; } = [];

    /// <summary>How many contacts are reported as read before each answer.</summary>
    public int ContactsRead { get; init; }

    public Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(TestData.Listing([.. query.Mailboxes.Select(name => new SourceMailbox(name, $"{name}@example.com", name))]));

    public async IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken))
        {
            Requests.Add(request);
            options.ContactsRead?.Report(ContactsRead);
            if (await answer(request, cancellationToken) is { } read)
                yield return read;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

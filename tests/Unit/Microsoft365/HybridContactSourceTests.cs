using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using ContactSync.Tests.Engine;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Mailboxes in the cloud and on a server, each read where it is.</summary>
public class HybridContactSourceTests
{
    private const string EwsToken = "ews ABCD state";

    [Fact]
    public async Task A_mailbox_is_looked_for_in_the_cloud_and_then_on_the_server()
    {
        var graph = new StubContactSource(request => request.Mailbox.Id == "c" ? Found(request) : Elsewhere(request, "MailboxNotEnabledForRESTAPI"));
        var ews = new StubContactSource(request => Found(request) with { Protocol = SyncProtocol.Ews });

        var reads = await ReadAsync(graph, ews, Request("c"), Request("s"));

        Assert.Equal(
            [("c", SyncProtocol.Graph, 1), ("s", SyncProtocol.Ews, 2)],
            reads.Select(read => (read.Mailbox.Id, read.Protocol, read.Requests)));
        Assert.All(reads, read => Assert.Null(read.Failure));
        Assert.Equal("s", Assert.Single(ews.Requests).Mailbox.Id);
    }

    [Fact]
    public async Task One_that_was_read_on_the_server_is_asked_for_there_first_and_found_in_the_cloud_after_its_move()
    {
        var graph = new StubContactSource(Found);
        var ews = new StubContactSource(request => request.Mailbox.Id == "s"
            ? Found(request) with { Protocol = SyncProtocol.Ews }
            : Elsewhere(request, "ErrorNonExistentMailbox"));

        var reads = await ReadAsync(graph, ews, Request("s", EwsToken), Request("moved", EwsToken));

        Assert.Equal([("moved", SyncProtocol.Graph), ("s", SyncProtocol.Ews)], reads.Select(read => (read.Mailbox.Id, read.Protocol)));
        Assert.Equal([], Assert.Single(graph.Requests).State);
        Assert.Equal(2, ews.Requests.Count);
    }

    [Fact]
    public async Task One_that_is_nowhere_is_tried_once_at_each_place_and_says_what_both_said()
    {
        var graph = new StubContactSource(request => Elsewhere(request, "MailboxNotEnabledForRESTAPI"));
        var ews = new StubContactSource(request => Elsewhere(request, "ErrorNonExistentMailbox"));

        var reads = await ReadAsync(graph, ews, Request("a"), Request("b", EwsToken));

        Assert.All(reads, read => Assert.Equal("MailboxNowhere", read.Failure?.ErrorId));
        Assert.Equal((2, 2), (graph.Requests.Count, ews.Requests.Count));
        Assert.Contains("MailboxNotEnabledForRESTAPI", reads[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("ErrorNonExistentMailbox", reads[0].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_failure_stays_where_it_is()
    {
        var graph = new StubContactSource(request => Elsewhere(request, "ErrorAccessDenied"));
        var ews = new StubContactSource(Found);

        var read = Assert.Single(await ReadAsync(graph, ews, Request("a")));

        Assert.Equal("ErrorAccessDenied", (read.Failure as ServiceRefusedException)?.Code);
        Assert.Empty(ews.Requests);
    }

    [Theory]
    [InlineData(SyncProtocol.Graph)]
    [InlineData(SyncProtocol.Ews)]
    public async Task Where_one_protocol_is_asked_for_the_other_is_not(SyncProtocol only)
    {
        var graph = new StubContactSource(request => Elsewhere(request, "MailboxNotEnabledForRESTAPI"));
        var ews = new StubContactSource(request => Elsewhere(request, "ErrorNonExistentMailbox"));
        await using var source = new HybridContactSource(graph, ews, only: only);

        var reads = await source.ReadAsync(ToAsync([Request("a"), Request("b", EwsToken)]), new ReadOptions(1), default).ToListAsync();

        Assert.Equal(2, reads.Count);
        Assert.Equal(only == SyncProtocol.Graph ? (2, 0) : (0, 2), (graph.Requests.Count, ews.Requests.Count));
    }

    [Fact]
    public async Task Public_folders_are_the_server_s()
    {
        var graph = new StubContactSource(Found);
        var ews = new StubContactSource(Found);
        var folder = new SourceMailbox("pf", "Customers", "Customers", IsPublicFolder: true);

        var read = Assert.Single(await ReadAsync(graph, ews, new MailboxReadRequest(folder, [])));

        Assert.Equal("pf", read.Mailbox.Id);
        Assert.Empty(graph.Requests);
    }

    [Fact]
    public async Task Thousands_change_places_and_only_a_window_of_them_is_drawn_ahead()
    {
        const int Count = 3000;
        var answered = 0;
        var drawnAhead = 0;
        var graph = new StubContactSource(request => Number(request) % 3 == 0 ? Found(request) : Elsewhere(request, "MailboxNotFound"));
        var ews = new StubContactSource(request => Number(request) % 3 == 1 ? Found(request) : Elsewhere(request, "ErrorNonExistentMailbox"));
        await using var source = new HybridContactSource(graph, ews);
        var ids = new HashSet<string>();

        await foreach (var read in source.ReadAsync(Requests(), new ReadOptions(2), CancellationToken.None))
        {
            Assert.True(ids.Add(read.Mailbox.Id));
            Assert.Equal(Number(new MailboxReadRequest(read.Mailbox, [])) % 3 == 2, read.Failure is not null);
            Interlocked.Increment(ref answered);
        }

        Assert.Equal(Count, ids.Count);
        Assert.InRange(drawnAhead, 1, 200);

        async IAsyncEnumerable<MailboxReadRequest> Requests()
        {
            for (var number = 0; number < Count; number++)
            {
                drawnAhead = Math.Max(drawnAhead, number - Volatile.Read(ref answered));
                yield return Request($"{number}", number % 2 == 0 ? EwsToken : "");
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Where_a_source_cannot_work_at_all_the_reading_ends_with_it()
    {
        var graph = new StubContactSource(Found);
        var ews = new StubContactSource(_ => throw new InvalidOperationException("broken"));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(graph, ews, Request("a"), Request("b", EwsToken)));

        Assert.Equal("broken", error.Message);
    }

    [Fact]
    public async Task Ending_early_ends_both_lanes()
    {
        var ended = new TaskCompletionSource();
        var graph = new StubContactSource(Found);
        var ews = new StubContactSource(async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended.SetResult();
            }
            return null;
        });
        await using var source = new HybridContactSource(graph, ews);

        await foreach (var _ in source.ReadAsync(ToAsync([Request("b", EwsToken), Request("a")]), new ReadOptions(1), CancellationToken.None))
            break;

        Assert.True(ended.Task.IsCompleted);
    }

    private static int Number(MailboxReadRequest request) => int.Parse(request.Mailbox.Id, System.Globalization.CultureInfo.InvariantCulture);

    private static MailboxReadRequest Request(string id, string token = "") =>
        new(new SourceMailbox(id, $"{id}@example.com", id), token.Length == 0 ? [] : [State("F", token)]);

    private static MailboxRead Found(MailboxReadRequest request) => new(request.Mailbox, [Complete("F")], 1, TimeSpan.Zero);

    private static MailboxRead Elsewhere(MailboxReadRequest request, string code)
    {
        var error = new SyncException("Refused", SyncErrorKind.NotFound, $"it said {code}", "look elsewhere");
        return new MailboxRead(request.Mailbox, [], 1, TimeSpan.Zero, new ServiceRefusedException(error, code));
    }

    private static async Task<List<MailboxRead>> ReadAsync(IContactSource graph, IContactSource ews, params MailboxReadRequest[] requests)
    {
        await using var source = new HybridContactSource(graph, ews);
        var reads = new List<MailboxRead>();
        await foreach (var read in source.ReadAsync(ToAsync(requests), new ReadOptions(2), CancellationToken.None))
            reads.Add(read);
        return [.. reads.OrderBy(read => read.Mailbox.Id, StringComparer.Ordinal)];
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

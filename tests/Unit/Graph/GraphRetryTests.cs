using System.Net;
using System.Net.Http.Headers;
using ContactSync.Microsoft365.Graph;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class GraphRetryTests
{
    private const string Address = "https://graph.test/v1.0/users";

    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    private readonly JumpingClock clock = new(Start, limits: TimeSpan.FromSeconds(100));
    private readonly List<string> trace = [];

    [Fact]
    public async Task Waits_as_many_seconds_as_the_service_asks()
    {
        var stub = StubHandler.Sequence(() => Busy(HttpStatusCode.TooManyRequests, new(TimeSpan.FromSeconds(7))), Fine);

        var answer = await Client(stub).GetAsync(Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([7.0], clock.Waits);
    }

    [Fact]
    public async Task Waits_until_the_date_the_service_names()
    {
        var stub = StubHandler.Sequence(() => Busy(HttpStatusCode.ServiceUnavailable, new(Start.AddSeconds(30))), Fine);

        var answer = await Client(stub).GetAsync(Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([30.0], clock.Waits);
    }

    [Fact]
    public async Task Backs_off_doubling_where_the_service_names_no_wait()
    {
        var stub = StubHandler.Sequence(Throttled, Throttled, Throttled, Fine);

        var answer = await Client(stub).GetAsync(Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([0.5, 1.0, 2.0], clock.Waits);
        Assert.Equal(3, trace.Count);
    }

    [Fact]
    public void Jitter_spreads_the_waits_over_half_of_them()
    {
        var first = new GraphRetryOptions { Random = () => 0 }.DelayFor(2, null);
        var last = new GraphRetryOptions { Random = () => 1 }.DelayFor(2, null);

        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)), (first, last));
        Assert.Equal(TimeSpan.FromSeconds(60), new GraphRetryOptions { Random = () => 1 }.DelayFor(40, null));
        Assert.Equal(TimeSpan.FromSeconds(11), new GraphRetryOptions { Random = () => 1 }.DelayFor(0, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Hands_over_a_refusal_whose_wait_would_exceed_the_bound()
    {
        var stub = StubHandler.Sequence(() => Busy(HttpStatusCode.TooManyRequests, new(TimeSpan.FromHours(2))), Fine);

        var answer = await Client(stub).GetAsync(Address);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Gives_up_a_storm_after_the_bound()
    {
        var stub = StubHandler.Sequence(() => Busy(HttpStatusCode.TooManyRequests, new(TimeSpan.FromSeconds(20))));

        var answer = await Client(stub, options => options with { TotalTime = TimeSpan.FromSeconds(70) }).GetAsync(Address);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal([20.0, 20.0, 20.0], clock.Waits);
    }

    [Fact]
    public async Task Gives_up_a_page_that_never_arrives_and_asks_again()
    {
        var first = true;
        var stub = new StubHandler((_, _) =>
        {
            var stalled = first;
            first = false;
            return Task.FromResult(stalled ? new HttpResponseMessage { Content = new StreamContent(new StalledStream(clock)) } : Fine());
        });

        var answer = await Client(stub).GetAsync(Address);

        Assert.Equal("fine", await answer.Content.ReadAsStringAsync());
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task Reports_a_lost_connection_when_no_page_ever_arrives()
    {
        var stub = new StubHandler(async (_, token) =>
        {
            clock.EndTimeLimits();
            await Task.Delay(Timeout.Infinite, token);
            return Fine();
        });

        await Assert.ThrowsAsync<HttpRequestException>(() => Client(stub).GetAsync(Address));

        Assert.Equal(4, stub.Requests.Count);
    }

    [Fact]
    public async Task Repeats_a_read_whose_connection_broke()
    {
        var stub = StubHandler.Sequence(() => throw new HttpRequestException("reset"), () => throw new IOException("cut"), Fine);

        var answer = await Client(stub).GetAsync(Address);

        Assert.Equal("fine", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Does_not_ask_again_where_the_certificate_is_not_trusted()
    {
        var stub = StubHandler.Sequence(() => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "untrusted"));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client(stub).GetAsync(Address));

        Assert.Single(stub.Requests);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData(true, HttpStatusCode.ServiceUnavailable, 2)]
    [InlineData(false, HttpStatusCode.TooManyRequests, 2)]
    [InlineData(true, HttpStatusCode.BadRequest, 1)]
    public async Task Repeats_a_post_only_where_that_is_safe(bool onlyReads, HttpStatusCode status, int requests)
    {
        var stub = StubHandler.Sequence(() => new(status), Fine);
        var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent("{}") };
        request.Options.Set(GraphRetry.OnlyReads, onlyReads);

        await Client(stub).SendAsync(request);

        Assert.Equal(requests, stub.Requests.Count);
    }

    [Fact]
    public async Task Counts_repeated_requests_for_the_work_at_hand_and_in_total()
    {
        var handler = new GraphRetry(Options, StubHandler.Sequence(Fine, Throttled, Fine));
        using var client = new HttpClient(handler);

        async Task<int> CountOf(Func<Task> work)
        {
            using var counter = RequestCounter.Begin();
            await work();
            return counter.Count;
        }
        var one = await CountOf(() => client.GetAsync(Address));
        var two = await CountOf(() => client.GetAsync(Address));

        Assert.Equal((1, 2, 3), (one, two, handler.RequestCount));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_at_once()
    {
        using var cancel = new CancellationTokenSource();
        var answer = Client(StubHandler.Sequence(Throttled), options => options with { TimeProvider = new FakeTimeProvider() })
            .GetAsync(Address, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task Tells_of_a_repetition_without_the_query()
    {
        var stub = StubHandler.Sequence(Throttled, Fine);

        await Client(stub).GetAsync(Address + "?$skiptoken=abc");

        var line = Assert.Single(trace);
        Assert.Contains("429", line);
        Assert.DoesNotContain("abc", line);
    }

    private GraphRetryOptions Options => new() { TimeProvider = clock, Random = () => 0, Trace = trace.Add };

    private HttpClient Client(HttpMessageHandler stub, Func<GraphRetryOptions, GraphRetryOptions>? change = null) =>
        new(new GraphRetry(change?.Invoke(Options) ?? Options, stub)) { Timeout = Timeout.InfiniteTimeSpan };

    private static HttpResponseMessage Fine() => new() { Content = new StringContent("fine") };

    private static HttpResponseMessage Throttled() => new(HttpStatusCode.TooManyRequests);

    private static HttpResponseMessage Busy(HttpStatusCode status, RetryConditionHeaderValue retryAfter) =>
        new(status) { Headers = { RetryAfter = retryAfter } };

    /// <summary>A body whose bytes never come.</summary>
    private sealed class StalledStream(JumpingClock clock) : MemoryStream
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            clock.EndTimeLimits();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}

using System.Net;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using Xunit;
using static ContactSync.Tests.Ews.EwsServerStub;

namespace ContactSync.Tests.Ews;

/// <summary>What is asked again, how long after, and what never is.</summary>
public sealed class EwsRetryTests : EwsClientTest
{
    [Fact]
    public async Task A_busy_server_is_left_alone_for_as_long_as_it_asks()
    {
        var server = Sequence(() => Fault("ErrorServerBusy", """<t:Value Name="BackOffMilliseconds">42000</t:Value>"""), Good);

        await AskAsync(server);

        Assert.Equal([42.0], server.Clock.Waits);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Busy_may_stand_inside_a_good_answer_or_be_the_web_server_s_word()
    {
        var wait = """<t:Value Name="BackOffMilliseconds">7000</t:Value>""";
        var inside = EwsSamples.Answer("GetItem", EwsSamples.Error("GetItem", "ErrorServerBusy", values: wait));
        var server = Sequence(() => Xml(inside), () => Html(HttpStatusCode.ServiceUnavailable, ("Retry-After", "9")), Good);

        await AskAsync(server);

        Assert.Equal([7.0, 9.0], server.Clock.Waits);
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_an_error_within_bounds()
    {
        var server = Sequence(() => Fault("ErrorServerBusy", """<t:Value Name="BackOffMilliseconds">80000</t:Value>"""));

        var error = await RefusedAsync(server);

        Assert.Equal((nameof(Errors.EwsBusy), "ErrorServerBusy", SyncErrorKind.Throttled), (error.ErrorId, error.Code, error.Kind));
        Assert.Equal(7, server.Clock.Waits.Count);
    }

    [Theory]
    [InlineData("ErrorInternalServerTransientError")]
    [InlineData("ErrorMailboxStoreUnavailable")]
    [InlineData("ErrorMailboxMoveInProgress")]
    public async Task Passing_failures_are_asked_again(string code)
    {
        var server = Sequence(() => Fault(code), () => Fault(code), Good);

        await AskAsync(server);

        Assert.Equal([0.5, 1.0], server.Clock.Waits);
    }

    [Fact]
    public async Task Broken_connections_error_pages_and_cut_answers_are_asked_again()
    {
        var whole = EwsSamples.GetItem;
        var server = Sequence(
            () => throw new HttpRequestException("reset"),
            () => Html(HttpStatusCode.Found, ("Location", "/ews/genericerrorpage.htm?aspxerrorpath=/ews/exchange.asmx")),
            () => Xml(whole[..(whole.Length / 2)]),
            Good);

        await AskAsync(server);

        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Too_many_connections_lower_the_limit_once_for_all_and_say_so()
    {
        var together = new TaskCompletionSource();
        EwsServerStub server = null!;
        server = new EwsServerStub(
            seen => server.Requests.Take(4).Any(first => ReferenceEquals(first, seen)) ? Fault("ErrorExceededConnectionCount") : Good(),
            maxConnections: 4);
        server.Hold = _ =>
        {
            if (server.Requests.Count == 4)
                together.TrySetResult();
            return together.Task;
        };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(server)));

        Assert.Equal(2, server.Client.MaxConnections);
        Assert.Single(server.Trace, line => line.Contains("at most 2 requests", StringComparison.Ordinal));
        server.Most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(server)));
        Assert.InRange(server.Most, 1, 2);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_an_error_after_some_tries()
    {
        var server = Sequence(() => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        var error = await Assert.ThrowsAsync<ConnectionLostException>(() => AskAsync(server));

        Assert.Equal((nameof(Errors.HostUnreachable), 4), (error.ErrorId, server.Requests.Count));
    }

    [Fact]
    public async Task An_untrusted_server_is_asked_once()
    {
        var server = Sequence(() => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "no"));

        await Assert.ThrowsAsync<ConnectionLostException>(() => AskAsync(server));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_change_is_never_sent_again_where_it_may_have_been_made()
    {
        var cut = EwsSamples.Answer("CreateItem", EwsSamples.Message("CreateItem", "<m:Items/>"));
        Func<HttpResponseMessage>[] unclear =
        [
            () => throw new HttpRequestException("reset"),
            () => throw new IOException("reset"),
            () => Xml(cut[..^9]),
            () => Html(HttpStatusCode.BadGateway),
            () => Html(HttpStatusCode.InternalServerError),
            () => Html(HttpStatusCode.Found, ("Location", "/ews/genericerrorpage.htm")),
        ];
        foreach (var answer in unclear)
        {
            var server = Sequence(answer);

            var error = await Assert.ThrowsAsync<SyncException>(() => CreateAsync(server));

            Assert.Equal((nameof(Errors.EwsOutcomeUnknown), SyncErrorKind.ConnectionLost), (error.ErrorId, error.Kind));
            Assert.IsAssignableFrom<SyncException>(error.InnerException);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task A_change_is_sent_again_where_it_was_surely_not_made()
    {
        var server = Sequence(
            () => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            () => Fault("ErrorServerBusy", """<t:Value Name="BackOffMilliseconds">7000</t:Value>"""),
            () => Html(HttpStatusCode.ServiceUnavailable),
            () => Fault("ErrorExceededConnectionCount"),
            () => Xml(EwsSamples.Answer("CreateItem", EwsSamples.Message("CreateItem", """
                <m:Items><t:Contact><t:ItemId Id="C1" ChangeKey="EQ=="/></t:Contact></m:Items>
                """))));

        var created = await CreateAsync(server);

        Assert.Equal(("C1", "EQ=="), (created[0].Id, created[0].ChangeKey));
        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [InlineData("ErrorInternalServerError", nameof(Errors.EwsServerFailed))]
    [InlineData("ErrorTimeoutExpired", nameof(Errors.EwsTooMuchAtOnce))]
    [InlineData("ErrorIrresolvableConflict", nameof(Errors.ChangedMeanwhile))]
    public async Task A_change_that_is_refused_is_not_sent_again(string code, string expected)
    {
        var server = Sequence(() => Fault(code));

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => CreateAsync(server));

        Assert.Equal((expected, code), (error.ErrorId, error.Code));
        Assert.Single(server.Requests);
    }

    private static Task<IReadOnlyList<EwsItem>> CreateAsync(EwsServerStub server) => server.Client.GetAsync(
        new CreateItem([[EwsFieldValue.Of(new EwsPath.Field("contacts:GivenName"), "Anna")]]), server.Client.Call("mailbox anna"),
        CancellationToken.None);
}

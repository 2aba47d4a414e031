using System.Text.Json;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class GraphBatchTests
{
    private readonly JumpingClock clock = new(DateTimeOffset.Parse("2026-11-23T10:00:00Z"), limits: TimeSpan.FromSeconds(100));

    [Fact]
    public async Task Asks_twenty_questions_a_request_and_keeps_their_order()
    {
        var stub = new StubHandler(request => Reply(request, (id, url) => new(200, $$"""{"asked":"{{url}}"}""")));

        var answers = await Transport(stub).GetManyAsync(Call, [.. Enumerable.Range(0, 45).Select(number => $"/users/{number}")], default);

        Assert.Equal(3, stub.Requests.Count);
        Assert.Equal(
            Enumerable.Range(0, 45).Select(number => $"/users/{number}"),
            answers.Select(answer => answer.Read(Call, body => body.GetProperty("asked").GetString())));
    }

    [Fact]
    public async Task Asks_for_immutable_ids_in_every_entry()
    {
        var bodies = new List<JsonElement>();
        var stub = new StubHandler(request =>
        {
            bodies.Add(BodyOf(request));
            return Reply(request, (_, _) => new(200, "{}"));
        });

        await Transport(stub).GetManyAsync(Call, ["/users/a", "/users/b"], default);

        Assert.All(Assert.Single(bodies).GetProperty("requests").EnumerateArray(), entry =>
        {
            Assert.Equal("GET", entry.GetProperty("method").GetString());
            Assert.Contains("IdType=\"ImmutableId\"", entry.GetProperty("headers").GetProperty("Prefer").GetString());
        });
    }

    [Fact]
    public async Task Asks_again_only_what_the_service_was_too_busy_for()
    {
        var asked = new List<string[]>();
        var stub = new StubHandler(request =>
        {
            var urls = UrlsOf(request);
            asked.Add(urls);
            return Reply(request, (_, url) => url == "/b" && asked.Count < 3 ? new(429, "{}", "4") : new(200, "{}"));
        });

        var answers = await Transport(stub).GetManyAsync(Call, ["/a", "/b", "/c"], default);

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal([["/a", "/b", "/c"], ["/b"], ["/b"]], asked);
        Assert.Equal([4.0, 4.0], clock.Waits);
    }

    [Fact]
    public async Task Hands_over_an_entry_that_stays_refused()
    {
        var stub = new StubHandler(request => Reply(request, (_, url) => url == "/b" ? new(429, "{}", "400") : new(200, "{}")));

        var answers = await Transport(stub).GetManyAsync(Call, ["/a", "/b"], default);

        Assert.Equal([200, 429], answers.Select(answer => answer.Status));
        Assert.Equal("Throttled", answers[1].Refusal(Call).ErrorId);
    }

    [Theory]
    [InlineData("""{"responses":[{"id":"0","status":200,"body":{}}]}""")]
    [InlineData("""{"responses":[{"id":"0","status":200},{"id":"9","status":200}]}""")]
    [InlineData("""{"responses":[{"id":"0"},{"id":"1"}]}""")]
    [InlineData("""{"responses":[{"id":"0","status":200,"body":{}},{"id":"1","status":2""")]
    [InlineData("""{"value":[]}""")]
    [InlineData("<html>")]
    [InlineData("")]
    public async Task Refuses_an_answer_that_leaves_something_out(string body)
    {
        var transport = Transport(new StubHandler(_ => StubHandler.Json(body)));

        var error = await Assert.ThrowsAsync<SyncException>(() => transport.GetManyAsync(Call, ["/a", "/b"], default));

        Assert.Equal("ResponseUnreadable", error.ErrorId);
    }

    [Fact]
    public void An_entry_that_says_no_keeps_code_and_request_id()
    {
        var text =
            """
            {"responses":[{"id":"0","status":404,"headers":{"Request-Id":"abc"},
            "body":{"error":{"code":"MailboxNotEnabledForRESTAPI","message":"The mailbox is on-premise."}}}]}
            """u8.ToArray();

        var error = GraphBatch.Read(text, 1, TimeProvider.System)[0].Refusal(Call);

        Assert.Equal(("MailboxOnPremises", "MailboxNotEnabledForRESTAPI", "abc"), (error.ErrorId, error.Code, error.RequestId));
    }

    [Theory]
    [InlineData("https://graph.test/v1.0/users('1')/contacts/delta?$deltatoken=x%3D", "/users('1')/contacts/delta?$deltatoken=x%3D")]
    [InlineData("https://GRAPH.test/v1.0/users?$skiptoken=A", "/users?$skiptoken=A")]
    [InlineData("https://graph.test.evil.example/v1.0/users", null)]
    [InlineData("https://graph.test/beta/users", null)]
    [InlineData("http://graph.test/v1.0/users", null)]
    public void Links_are_taken_verbatim_and_only_from_the_service_itself(string link, string? relative) =>
        Assert.Equal(relative, new GraphLinks(new Uri("https://graph.test/v1.0")).RelativeOf(link));

    [Fact]
    public void A_token_for_other_fields_is_no_token()
    {
        var token = new FolderToken("https://graph.test/v1.0/users?$deltatoken=a b", IsDefault: true, HasChildren: false);

        Assert.Equal(token, FolderToken.Parse(token.ToString()));
        Assert.Equal(["AAk=", "AB-_"], FolderToken.Parse((token with { LeftOut = ["AAk=", "AB-_"] }).ToString())!.LeftOut);
        Assert.Null(FolderToken.Parse("00000000" + token.ToString()[8..]));
        Assert.Null(FolderToken.Parse("https://graph.test/v1.0/users"));
        Assert.Null(FolderToken.Parse(""));
    }

    private static GraphCall Call => new("app", new Uri("https://graph.test/v1.0"), "mailbox a@contoso.example", "Contacts.Read");

    private GraphTransport Transport(StubHandler stub) => new(
        new HttpClient(new GraphRetry(new GraphRetryOptions { TimeProvider = clock, Random = () => 0 }, stub)),
        new GraphLinks(new Uri("https://graph.test/v1.0")),
        new GraphRetryOptions { TotalTime = TimeSpan.FromMinutes(5), Random = () => 0 },
        clock);

    private static JsonElement BodyOf(HttpRequestMessage request) =>
        JsonDocument.Parse(request.Content!.ReadAsByteArrayAsync().GetAwaiter().GetResult()).RootElement;

    private static string[] UrlsOf(HttpRequestMessage request) =>
        [.. BodyOf(request).GetProperty("requests").EnumerateArray().Select(entry => entry.GetProperty("url").GetString()!)];

    /// <summary>Answers each entry by a function, last one first: the service promises no order.</summary>
    private static HttpResponseMessage Reply(HttpRequestMessage request, Func<int, string, Entry> reply)
    {
        var entries = UrlsOf(request).Select((url, id) =>
        {
            var (status, body, retryAfter) = reply(id, url);
            var headers = retryAfter is null ? "{}" : $$"""{"Retry-After":"{{retryAfter}}"}""";
            return $$"""{"id":"{{id}}","status":{{status}},"headers":{{headers}},"body":{{body}}}""";
        });
        return StubHandler.Json($$"""{"responses":[{{string.Join(',', entries.Reverse())}}]}""");
    }

    private sealed record Entry(int Status, string Body, string? RetryAfter = null);
}

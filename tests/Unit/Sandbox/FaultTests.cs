using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class FaultTests : IAsyncLifetime
{
    private SandboxClient _sandbox = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxClient.StartAsync();
        _token = await _sandbox.AdminTokenAsync();
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private Task<SandboxAnswer> GetAsync() => _sandbox.GetAsync("domains", _token);

    [Fact]
    public async Task ThrottlingIsCountedOff()
    {
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.Throttle)
        {
            Count = 2,
            Skip = 1,
            Target = "directory",
            RetryAfter = TimeSpan.FromSeconds(3),
        });

        var answers = new[] { await GetAsync(), await GetAsync(), await GetAsync(), await GetAsync() };

        Assert.Equal([200, 429, 429, 200], answers.Select(answer => (int)answer.Status));
        Assert.Equal(TimeSpan.FromSeconds(3), answers[1].Headers.RetryAfter!.Delta);
        Assert.Equal(2, _sandbox.Host.Requests.Throttled);
        Assert.Empty(_sandbox.Host.Faults.Active);
    }

    [Fact]
    public async Task ThrottlingMayComeWithoutAnyHint()
    {
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.Throttle) { RetryAfter = null });

        Assert.Null((await GetAsync()).Headers.RetryAfter);
    }

    [Fact]
    public async Task WhoeverLooksAUserUpMayAskForAFault()
    {
        FaultBoard board = null!;
        var nested = new DefaultHttpContext();
        board = new FaultBoard(address =>
        {
            Assert.True(Task.Run(() => board.Take(FaultBoard.Throttle, nested)).Wait(TimeSpan.FromSeconds(30)), "the board is locked");
            return address;
        });
        board.Add(new Fault(FaultBoard.DropConnection) { Target = "max@contoso.com" });
        var context = new DefaultHttpContext();
        context.Request.Path = "/v1.0/users/max@contoso.com/contacts";

        Assert.NotNull(await Task.Run(() => board.Take(FaultBoard.DropConnection, context)).WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task AFaultHitsItsTargetOnly()
    {
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.ServerError) { Target = "token", Status = 503 });

        Assert.Equal(HttpStatusCode.OK, (await GetAsync()).Status);
        var refused = await _sandbox.TokenAsync(("grant_type", "client_credentials"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (refused.Status, (string)refused.Json["error"]!));
    }

    [Fact]
    public async Task AConnectionIsDropped()
    {
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.DropConnection));
        await Assert.ThrowsAsync<HttpRequestException>(GetAsync);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync()).Status);
    }

    [Fact]
    public async Task ABodyIsCutOrIncomplete()
    {
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.TruncateBody));
        var half = await GetAsync();
        Assert.Equal(HttpStatusCode.OK, half.Status);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(half.Text));

        _sandbox.Host.Faults.Add(new Fault(FaultBoard.CutBody));
        await Assert.ThrowsAsync<HttpRequestException>(GetAsync);
    }

    [Fact]
    public async Task AnAnswerNeverComes()
    {
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.NeverAnswer));
        using var enough = new CancellationTokenSource();
        var waiting = _sandbox.Http.GetAsync("/v1.0/domains", enough.Token);
        while (_sandbox.Host.Faults.Active.Count > 0)
            await Task.Yield();

        Assert.False(waiting.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task LatencyComesBeforeEachAnswer()
    {
        await using var slow = await SandboxClient.StartAsync(new() { MailboxCount = 1, LatencyMilliseconds = 40 });
        var waiting = slow.GetAsync("domains", "no token");
        while (slow.Host.Requests.Requests == 0)
            await Task.Yield();
        Assert.Equal(0, slow.Host.Requests.Operations);

        // The request is counted a moment before its timer starts.
        while (!waiting.IsCompleted)
        {
            slow.Time.Advance(TimeSpan.FromMilliseconds(40));
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await waiting).Status);
        Assert.Equal(1, slow.Host.Requests.Operations);
    }

    [Fact]
    public async Task TheControlApiNeedsItsKey()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _sandbox.ControlAsync(HttpMethod.Get, "status", key: "wrong")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _sandbox.GetAsync(_sandbox.Host.Authority + "sandbox/status", _token)).Status);
    }

    [Fact]
    public async Task FaultsComeOverTheControlApiToo()
    {
        var before = _sandbox.Host.Requests.Requests;
        var body = new JsonObject { ["name"] = "throttle", ["target"] = "directory", ["retryAfterSeconds"] = 2 };

        Assert.Equal(HttpStatusCode.OK, (await _sandbox.ControlAsync(HttpMethod.Post, "faults", body)).Status);
        Assert.Equal(429, (int)(await GetAsync()).Status);
        var unknown = await _sandbox.ControlAsync(HttpMethod.Post, "faults", new JsonObject { ["name"] = "earthquake" });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Contains("dropConnection", unknown.Text);

        var status = (await _sandbox.ControlAsync(HttpMethod.Get, "status")).Json["counters"]!;
        Assert.Equal((before + 1, 1), ((long)status["requests"]!, (int)status["throttled"]!));
        Assert.Equal(1, (int)status["byKind"]!["directory"]!);
    }

    [Fact]
    public async Task TheStarterChangesPeople()
    {
        var user = (await _sandbox.ControlAsync(
            HttpMethod.Post, "users", new JsonObject { ["givenName"] = "Zora", ["surname"] = "Neu", ["mailbox"] = "none" })).Json;
        Assert.Equal("zora.neu@contoso.example", (string)user["address"]!);
        await _sandbox.ControlAsync(HttpMethod.Post, "groups", new JsonObject { ["displayName"] = "New group" });
        var member = new JsonObject { ["member"] = "zora.neu@contoso.example" };
        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.ControlAsync(HttpMethod.Post, "groups/New group/members", member)).Status);

        var group = (await _sandbox.GetAsync("groups?$filter=displayName eq 'New group'", _token)).Json["value"]![0]!["id"];
        var members = (await _sandbox.GetAsync($"groups/{group}/members", _token)).Json["value"]!.AsArray();
        Assert.Equal((string)user["id"]!, (string)Assert.Single(members)!["id"]!);
        await _sandbox.ControlAsync(HttpMethod.Delete, "groups/New group/members", member);
        Assert.Empty((await _sandbox.GetAsync($"groups/{group}/members", _token)).Json["value"]!.AsArray());
    }

    [Fact]
    public async Task SettlingMakesEverythingKnown()
    {
        var app = (await _sandbox.PostAsync("applications", _token, new JsonObject { ["displayName"] = "Now" })).Json;

        await _sandbox.ControlAsync(HttpMethod.Post, "settle");

        Assert.Equal(HttpStatusCode.OK, (await _sandbox.GetAsync("applications/" + app["id"], _token)).Status);
    }
}

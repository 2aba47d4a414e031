using System.Net;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Hosting;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class BatchTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly SandboxClient _sandbox = fixture.Client;

    private static JsonObject Get(string id, string url, params string[] dependsOn) => new()
    {
        ["id"] = id,
        ["method"] = "GET",
        ["url"] = url,
        ["dependsOn"] = new JsonArray(Array.ConvertAll(dependsOn, one => (JsonNode?)one)),
    };

    private static JsonObject Batch(params JsonObject[] requests) => new() { ["requests"] = new JsonArray(requests) };

    private async Task<Dictionary<string, JsonNode>> RunAsync(params JsonObject[] requests)
    {
        var answer = await _sandbox.PostAsync("$batch", await _sandbox.AdminTokenAsync(), Batch(requests));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Json["responses"]!.AsArray().ToDictionary(response => (string)response!["id"]!, response => response!);
    }

    [Fact]
    public async Task EachEntryIsJudgedOnItsOwn()
    {
        var responses = await RunAsync(
            Get("1", "/users?$top=1&$select=id"),
            Get("2", "/users/nobody"),
            Get("3", "/users?$filter=" + Uri.EscapeDataString("displayName eq 'Konrad Ohnepost'")),
            Get("4", "/nonsense"),
            new JsonObject
            {
                ["id"] = "5",
                ["method"] = "POST",
                ["url"] = "/applications",
                ["headers"] = new JsonObject { ["Content-Type"] = "application/json" },
                ["body"] = new JsonObject { ["displayName"] = "From a batch" },
            },
            new JsonObject
            {
                ["id"] = "6", ["method"] = "POST", ["url"] = "/applications", ["body"] = new JsonObject { ["displayName"] = "x" },
            },
            Get("7", "/$batch"));

        Assert.Equal([200, 404, 200, 400, 201, 400, 400], Enumerable.Range(1, 7).Select(id => (int)responses[id.ToString()]["status"]!));
        Assert.Equal("Request_ResourceNotFound", (string)responses["2"]["body"]!["error"]!["code"]!);
        Assert.StartsWith(_sandbox.Host.Graph + "/users?", (string)responses["1"]["body"]!["@odata.nextLink"]!);
        Assert.Equal("From a batch", (string)responses["5"]["body"]!["displayName"]!);
    }

    [Fact]
    public async Task FaultsHitSingleEntries()
    {
        var before = _sandbox.Host.Requests.Requests;
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.Throttle) { Target = "/organization", RetryAfter = TimeSpan.FromSeconds(7) });

        var responses = await RunAsync(Get("1", "/organization"), Get("2", "/domains"));

        Assert.Equal((429, 200), ((int)responses["1"]["status"]!, (int)responses["2"]["status"]!));
        Assert.Equal("7", (string)responses["1"]["headers"]!["Retry-After"]!);
        // The token and the batch: an entry is no request of its own.
        Assert.Equal(2, _sandbox.Host.Requests.Requests - before);
    }

    [Fact]
    public async Task DependenciesRunInOrderAndFailTogether()
    {
        var responses = await RunAsync(
            Get("1", "/users/nobody"), Get("2", "/domains", "1"), Get("3", "/domains", "2"), Get("4", "/domains"));

        Assert.Equal([404, 424, 424, 200], Enumerable.Range(1, 4).Select(id => (int)responses[id.ToString()]["status"]!));
        Assert.Equal("FailedDependency", (string)responses["2"]["body"]!["error"]!["code"]!);
    }

    public static TheoryData<string> WrongBatches => new()
    {
        """{"requests":[]}""",
        """{}""",
        """{"requests":[{"id":"1","method":"GET","url":"/users"},{"id":"1","method":"GET","url":"/users"}]}""",
        """{"requests":[{"method":"GET","url":"/users"}]}""",
        """{"requests":[{"id":"1","method":"FETCH","url":"/users"}]}""",
        """{"requests":[{"id":"1","method":"GET"}]}""",
        """{"requests":[{"id":"1","method":"GET","url":"/users","dependsOn":["2"]}]}""",
        """{"requests":[{"id":"1","method":"GET","url":"/users","dependsOn":["1"]}]}""",
        """{"requests":[{"id":"1","method":"GET","url":"/users","colour":"red"}]}""",
    };

    [Theory]
    [MemberData(nameof(WrongBatches))]
    public async Task AWrongBatchIsRefusedAsAWhole(string body)
    {
        var answer = await _sandbox.PostAsync("$batch", await _sandbox.AdminTokenAsync(), JsonNode.Parse(body)!);

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task TwentyEntriesAreTheMost()
    {
        var requests = Enumerable.Range(1, 21).Select(id => Get(id.ToString(), "/domains")).ToArray();
        Assert.Equal(20, (await RunAsync(requests[..20].Select(one => one.DeepClone().AsObject()).ToArray())).Count);

        var answer = await _sandbox.PostAsync("$batch", await _sandbox.AdminTokenAsync(), Batch(requests));

        Assert.Equal((HttpStatusCode.BadRequest, "MaximumValueExceeded"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task ABatchNeedsAToken()
    {
        var answer = await _sandbox.SendAsync(HttpMethod.Post, "$batch", null, Batch(Get("1", "/domains")));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }
}

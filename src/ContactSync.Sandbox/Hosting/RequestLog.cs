using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Hosting;

/// <summary>
/// Counts for tests and measurements. A request is what came over the wire; an operation is a request or one entry of a
/// <c>$batch</c>. The control API counts as neither.
/// </summary>
public sealed class RequestLog
{
    private readonly object _gate = new();
    private readonly Dictionary<RequestKind, long> _operations = [];
    private readonly Dictionary<int, long> _statuses = [];
    private long _requests;
    private long _writes;

    public long Requests => Read(() => _requests);

    public long Operations => Read(() => _operations.Values.Sum());

    /// <summary>Operations answered with 429.</summary>
    public long Throttled => Read(() => _statuses.GetValueOrDefault(StatusCodes.Status429TooManyRequests));

    /// <summary>Operations of Graph that may change something, refused ones included: every other method than GET.</summary>
    public long Writes => Read(() => _writes);

    public long OperationsOf(RequestKind kind) => Read(() => _operations.GetValueOrDefault(kind));

    public long AnswersWith(int status) => Read(() => _statuses.GetValueOrDefault(status));

    public void Reset()
    {
        lock (_gate)
        {
            _requests = 0;
            _writes = 0;
            _operations.Clear();
            _statuses.Clear();
        }
    }

    internal void CountRequest()
    {
        lock (_gate)
            _requests++;
    }

    internal void CountOperation(RequestKind kind, string method, int status)
    {
        lock (_gate)
        {
            if (kind is RequestKind.Directory or RequestKind.Mailbox && !HttpMethods.IsGet(method))
                _writes++;
            _operations[kind] = _operations.GetValueOrDefault(kind) + 1;
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        }
    }

    internal JsonObject ToJson()
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["requests"] = _requests,
                ["operations"] = _operations.Values.Sum(),
                ["writes"] = _writes,
                ["throttled"] = _statuses.GetValueOrDefault(StatusCodes.Status429TooManyRequests),
                ["byKind"] = new JsonObject(_operations.Select(
                    pair => KeyValuePair.Create<string, JsonNode?>(FaultBoard.NameOf(pair.Key), pair.Value))),
                ["byStatus"] = new JsonObject(_statuses.Select(
                    pair => KeyValuePair.Create<string, JsonNode?>(pair.Key.ToString(), pair.Value))),
            };
        }
    }

    private long Read(Func<long> value)
    {
        lock (_gate)
            return value();
    }
}

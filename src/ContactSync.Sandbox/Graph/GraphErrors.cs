using System.Text;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>The error envelope and the headers that go with every answer of Graph.</summary>
internal static class GraphErrors
{
    private const string RequestIdItem = "graph-request-id";

    public static Task WriteAsync(HttpContext context, GraphException error, TimeProvider time)
    {
        foreach (var (name, value) in error.Headers)
            context.Response.Headers[name] = value;
        var (requestId, clientRequestId) = Stamp(context);
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = error.Code,
                ["message"] = error.Message,
                ["innerError"] = new JsonObject
                {
                    ["date"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss"),
                    ["request-id"] = requestId,
                    ["client-request-id"] = clientRequestId,
                },
            },
        };
        return new GraphResponse(error.Status, body).WriteAsync(context);
    }

    /// <summary>Names the request in the answer's headers; the client's own id comes back to it.</summary>
    public static (string RequestId, string ClientRequestId) Stamp(HttpContext context)
    {
        if (context.Items[RequestIdItem] is not string requestId)
        {
            requestId = Guid.NewGuid().ToString();
            context.Items[RequestIdItem] = requestId;
        }
        var clientRequestId = context.Request.Headers["client-request-id"].ToString();
        if (clientRequestId.Length == 0)
            clientRequestId = requestId;
        var headers = context.Response.Headers;
        headers["request-id"] = requestId;
        headers["client-request-id"] = clientRequestId;
        headers["x-ms-ags-diagnostic"] = _diagnostic;
        return (requestId, clientRequestId);
    }

    private static readonly string _diagnostic = Convert.ToBase64String(Encoding.ASCII.GetBytes(
        """{"ServerInfo":{"DataCenter":"Loopback","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"SANDBOX"}}"""));
}

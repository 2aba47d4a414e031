using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>What the admin API sends back.</summary>
internal static class AdminAnswer
{
    private const string Json = "application/json; charset=utf-8";

    public static Task WriteAsync(HttpContext context, AdminResult result, string? nextLink)
    {
        var address = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}";
        var body = new JsonObject { ["@odata.context"] = $"{address}/$metadata#Collection(Edm.Untyped)" };
        if (nextLink is not null)
            body["@odata.nextLink"] = nextLink;
        body["adminapi.warnings@odata.type"] = "#Collection(String)";
        body["@adminapi.warnings"] = new JsonArray([.. result.Warnings.Select(warning => (JsonNode?)warning)]);
        body["value"] = new JsonArray([.. result.Items]);
        return SendAsync(context, 200, body.ToJsonString());
    }

    /// <summary>
    /// The words of Exchange lie deep inside, behind the name of its exception; a caller who is turned away gets none, and with 403 a body
    /// that is no text at all.
    /// </summary>
    public static Task WriteAsync(HttpContext context, AdminException refusal)
    {
        if (refusal.Status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\"";
        if (refusal.IsDenial)
            return SendAsync(context, refusal.Status, refusal.Status == 403 ? new string('\0', 32) : "");
        var text = $"|{refusal.Type}|{refusal.Message}";
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = refusal.Status == 404 ? "NotFound" : "BadRequest",
                ["message"] = "Invalid Operation",
                ["details"] = new JsonArray(new JsonObject { ["code"] = "Context", ["target"] = "", ["message"] = text }),
                ["innererror"] = new JsonObject
                {
                    ["message"] = "Invalid Operation",
                    ["type"] = "Microsoft.Exchange.Admin.OData.Core.ODataServiceException",
                    ["internalexception"] = new JsonObject { ["message"] = text, ["type"] = refusal.Type },
                },
            },
        };
        return SendAsync(context, refusal.Status, body.ToJsonString());
    }

    private static Task SendAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}

/// <summary>What a cmdlet wrote.</summary>
internal sealed record AdminResult(IReadOnlyList<JsonNode?> Items, IReadOnlyList<string> Warnings)
{
    public static readonly AdminResult Nothing = new([], []);

    public static AdminResult Of(params IEnumerable<JsonNode?> items) => new([.. items], []);

    public static AdminResult Warn(string warning) => new([], [warning]);
}

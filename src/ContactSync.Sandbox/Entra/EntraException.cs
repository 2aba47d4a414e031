using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Entra;

/// <summary>A refusal of the token service: becomes the status and the OAuth error body, AADSTS code and all.</summary>
internal sealed class EntraException(int status, string error, int code, string description) : Exception(description)
{
    public int Code { get; } = code;

    public string? SubError { get; init; }

    public async Task WriteAsync(HttpContext context, TimeProvider time)
    {
        var timestamp = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'");
        var trace = Guid.NewGuid().ToString();
        var sent = context.Request.Headers["client-request-id"].ToString();
        var correlation = sent.Length > 0 ? sent : Guid.NewGuid().ToString();
        var body = new JsonObject
        {
            ["error"] = error,
            ["error_description"] =
                $"AADSTS{Code}: {Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
            ["error_codes"] = new JsonArray(Code),
            ["timestamp"] = timestamp,
            ["trace_id"] = trace,
            ["correlation_id"] = correlation,
            ["error_uri"] = $"{context.Request.Scheme}://{context.Request.Host}/error?code={Code}",
        };
        if (SubError is not null)
            body["suberror"] = SubError;
        await EntraResponse.WriteAsync(context, status, body);
    }
}

using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Entra;

/// <summary>A refusal of the token service: becomes the status and the OAuth error body, AADSTS code and all.</summary>
internal sealed class EntraException(int status, string error, int code, string description) : Exception(description)
{
    public int Code { get; } = code;

    /// <summary>The OAuth error.</summary>
    public string Error { get; } = error;

    public string? SubError { get; init; }

    public async Task WriteAsync(HttpContext context, TimeProvider time)
    {
        var timestamp = Timestamp(time);
        var trace = Guid.NewGuid().ToString();
        var correlation = Correlation(context);
        var body = new JsonObject
        {
            ["error"] = Error,
            ["error_description"] = Describe(trace, correlation, timestamp),
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

    /// <summary>The description that is sent to an app with a redirect.</summary>
    public string Describe(HttpContext context, TimeProvider time) =>
        Describe(Guid.NewGuid().ToString(), Correlation(context), Timestamp(time));

    private string Describe(string trace, string correlation, string timestamp) =>
        $"AADSTS{Code}: {Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}";

    private static string Timestamp(TimeProvider time) => time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'");

    private static string Correlation(HttpContext context)
    {
        var sent = context.Request.Headers["client-request-id"].ToString();
        return sent.Length > 0 ? sent : Guid.NewGuid().ToString();
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Control;

/// <summary>How a part of the sandbox adds a control call: JSON in, JSON out, only with the key.</summary>
internal static class ControlRouting
{
    public const string KeyHeader = "X-Sandbox-Key";

    /// <param name="endpoints">Where routes are added.</param>
    /// <param name="sandbox">The running sandbox.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Route below /sandbox.</param>
    /// <param name="handler">Gets what was sent, an empty object if nothing was; null answers 204.</param>
    public static void MapControl(
        this IEndpointRouteBuilder endpoints,
        SandboxContext sandbox,
        string method,
        string path,
        Func<HttpContext, JsonObject, Task<JsonNode?>> handler)
    {
        endpoints.MapMethods("/sandbox/" + path, [method], (RequestDelegate)(context => AnswerAsync(context, sandbox, handler)));
    }

    /// <summary>A text field of what was sent.</summary>
    /// <exception cref="ControlException">It is missing.</exception>
    public static string Require(this JsonObject body, string name) =>
        body[name]?.ToString() is { Length: > 0 } text ? text : throw new ControlException(400, $"'{name}' is missing.");

    private static async Task AnswerAsync(
        HttpContext context, SandboxContext sandbox, Func<HttpContext, JsonObject, Task<JsonNode?>> handler)
    {
        var (status, answer) = await RunAsync(context, sandbox, handler);
        context.Response.StatusCode = status;
        if (answer is null)
            return;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()), context.RequestAborted);
    }

    private static async Task<(int Status, JsonNode? Answer)> RunAsync(
        HttpContext context, SandboxContext sandbox, Func<HttpContext, JsonObject, Task<JsonNode?>> handler)
    {
        var sent = Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString());
        if (!CryptographicOperations.FixedTimeEquals(sent, Encoding.UTF8.GetBytes(sandbox.ControlKey)))
            return (401, Error($"The header {KeyHeader} does not hold the sandbox's control key."));
        try
        {
            var answer = await handler(context, await ReadAsync(context));
            return (answer is null ? 204 : 200, answer);
        }
        catch (ControlException error)
        {
            return (error.Status, Error(error.Message));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return (400, Error(error.Message));
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        buffer.Position = 0;
        return buffer.Length == 0
            ? []
            : JsonNode.Parse(buffer) as JsonObject ?? throw new ControlException(400, "What is sent must be a JSON object.");
    }

    private static JsonObject Error(string message) => new() { ["error"] = message };
}

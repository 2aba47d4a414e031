using System.Text;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Entra;

internal static class EntraResponse
{
    public static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store, no-cache";
        response.Headers.Pragma = "no-cache";
        response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        // The id comes back only to a client that asks for it, as MSAL does.
        if (context.Request.Headers["return-client-request-id"] == "true")
            response.Headers["client-request-id"] = context.Request.Headers["client-request-id"];
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}

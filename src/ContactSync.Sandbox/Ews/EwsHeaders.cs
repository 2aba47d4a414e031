using System.Text;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews;

/// <summary>What Exchange says in headers, and its answers on the wire.</summary>
internal static class EwsHeaders
{
    public const string HtmlErrorPage = "ewsHtmlErrorPage";
    public const string WrongContentType = "ewsWrongContentType";

    private const string Server = "SANDBOX-EX01";

    public static void Write(HttpContext context, SandboxContext sandbox)
    {
        var (request, response) = (context.Request.Headers, context.Response.Headers);
        response["request-id"] = Guid.NewGuid().ToString();
        response["X-CalculatedBETarget"] = Server.ToLowerInvariant() + "." + sandbox.Tenant.Domain;
        response["X-FEServer"] = Server;
        response["X-BEServer"] = Server;
        response["X-DiagInfo"] = Server;
        response.CacheControl = "private";
        if (request["client-request-id"].ToString() is { Length: > 0 } id && IsTrue(request["return-client-request-id"]))
            response["client-request-id"] = id;
        if (IsTrue(request["X-PreferServerAffinity"]))
            response.Append("Set-Cookie", $"X-BackEndOverrideCookie={Server}~1942000000; path=/; secure; HttpOnly");
    }

    public static async Task SendAsync(HttpContext context, SandboxContext sandbox, MemoryStream answer)
    {
        var response = context.Response;
        if (sandbox.Faults.Take(HtmlErrorPage, context) is not null)
        {
            response.StatusCode = 500;
            response.ContentType = "text/html; charset=utf-8";
            answer = new MemoryStream(Encoding.UTF8.GetBytes(
                "<!DOCTYPE html><html><head><title>Runtime Error</title></head>"
                + "<body><h1>Server Error in '/EWS' Application.</h1></body></html>"));
        }
        else
        {
            response.ContentType = sandbox.Faults.Take(WrongContentType, context) is null ? SoapAnswer.ContentType : "text/plain";
        }
        response.ContentLength = answer.Length;
        await answer.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static bool IsTrue(string? value) => "true".Equals(value, StringComparison.OrdinalIgnoreCase);
}

using System.Net;
using System.Text;

namespace ContactSync.Sandbox.Entra;

/// <summary>What the sign-in service shows in a browser: plain pages that work without script, and redirects with an answer.</summary>
internal static class EntraPage
{
    /// <summary>A page with text and links.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string text, params (string Label, string Address)[] links)
    {
        var list = links.Length == 0 ? "" : $"<ul>{string.Concat(links.Select(Item))}</ul>";
        return WriteHtmlAsync(context, status, $"<h1>{Encode(title)}</h1><p>{Encode(text)}</p>{list}");
    }

    /// <summary>The end of a sign-in that cannot be answered to the app: the code and the text, as the real pages show them.</summary>
    public static Task WriteErrorAsync(HttpContext context, EntraException refusal) => WriteAsync(
        context, StatusCodes.Status400BadRequest, "Sorry, but we're having trouble signing you in.",
        $"AADSTS{refusal.Code}: {refusal.Message}");

    /// <summary>Sends the answer to the app in the way it asked for: query, fragment or form_post.</summary>
    public static Task RedirectAsync(HttpContext context, string address, string mode, IEnumerable<(string Name, string Value)> answer)
    {
        if (mode == "form_post")
        {
            var inputs = string.Concat(answer.Select(field =>
                $"<input type=\"hidden\" name=\"{field.Name}\" value=\"{Encode(field.Value)}\">"));
            return WriteHtmlAsync(context, StatusCodes.Status200OK,
                $"<form method=\"post\" action=\"{Encode(address)}\">{inputs}<button>Continue</button></form>"
                + "<script>document.forms[0].submit()</script>");
        }
        var parameters = string.Join('&', answer.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
        var separator = mode == "fragment" ? "#" : address.Contains('?') ? "&" : "?";
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.CacheControl = "no-store, no-cache";
        context.Response.Headers.Location = address + separator + parameters;
        return Task.CompletedTask;
    }

    private static string Item((string Label, string Address) link) =>
        $"<li><a href=\"{Encode(link.Address)}\">{Encode(link.Label)}</a></li>";

    private static async Task WriteHtmlAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store, no-cache";
        var page = Encoding.UTF8.GetBytes($"<!DOCTYPE html><html><head><title>Sandbox</title></head><body>{body}</body></html>");
        await context.Response.Body.WriteAsync(page, context.RequestAborted);
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

using System.Text;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Autodiscover;

/// <summary>Version 2 at autodiscover.json: no sign-in, and the same answer for every address of the organisation.</summary>
internal sealed class JsonAutodiscover(SandboxContext sandbox)
{
    private static readonly string[] Protocols = ["AutodiscoverV1", "Ews"];

    public async Task AnswerAsync(HttpContext context)
    {
        Ews.EwsHeaders.Write(context, sandbox);
        var address = (string?)context.GetRouteValue("address") ?? context.Request.Query["Email"].ToString();
        var protocol = context.Request.Query["Protocol"].ToString();
        var known = Protocols.FirstOrDefault(one => one.Equals(protocol, StringComparison.OrdinalIgnoreCase));
        if (address.Length == 0 || protocol.Length == 0)
        {
            var name = address.Length == 0 ? "Email" : "Protocol";
            await RefuseAsync(context, "MandatoryParameterMissing", $"A valid value must be provided for the query parameter '{name}'");
        }
        else if (known is null)
        {
            await RefuseAsync(context, "InvalidProtocol", $"The given protocol value '{protocol}' is invalid. "
                + $"Supported values are '{string.Join(",", Protocols)}'");
        }
        else if (!address.Contains('@'))
        {
            await RefuseAsync(context, "InvalidUserId", $"The given user identity '{address}' is invalid.");
        }
        else if (Redirect(context, address) is { } target)
        {
            context.Response.Redirect(target);
        }
        else
        {
            await SendAsync(context, 200, new JsonObject
            {
                ["Protocol"] = known,
                ["Url"] = known == "Ews"
                    ? AutodiscoverAnswer.EwsUrl(context)
                    : $"https://{context.Request.Host}/autodiscover/autodiscover.xml",
            });
        }
    }

    /// <summary>The same question at another host; a redirection to an address is not this version's business.</summary>
    private string? Redirect(HttpContext context, string address)
    {
        var answer = AutodiscoverAnswer.Of(sandbox, isOnline: true, address);
        return answer.RedirectsToUrl
            ? $"{new Uri(answer.Redirect!).GetLeftPart(UriPartial.Authority)}{context.Request.Path}{context.Request.QueryString}"
            : null;
    }

    private static Task RefuseAsync(HttpContext context, string code, string message) =>
        SendAsync(context, 400, new JsonObject { ["ErrorCode"] = code, ["ErrorMessage"] = message });

    private static async Task SendAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()), context.RequestAborted);
    }
}

using System.Text;
using System.Xml;
using ContactSync.Sandbox.Ews;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Autodiscover;

/// <summary>What is known of an address: where it is redirected to, or whose it is.</summary>
/// <param name="Redirect">Another address, or a URL; null for none.</param>
/// <param name="User">The user; null for an unknown address.</param>
internal sealed record AutodiscoverAnswer(string? Redirect, DirectoryUser? User)
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true };

    public bool RedirectsToUrl => Redirect?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Settings for an address come first, then those of its domain.</summary>
    public static AutodiscoverAnswer Of(SandboxContext sandbox, bool isOnline, string address)
    {
        var redirects = sandbox.Ews.Redirects;
        var domain = address[(address.IndexOf('@') + 1)..];
        if (redirects.TryGetValue(address, out var target) || redirects.TryGetValue(domain, out target))
            return new(target, null);
        var directory = new ExchangeDirectory(sandbox, isOnline);
        var user = directory.FindByAddress(address);
        return new(null, user is not null && directory.IsHere(user) ? user : null);
    }

    public static string EwsUrl(HttpContext context) => $"https://{context.Request.Host}{EwsModule.Path}";

    /// <summary>Signs the caller in; false where it was turned away and has its answer.</summary>
    public static bool TryAuthenticate(HttpContext context, SandboxContext sandbox, out EwsCaller caller)
    {
        EwsHeaders.Write(context, sandbox);
        try
        {
            caller = EwsAuthentication.Authenticate(context, sandbox);
            return true;
        }
        catch (EwsDenied denied)
        {
            EwsAuthentication.Challenge(context, sandbox, denied);
            context.Response.StatusCode = denied.Status;
            caller = null!;
            return false;
        }
    }

    /// <summary>Sends XML, each element on a line of its own: some clients read it line by line.</summary>
    public static async Task SendAsync(HttpContext context, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Settings))
            write(writer);
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.ContentLength = buffer.Length;
        buffer.Position = 0;
        await buffer.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}

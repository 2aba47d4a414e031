using System.Xml;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuserphoto-operation, and its REST form below
/// /EWS/Exchange.asmx/s/GetUserPhoto. A photo comes as it was put, whatever size is asked for: pictures are not scaled here.
/// </summary>
internal static class GetUserPhoto
{
    public const string Name = "GetUserPhoto";

    /// <exception cref="EwsException">A fault: there is no such user.</exception>
    public static void Answer(EwsCall call, XmlWriter writer)
    {
        var user = call.Directory.FindByAddress(call.Child("Email")!.Value.Trim()) ?? throw EwsException.NoMailbox();
        writer.WriteStartElement(Name + "Response", EwsNames.MessagesUri);
        if (call.Sandbox.Ews.Photos.TryGetValue(user.Id, out var photo))
        {
            ResponseMessages.WriteSuccess(writer);
            writer.WriteElementString("HasChanged", EwsNames.MessagesUri, "true");
            writer.WriteElementString("PictureData", EwsNames.MessagesUri, Convert.ToBase64String(photo));
        }
        else
        {
            ResponseMessages.WriteError(writer, EwsException.ItemNotFound());
            writer.WriteElementString("HasChanged", EwsNames.MessagesUri, "false");
        }
        writer.WriteEndElement();
    }

    /// <summary>GET with email and size: the picture, 304 for one that the client has, 404 for none.</summary>
    public static async Task AnswerAsync(HttpContext context, SandboxContext sandbox, EwsCaller caller)
    {
        var address = context.Request.Query["email"].ToString();
        if (address.Length == 0)
        {
            context.Response.StatusCode = 400;
            return;
        }
        var user = new ExchangeDirectory(sandbox, caller.IsOnline).FindByAddress(address);
        if (user is null || !sandbox.Ews.Photos.TryGetValue(user.Id, out var photo))
        {
            context.Response.StatusCode = 404;
            return;
        }
        var tag = $"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(photo))[..16]}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            context.Response.StatusCode = 304;
            return;
        }
        context.Response.ContentType = "image/jpeg";
        context.Response.ContentLength = photo.Length;
        await context.Response.Body.WriteAsync(photo, context.RequestAborted);
    }
}

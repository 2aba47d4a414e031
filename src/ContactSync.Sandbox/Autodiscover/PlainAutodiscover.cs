using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Access;

namespace ContactSync.Sandbox.Autodiscover;

/// <summary>"Plain old XML" at autodiscover.xml (MS-OXDSCLI).</summary>
internal sealed class PlainAutodiscover(SandboxContext sandbox)
{
    private const string Outer = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private const string Inner = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

    private static readonly XNamespace Request = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006";

    public async Task AnswerAsync(HttpContext context)
    {
        if (!AutodiscoverAnswer.TryAuthenticate(context, sandbox, out var caller))
            return;
        var body = HttpMethods.IsPost(context.Request.Method) ? await AutodiscoverBody.ReadAsync(context) : null;
        var request = body?.Name == Request + "Autodiscover" ? body.Element(Request + "Request") : null;
        var address = ((string?)request?.Element(Request + "EMailAddress"))?.Trim();
        var schema = ((string?)request?.Element(Request + "AcceptableResponseSchema"))?.Trim();
        if (string.IsNullOrEmpty(address) || !address.Contains('@') || schema is null)
            await AutodiscoverAnswer.SendAsync(context, writer => WriteError(writer, "600", "Invalid Request"));
        else if (schema != Inner)
            await AutodiscoverAnswer.SendAsync(context, writer => WriteError(writer, "601", "Provider is not available"));
        else
            await AnswerAsync(context, caller, address);
    }

    private async Task AnswerAsync(HttpContext context, EwsCaller caller, string address)
    {
        var answer = AutodiscoverAnswer.Of(sandbox, caller.IsOnline, address);
        if (answer is { Redirect: null, User: null })
        {
            await AutodiscoverAnswer.SendAsync(
                context, writer => WriteError(writer, "500", "The email address can't be found."));
            return;
        }
        var url = AutodiscoverAnswer.EwsUrl(context);
        await AutodiscoverAnswer.SendAsync(context, writer =>
        {
            writer.WriteStartElement("Autodiscover", Outer);
            writer.WriteStartElement("Response", Inner);
            if (answer.User is { } user)
            {
                writer.WriteStartElement("User", Inner);
                writer.WriteElementString("DisplayName", Inner, user.Text("displayName"));
                writer.WriteElementString("LegacyDN", Inner, $"/o=Contoso/ou=Exchange Administrative Group/cn=Recipients/cn={user.Id:N}");
                writer.WriteElementString("AutoDiscoverSMTPAddress", Inner, user.Mail);
                writer.WriteElementString("DeploymentId", Inner, sandbox.Tenant.Id.ToString());
                writer.WriteEndElement();
            }
            writer.WriteStartElement("Account", Inner);
            WriteAccount(writer, answer, url);
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
        });
    }

    private static void WriteAccount(XmlWriter writer, AutodiscoverAnswer answer, string url)
    {
        writer.WriteElementString("AccountType", Inner, "email");
        if (answer.Redirect is { } target)
        {
            var (action, element) = answer.RedirectsToUrl ? ("redirectUrl", "RedirectUrl") : ("redirectAddr", "RedirectAddr");
            writer.WriteElementString("Action", Inner, action);
            writer.WriteElementString(element, Inner, target);
            return;
        }
        writer.WriteElementString("Action", Inner, "settings");
        foreach (var type in (string[])["EXCH", "EXPR"])
        {
            writer.WriteStartElement("Protocol", Inner);
            writer.WriteElementString("Type", Inner, type);
            writer.WriteElementString("Server", Inner, new Uri(url).Host);
            // Some clients read the one, some the other.
            writer.WriteElementString("ASUrl", Inner, url);
            writer.WriteElementString("EwsUrl", Inner, url);
            writer.WriteEndElement();
        }
    }

    private void WriteError(XmlWriter writer, string code, string message)
    {
        writer.WriteStartElement("Autodiscover", Outer);
        writer.WriteStartElement("Response", Outer);
        writer.WriteStartElement("Error", Outer);
        writer.WriteAttributeString("Time", sandbox.Time.GetUtcNow().ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture));
        writer.WriteAttributeString("Id", "2501336493");
        writer.WriteElementString("ErrorCode", Outer, code);
        writer.WriteElementString("Message", Outer, message);
        writer.WriteElementString("DebugData", Outer, "");
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}

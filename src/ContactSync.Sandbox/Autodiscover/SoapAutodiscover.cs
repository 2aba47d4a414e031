using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Autodiscover;

/// <summary>GetUserSettings at autodiscover.svc (MS-OXWSADISC).</summary>
internal sealed class SoapAutodiscover(SandboxContext sandbox)
{
    private const string A = "http://schemas.microsoft.com/exchange/2010/Autodiscover";
    private const string Addressing = "http://www.w3.org/2005/08/addressing";
    private const string Action = A + "/Autodiscover/GetUserSettings";
    private const int MostUsers = 100;

    private static readonly XNamespace Names = A;

    public async Task AnswerAsync(HttpContext context)
    {
        if (!AutodiscoverAnswer.TryAuthenticate(context, sandbox, out var caller))
            return;
        var build = ExchangeBuild.Of(caller.IsOnline ? ExchangeServer.ExchangeOnline : sandbox.Ews.OnPremises);
        var envelope = await AutodiscoverBody.ReadAsync(context);
        var message = envelope?.Element(EwsNames.Soap + "Body")?.Elements().FirstOrDefault();
        if (message?.Name != Names + "GetUserSettingsRequestMessage")
        {
            context.Response.StatusCode = 500;
            await AutodiscoverAnswer.SendAsync(context, WriteFault);
            return;
        }
        var request = message.Element(Names + "Request");
        var users = Texts(request, "Users", "User", element => (string?)element.Element(Names + "Mailbox") ?? "");
        var settings = Texts(request, "RequestedSettings", "Setting", element => element.Value.Trim());
        var error = users.Count == 0 || settings.Count == 0 ? "InvalidRequest"
            : users.Count > MostUsers ? "ServerBusy"
            : null;
        await AutodiscoverAnswer.SendAsync(context, writer => WriteEnvelope(writer, build, () =>
        {
            WriteError(writer, error ?? "NoError", error is null ? "" : "The request is not valid.");
            writer.WriteStartElement("UserResponses", A);
            if (error is null)
            {
                foreach (var user in users)
                    WriteUser(writer, context, AutodiscoverAnswer.Of(sandbox, caller.IsOnline, user), settings, build);
            }
            writer.WriteEndElement();
        }));
    }

    private static List<string> Texts(XElement? request, string list, string item, Func<XElement, string> read) =>
        [.. (request?.Element(Names + list)?.Elements(Names + item) ?? []).Select(read)];

    private void WriteUser(
        XmlWriter writer, HttpContext context, AutodiscoverAnswer answer, List<string> settings, ExchangeBuild build)
    {
        var code = answer switch
        {
            { RedirectsToUrl: true } => "RedirectUrl",
            { Redirect: not null } => "RedirectAddress",
            { User: null } => "InvalidUser",
            _ => "NoError",
        };
        writer.WriteStartElement("UserResponse", A);
        WriteError(writer, code, code switch
        {
            "NoError" => "No error.",
            "InvalidUser" => "Invalid user.",
            _ => "Redirection.",
        });
        WriteText(writer, "RedirectTarget", answer.Redirect);
        var known = answer.User is { } user ? Known(context, user, build) : [];
        writer.WriteStartElement("UserSettingErrors", A);
        foreach (var missing in settings.Where(setting => answer.User is not null && !known.ContainsKey(setting)))
        {
            writer.WriteStartElement("UserSettingError", A);
            WriteError(writer, "SettingIsNotAvailable", $"The setting '{missing}' is not available.");
            writer.WriteElementString("SettingName", A, missing);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteStartElement("UserSettings", A);
        foreach (var setting in settings.Where(known.ContainsKey))
        {
            writer.WriteStartElement("UserSetting", A);
            // Without a prefix, as Exchange writes it: some clients compare the text.
            writer.WriteAttributeString("type", EwsNames.InstanceUri, "StringSetting");
            writer.WriteElementString("Name", A, setting);
            writer.WriteElementString("Value", A, known[setting]);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private Dictionary<string, string> Known(HttpContext context, DirectoryUser user, ExchangeBuild build)
    {
        var url = AutodiscoverAnswer.EwsUrl(context);
        return new(StringComparer.Ordinal)
        {
            ["UserDisplayName"] = user.Text("displayName") ?? "",
            ["UserDN"] = $"/o=Contoso/ou=Exchange Administrative Group/cn=Recipients/cn={user.Id:N}",
            ["UserDeploymentId"] = sandbox.Tenant.Id.ToString(),
            ["AutoDiscoverSMTPAddress"] = user.Mail ?? "",
            ["ExternalEwsUrl"] = url,
            ["InternalEwsUrl"] = url,
            ["EwsSupportedSchemas"] = "Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2010_SP1, Exchange2010_SP2, "
                + "Exchange2013, Exchange2013_SP1, Exchange2015, Exchange2016",
            ["ExternalEwsVersion"] = build.Number,
            ["CasVersion"] = build.Number,
        };
    }

    private static void WriteEnvelope(XmlWriter writer, ExchangeBuild build, Action response)
    {
        writer.WriteStartElement("s", "Envelope", EwsNames.SoapUri);
        writer.WriteAttributeString("xmlns", "i", null, EwsNames.InstanceUri);
        writer.WriteStartElement("s", "Header", EwsNames.SoapUri);
        writer.WriteElementString("w", "Action", Addressing, Action + "Response");
        writer.WriteStartElement("ServerVersionInfo", A);
        writer.WriteElementString("MajorVersion", A, build.Major.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("MinorVersion", A, build.Minor.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("MajorBuildNumber", A, build.Build.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("MinorBuildNumber", A, build.Revision.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("Version", A, "Exchange2015");
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteStartElement("s", "Body", EwsNames.SoapUri);
        writer.WriteStartElement("GetUserSettingsResponseMessage", A);
        writer.WriteStartElement("Response", A);
        response();
        writer.WriteEndDocument();
    }

    private static void WriteFault(XmlWriter writer)
    {
        writer.WriteStartElement("s", "Envelope", EwsNames.SoapUri);
        writer.WriteStartElement("s", "Body", EwsNames.SoapUri);
        writer.WriteStartElement("s", "Fault", EwsNames.SoapUri);
        writer.WriteElementString("faultcode", "s:Client");
        writer.WriteElementString("faultstring", "The message cannot be processed: it is no request of GetUserSettings.");
        writer.WriteEndDocument();
    }

    private static void WriteError(XmlWriter writer, string code, string message)
    {
        writer.WriteElementString("ErrorCode", A, code);
        writer.WriteElementString("ErrorMessage", A, message);
    }

    private static void WriteText(XmlWriter writer, string element, string? text)
    {
        writer.WriteStartElement(element, A);
        if (text is null)
            writer.WriteAttributeString("nil", EwsNames.InstanceUri, "true");
        else
            writer.WriteString(text);
        writer.WriteEndElement();
    }
}

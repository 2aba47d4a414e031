using System.Xml.Linq;

namespace ContactSync.Sandbox.Ews;

/// <summary>The namespaces of EWS; all begin with http, whatever the scheme of the address.</summary>
internal static class EwsNames
{
    public const string SoapUri = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string MessagesUri = "http://schemas.microsoft.com/exchange/services/2006/messages";
    public const string TypesUri = "http://schemas.microsoft.com/exchange/services/2006/types";
    public const string ErrorsUri = "http://schemas.microsoft.com/exchange/services/2006/errors";
    public const string InstanceUri = "http://www.w3.org/2001/XMLSchema-instance";
    public const string SchemaUri = "http://www.w3.org/2001/XMLSchema";

    public static readonly XNamespace Soap = SoapUri;
    public static readonly XNamespace M = MessagesUri;
    public static readonly XNamespace T = TypesUri;
}

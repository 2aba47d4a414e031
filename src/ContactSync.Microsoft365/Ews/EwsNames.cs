namespace ContactSync.Microsoft365.Ews;

/// <summary>The namespaces on the wire. They begin with http; pages that print them with https are mistaken.</summary>
internal static class EwsNames
{
    public const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    public const string Messages = "http://schemas.microsoft.com/exchange/services/2006/messages";

    public const string Types = "http://schemas.microsoft.com/exchange/services/2006/types";

    public const string Errors = "http://schemas.microsoft.com/exchange/services/2006/errors";
}

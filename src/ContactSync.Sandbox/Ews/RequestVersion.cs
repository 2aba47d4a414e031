using System.Xml.Linq;

namespace ContactSync.Sandbox.Ews;

/// <summary>The RequestServerVersion header: which version's schema the client speaks.</summary>
internal static class RequestVersion
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "Exchange2007", "Exchange2007_SP1", "Exchange2010", "Exchange2010_SP1", "Exchange2010_SP2", "Exchange2013",
        "Exchange2013_SP1", "Exchange2015", "Exchange2015_SP1", "Exchange2016",
    };

    /// <exception cref="EwsException">ErrorInvalidServerVersion.</exception>
    public static void Check(XElement? header, bool isOnline)
    {
        // A request without the header is taken for one of the first version.
        if (header?.Element(EwsNames.T + "RequestServerVersion") is not { } element)
            return;
        var version = (string?)element.Attribute("Version") ?? "";
        if (!Known.Contains(version) && !(isOnline && IsDated(version)))
            throw new EwsException("ErrorInvalidServerVersion", "The specified server version is invalid.");
    }

    /// <summary>Exchange Online has named its versions by date: V2017_07_11.</summary>
    private static bool IsDated(string version) => version.Length == 11 && version[0] == 'V'
        && DateOnly.TryParseExact(version[1..], "yyyy'_'MM'_'dd", out _);
}

using System.Globalization;

namespace ContactSync.Microsoft365.Ews;

/// <summary>The version a server names in every answer.</summary>
/// <param name="Major">14 for Exchange 2010, 15 for all later ones.</param>
/// <param name="Minor">0 for 2013, 1 for 2016, 2 for 2019 and Subscription Edition, 20 for Exchange Online.</param>
/// <param name="Build">The build.</param>
/// <param name="Revision">The build's revision.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/serverversioninfo</remarks>
public sealed record EwsServerVersion(int Major, int Minor, int Build, int Revision)
{
    /// <summary>The schema that carries every field of a contact, and that each server since 2013 SP1 speaks.</summary>
    internal const string PreferredSchema = "Exchange2013_SP1";

    /// <summary>What to try one after the other with a server that refuses a schema and does not say which version it is.</summary>
    private static readonly string[] Steps = [PreferredSchema, "Exchange2010_SP2", "Exchange2007_SP1"];

    /// <summary>The build of Exchange 2013 SP1.</summary>
    private const int Exchange2013Sp1 = 847;

    /// <summary>The schema to speak with the server, as <c>RequestServerVersion</c> names it.</summary>
    internal string Schema => (Major, Minor) switch
    {
        (> 15, _) or (15, > 0) => PreferredSchema,
        (15, 0) => Build >= Exchange2013Sp1 ? PreferredSchema : "Exchange2013",
        (14, >= 2) => "Exchange2010_SP2",
        (14, 1) => "Exchange2010_SP1",
        (14, 0) => "Exchange2010",
        _ => "Exchange2007_SP1",
    };

    /// <summary>The schema to speak in place of a refused one; null where there is none.</summary>
    /// <param name="server">The server's version, where it is known.</param>
    /// <param name="refused">The schema that it refused.</param>
    internal static string? InPlaceOf(EwsServerVersion? server, string refused) => server is null
        ? Steps.SkipWhile(step => step != refused).Skip(1).FirstOrDefault()
        : server.Schema == refused ? null : server.Schema;

    /// <summary>The version in digits, and the product where it is known.</summary>
    public override string ToString()
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Build}.{Revision}");
        var product = (Major, Minor) switch
        {
            (15, 20) => "Exchange Online",
            (15, 2) => "Exchange 2019 or Subscription Edition",
            (15, 1) => "Exchange 2016",
            (15, 0) => "Exchange 2013",
            (14, _) => "Exchange 2010",
            _ => null,
        };
        return product is null ? digits : $"{product} ({digits})";
    }
}

using System.Globalization;
using ContactSync.Engine.Search;

namespace ContactSync.Engine.Numbers;

/// <summary>Countries as people write them.</summary>
public static class Countries
{
    private static readonly Lazy<Dictionary<string, string>> Names = new(FindNames);

    /// <summary>
    /// The ISO 3166 region of a country: by its code, or by its name in English or in one of its own languages. Null where it is unknown,
    /// or where the machine knows no names of countries.
    /// </summary>
    public static string? FindRegion(string? country)
    {
        if (string.IsNullOrWhiteSpace(country))
            return null;
        var text = country.Trim();
        return PhoneNumberReader.IsRegion(text) ? text.ToUpperInvariant() : Names.Value.GetValueOrDefault(TextKey.Of(text));
    }

    private static Dictionary<string, string> FindNames()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            var region = new RegionInfo(culture.Name);
            if (!PhoneNumberReader.IsRegion(region.TwoLetterISORegionName))
                continue;
            string[] own = [region.EnglishName, region.NativeName, region.ThreeLetterISORegionName];
            foreach (var name in own)
                names.TryAdd(TextKey.Of(name), region.TwoLetterISORegionName);
        }
        return names;
    }
}

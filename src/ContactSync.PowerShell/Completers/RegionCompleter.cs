using System.Globalization;
using ContactSync.Engine.Numbers;

namespace ContactSync.PowerShell.Completers;

/// <summary>The regions that have phone numbers.</summary>
public sealed class RegionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
        PhoneNumberReader.Regions.Select(region => (region, NameOf(region)));

    private static string NameOf(string region)
    {
        try
        {
            return new RegionInfo(region).EnglishName;
        }
        catch (ArgumentException)
        {
            return region;
        }
    }
}

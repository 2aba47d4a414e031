using System.Globalization;
using ContactSync.Engine.Numbers;

namespace ContactSync.PowerShell.Session;

/// <summary>The country of this machine's culture. A container or a runbook often has none.</summary>
internal static class MachineRegion
{
    /// <summary>Its ISO 3166 code.</summary>
    /// <exception cref="SyncException">RegionNeeded: there is none.</exception>
    public static string Require(object? target = null)
    {
        var region = RegionInfo.CurrentRegion.TwoLetterISORegionName;
        return PhoneNumberReader.IsRegion(region)
            ? region
            : throw Texts.Catalog.Create(nameof(Errors.RegionNeeded), SyncErrorKind.InvalidArgument, target);
    }
}

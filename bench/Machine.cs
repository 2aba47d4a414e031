using System.Globalization;
using System.Runtime.InteropServices;

namespace ContactSync.Bench;

/// <summary>What a measurement was made on, without names or places.</summary>
internal static class Machine
{
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB, "
        + $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture}), {RuntimeInformation.FrameworkDescription}{Load()}");

    /// <summary>How busy the machine was with other things; where that is much, only the ratios mean something.</summary>
    private static string Load() =>
        File.Exists("/proc/loadavg") ? $"; load average before: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : "";
}

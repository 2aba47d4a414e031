using System.Collections.Concurrent;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;

namespace ContactSync.Engine;

/// <summary>The normaliser of each region that a run meets.</summary>
internal sealed class NormalizerCache(string region)
{
    private readonly ConcurrentDictionary<string, ContactNormalizer> normalizers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The one for a mailbox: by its usage location where that is a region, else by the connection's.</summary>
    /// <exception cref="SyncException">RegionUnknown: the connection's region is none.</exception>
    public ContactNormalizer For(string? usageLocation) => normalizers.GetOrAdd(
        PhoneNumberReader.IsRegion(usageLocation) ? usageLocation! : region,
        key => new ContactNormalizer(new PhoneNumberReader(key)));
}

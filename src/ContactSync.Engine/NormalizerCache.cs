using System.Collections.Concurrent;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;

namespace ContactSync.Engine;

/// <summary>The normaliser of each region that a run meets.</summary>
internal sealed class NormalizerCache
{
    private readonly ConcurrentDictionary<string, ContactNormalizer> normalizers = new(StringComparer.OrdinalIgnoreCase);

    private readonly ContactNormalizer usual;

    /// <summary>Makes a cache.</summary>
    /// <param name="region">The connection's region.</param>
    /// <exception cref="SyncException">RegionUnknown: it is none.</exception>
    public NormalizerCache(string region) => usual = new ContactNormalizer(new PhoneNumberReader(region));

    /// <summary>The one for a mailbox: by its usage location where that is a region, else by the connection's.</summary>
    public ContactNormalizer For(string? usageLocation) => PhoneNumberReader.IsRegion(usageLocation)
        ? normalizers.GetOrAdd(usageLocation!, region => new ContactNormalizer(new PhoneNumberReader(region)))
        : usual;
}

using System.Collections.Concurrent;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;

namespace ContactSync.Engine;

/// <summary>The normaliser of each region that a run meets.</summary>
internal sealed class NormalizerCache
{
    private readonly ConcurrentDictionary<string, ContactNormalizer> normalizers = new(StringComparer.OrdinalIgnoreCase);

    private readonly SyncRules rules;

    // Null where numbers were read before.
    private readonly DialRule? dialRule;

    /// <summary>Makes a cache.</summary>
    /// <param name="rules">The rules of the run. The phone system dials from their region, wherever the user is.</param>
    /// <exception cref="SyncException">The region is none, or something in the dial rule is not what it should be.</exception>
    public NormalizerCache(SyncRules rules)
    {
        this.rules = rules;
        dialRule = rules.Source == PhoneBookSource.Merge ? null : new DialRule(rules.DialRule, rules.Region);
    }

    /// <summary>The one for a mailbox: by its usage location where that is a region and counts, else by the run's region.</summary>
    public ContactNormalizer For(string? usageLocation) => normalizers.GetOrAdd(
        !rules.IsRegionFixed && PhoneNumberReader.IsRegion(usageLocation) ? usageLocation! : rules.Region,
        region => dialRule is null
            ? new ContactNormalizer(region)
            : new ContactNormalizer(new PhoneNumberReader(region, dialRule)));
}

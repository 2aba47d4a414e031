using System.Runtime.CompilerServices;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Ports;

namespace ContactSync.Tests.Engine;

/// <summary>A destination of items in memory, where hands other than ours can be at work too.</summary>
internal sealed class MemoryItemDestination : IItemDestination
{
    private readonly Dictionary<string, (int Version, SyncPhoneBookEntry? Entry, int Change)> items = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> gone = new(StringComparer.Ordinal);

    private int change;

    public string Place => "memory";

    public IReadOnlySet<string> Fields { get; init; } = ContactFields.GivenOut.Select(field => field.Name).ToHashSet();

    public int Parallelism => 4;

    /// <summary>Whether listings tell changes only.</summary>
    public bool TellsChanges { get; init; }

    /// <summary>Called before each write or removal; may throw.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Called after each write or removal and before it can be noted; may throw.</summary>
    public Action<string> After { get; set; } = _ => { };

    public int Writes { get; private set; }

    public int Listed { get; private set; }

    public IReadOnlyList<string> Names => [.. items.Values.Select(item => item.Entry?.Name ?? "(by hand)").Order(StringComparer.Ordinal)];

    public IEnumerable<SyncPhoneBookEntry> Entries => items.Values.Select(item => item.Entry).OfType<SyncPhoneBookEntry>();

    public IReadOnlyList<string> References => [.. items.Keys.Order(StringComparer.Ordinal)];

    public void TouchByHand(string reference) => Set(reference, items[reference].Entry);

    public void TakeByHand(string reference) => Remove(reference);

    public void MakeByHand(string reference) => Set(reference, null);

    public void CopyByHand(string reference) => Set($"copy {change} of {reference}", items[reference].Entry);

    public void ChangeByHand(string name) => TouchByHand(ReferenceOf(name));

    public void RemoveByHand(string name) => Remove(ReferenceOf(name));

    public string ReferenceOf(string name) => items.Single(item => item.Value.Entry?.Name == name).Key;

    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<ItemListing> ListAsync(string? token, CancellationToken cancellationToken)
    {
        lock (items)
        {
            var since = TellsChanges && token is not null ? int.Parse(token, System.Globalization.CultureInfo.InvariantCulture) : 0;
            var listed = items.Where(item => item.Value.Change > since)
                .Select(item => new DestinationItem(item.Value.Entry?.Uid, item.Key, $"v{item.Value.Version}")).ToList();
            Listed += listed.Count;
            return Task.FromResult(new ItemListing(
                listed, [.. gone.Where(item => item.Value > since).Select(item => item.Key)], IsWhole: since == 0,
                TellsChanges ? $"{change}" : null));
        }
    }

    public Task<DestinationItem> PutAsync(
        SyncPhoneBookEntry entry, DestinationItem? present, PublishLosses losses, CancellationToken cancellationToken)
    {
        lock (items)
        {
            Before(entry.Name);
            var reference = present?.Reference ?? $"r{change}";
            if (present is not null && $"v{items[reference].Version}" != present.Version)
                throw DestinationErrors.ItemChanged(Place, entry.Name);
            Set(reference, entry);
            Writes++;
            After(entry.Name);
            return Task.FromResult(new DestinationItem(entry.Uid, reference, $"v{items[reference].Version}"));
        }
    }

    public Task DeleteAsync(DestinationItem item, CancellationToken cancellationToken)
    {
        lock (items)
        {
            Before(item.Reference);
            Remove(item.Reference);
            Writes++;
            After(item.Reference);
            return Task.CompletedTask;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Set(string reference, SyncPhoneBookEntry? entry)
    {
        gone.Remove(reference);
        items[reference] = (items.GetValueOrDefault(reference).Version + 1, entry, ++change);
    }

    private void Remove(string reference)
    {
        items.Remove(reference);
        gone[reference] = ++change;
    }
}

/// <summary>A file in memory.</summary>
internal sealed class MemoryFileDestination : IFileDestination
{
    public string Place => "memory";

    public IReadOnlySet<string> Fields { get; init; } = new HashSet<string> { "DisplayName" };

    public bool IsInPlace => Entries is not null;

    /// <summary>Called before it is written; may throw.</summary>
    public Action Before { get; set; } = () => { };

    /// <summary>Called once it is written and before that can be noted; may throw.</summary>
    public Action After { get; set; } = () => { };

    public List<SyncPhoneBookEntry>? Entries { get; set; }

    public int Writes { get; private set; }

    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async Task<int> WriteAsync(
        IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken)
    {
        var written = await entries.ToListAsync(cancellationToken);
        Before();
        Entries = written;
        Writes++;
        After();
        return Entries.Count;
    }

    public Task EraseAsync(CancellationToken cancellationToken)
    {
        Entries = null;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Publishing;

/// <summary>An entry that a destination shall have.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="PhoneBookId">The phone book it is of.</param>
/// <param name="Hash">The hash of what its item is made of.</param>
internal sealed record WantedItem(EntryVersion Entry, long PhoneBookId, string Hash);

/// <summary>What is to be done at a destination of items.</summary>
/// <param name="Puts">Entries to write, each with its item where there is one.</param>
/// <param name="Deletes">Items to take away.</param>
/// <param name="Forgotten">Entries that were served and are neither wanted nor there.</param>
/// <param name="Added">How many of the entries to write have no item yet.</param>
/// <param name="Unchanged">Items that are as they shall be.</param>
/// <param name="Kept">Items made, changed or removed by hand that stay so.</param>
internal sealed record ItemPlan(
    IReadOnlyDictionary<Guid, (WantedItem Wanted, DestinationItem? Present)> Puts, IReadOnlyList<DestinationItem> Deletes,
    IReadOnlyList<Guid> Forgotten, int Added, int Unchanged, int Kept)
{
    /// <summary>Compares what shall be there with what is. Pure.</summary>
    /// <param name="wanted">What shall be there, by entry.</param>
    /// <param name="served">What was served, by entry.</param>
    /// <param name="present">What is there.</param>
    /// <param name="keepManual">Whether what was made, changed or removed there by hand stays so.</param>
    public static ItemPlan Make(
        IReadOnlyDictionary<Guid, WantedItem> wanted, IReadOnlyDictionary<Guid, ServedItem> served,
        IReadOnlyCollection<DestinationItem> present, bool keepManual)
    {
        var puts = new Dictionary<Guid, (WantedItem, DestinationItem?)>();
        var deletes = new List<DestinationItem>();
        var found = new HashSet<Guid>();
        int added = 0, unchanged = 0, kept = 0;

        // Where hands copied an item, or a run that was killed between writing and noting made a second one, the one noted stays.
        foreach (var item in present.OrderBy(item => item.Uid is not { } uid || served.GetValueOrDefault(uid)?.Reference != item.Reference))
        {
            if (item.Uid is not { } uid)
            {
                if (keepManual)
                    kept++;
                else
                    deletes.Add(item);
                continue;
            }
            if (!wanted.TryGetValue(uid, out var want))
            {
                deletes.Add(item);
                continue;
            }
            if (!found.Add(uid))
            {
                // With it goes no entry: what was served is still there.
                deletes.Add(item with { Uid = null });
                continue;
            }
            var before = served.GetValueOrDefault(uid);
            var isTouched = before is not null && (before.Reference != item.Reference || before.Version != item.Version);
            if (isTouched && keepManual)
                kept++;
            else if (before is null || isTouched || before.Hash != want.Hash)
                puts.Add(uid, (want, item));
            else
                unchanged++;
        }
        foreach (var (uid, want) in wanted)
        {
            if (found.Contains(uid))
                continue;
            // What was served and is not there was removed by hand; it comes back at the latest when the entry changes.
            if (keepManual && served.GetValueOrDefault(uid)?.Hash == want.Hash)
            {
                kept++;
                continue;
            }
            puts.Add(uid, (want, null));
            added++;
        }
        var deleted = deletes.Select(item => item.Uid).OfType<Guid>();
        var forgotten = served.Keys.Where(uid => !wanted.ContainsKey(uid)).Except(deleted);
        return new ItemPlan(puts, deletes, [.. forgotten], added, unchanged, kept);
    }
}

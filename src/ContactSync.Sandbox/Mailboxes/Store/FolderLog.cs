namespace ContactSync.Sandbox.Mailboxes.Store;

/// <summary>
/// What happened in a folder, oldest first, each contact with its latest change only. Deleted contacts are remembered up to a
/// bound, as the service's own cache is; a delta link from before that is stale.
/// </summary>
internal sealed class FolderLog
{
    public const int MostRemovals = 10_000;

    private readonly List<FolderLogEntry> _entries = [];
    private readonly Dictionary<long, long> _latest = [];
    private int _removals;

    /// <summary>Links made before this change are stale.</summary>
    public long Horizon { get; private set; }

    public long LastChange => _entries.Count == 0 ? 0 : _entries[^1].Change;

    public void Add(long change, long contact, bool removed)
    {
        _entries.Add(new FolderLogEntry(change, contact, removed));
        _latest[contact] = change;
        if (removed)
            _removals++;
        if (_entries.Count > (2 * _latest.Count) + 64 || _removals > MostRemovals)
            Compact();
    }

    /// <summary>Every later change, each contact once.</summary>
    public IEnumerable<FolderLogEntry> After(long change)
    {
        for (var i = FirstAfter(change); i < _entries.Count; i++)
        {
            if (_latest[_entries[i].Contact] == _entries[i].Change)
                yield return _entries[i];
        }
    }

    private int FirstAfter(long change)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].Change <= change)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void Compact()
    {
        _entries.RemoveAll(entry => _latest[entry.Contact] != entry.Change);
        _removals = _entries.Count(entry => entry.Removed);
        for (var i = 0; i < _entries.Count && _removals > MostRemovals; i++)
        {
            if (!_entries[i].Removed)
                continue;
            Horizon = _entries[i].Change;
            _latest.Remove(_entries[i].Contact);
            _entries[i] = default;
            _removals--;
        }
        _entries.RemoveAll(entry => entry == default);
    }
}

/// <param name="Change">The mailbox's change counter.</param>
/// <param name="Contact">The contact's number.</param>
/// <param name="Removed">It left the folder: deleted or moved.</param>
internal readonly record struct FolderLogEntry(long Change, long Contact, bool Removed);

using System.Collections;

namespace ContactSync.Sandbox.Tenants;

/// <summary>The objects of one type, in the order they were made. Guarded by <see cref="Tenant.Gate"/>.</summary>
internal sealed class DirectorySet<T> : IEnumerable<T>
    where T : DirectoryObject
{
    private readonly List<T> _items = [];
    private readonly Dictionary<Guid, T> _byId = [];

    public int Count => _items.Count;

    public void Add(T item)
    {
        _byId.Add(item.Id, item);
        _items.Add(item);
    }

    public void Remove(T item)
    {
        _byId.Remove(item.Id);
        _items.Remove(item);
    }

    public T? Find(Guid id) => _byId.GetValueOrDefault(id);

    public T? Find(string id) => Guid.TryParse(id, out var guid) ? Find(guid) : null;

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

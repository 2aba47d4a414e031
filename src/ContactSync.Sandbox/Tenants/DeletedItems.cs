using System.Collections;

namespace ContactSync.Sandbox.Tenants;

/// <summary>
/// What was deleted and can be restored for thirty days. Guarded by <see cref="Tenant.Gate"/>.
/// https://learn.microsoft.com/graph/api/resources/directory
/// </summary>
internal sealed class DeletedItems(TimeProvider time) : IEnumerable<DeletedItem>
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(30);

    private readonly List<DeletedItem> _items = [];

    public void Add(DeletedItem item)
    {
        item.Object.Properties["deletedDateTime"] = GraphTime.Format(time.GetUtcNow());
        _items.Add(item with { Deleted = time.GetUtcNow() });
    }

    public void Remove(DeletedItem item)
    {
        item.Object.Properties["deletedDateTime"] = null;
        _items.RemoveAll(one => one.Object == item.Object);
    }

    public DeletedItem? Find(string id) => Guid.TryParse(id, out var guid) ? this.FirstOrDefault(item => item.Object.Id == guid) : null;

    public IEnumerator<DeletedItem> GetEnumerator()
    {
        _items.RemoveAll(item => time.GetUtcNow() - item.Deleted >= _kept);
        return _items.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A deleted object, with what was given to it or by it and comes back with it.</summary>
internal sealed record DeletedItem(
    DirectoryObject Object, IReadOnlyList<AppRoleAssignment> Assignments, IReadOnlyList<PermissionGrant> Grants)
{
    public DateTimeOffset Deleted { get; init; }
}

namespace ContactSync.Sandbox.Tenants;

internal sealed class DirectoryGroup(Guid id) : DirectoryObject(id, "group")
{
    /// <summary>Direct members: users and further groups.</summary>
    public List<DirectoryObject> Members { get; } = [];

    /// <summary>Every member, also through groups in groups, each once; safe against groups that contain each other.</summary>
    public IReadOnlyList<DirectoryObject> TransitiveMembers()
    {
        var found = new List<DirectoryObject>();
        var seen = new HashSet<Guid> { Id };
        var open = new Queue<DirectoryGroup>([this]);
        while (open.TryDequeue(out var group))
        {
            foreach (var member in group.Members.Where(member => seen.Add(member.Id)))
            {
                found.Add(member);
                if (member is DirectoryGroup inner)
                    open.Enqueue(inner);
            }
        }
        return found;
    }
}

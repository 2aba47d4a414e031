using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>GET /groups, their members and those of the groups inside them.</summary>
internal sealed class GroupEndpoints(SandboxContext sandbox)
{
    private static readonly EntityType _type = EntityType.Of("group");
    private static readonly string[] _findGroups = [.. DirectoryView.ReadGroups, "Group.ReadBasic.All"];
    private static readonly string[] _readMembers = [.. DirectoryView.ReadGroups, "GroupMember.ReadBasic.All"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDirectory(sandbox, "GET", "groups", List);
        endpoints.MapDirectory(sandbox, "GET", "groups/$count", Count);
        endpoints.MapDirectory(sandbox, "GET", "groups/{group}", Get);
        foreach (var relation in new[] { "members", "transitiveMembers" })
        {
            Func<DirectoryGroup, IReadOnlyList<DirectoryObject>> members = relation == "members"
                ? group => group.Members
                : group => group.TransitiveMembers();
            endpoints.MapDirectory(sandbox, "GET", $"groups/{{group}}/{relation}", request => Members(request, members, null));
            endpoints.MapDirectory(sandbox, "GET", $"groups/{{group}}/{relation}/$count", request => CountMembers(request, members, null));
            foreach (var cast in new[] { "user", "group" })
            {
                foreach (var name in new[] { $"microsoft.graph.{cast}", $"graph.{cast}" })
                {
                    var path = $"groups/{{group}}/{relation}/{name}";
                    endpoints.MapDirectory(sandbox, "GET", path, request => Members(request, members, cast));
                    endpoints.MapDirectory(sandbox, "GET", path + "/$count", request => CountMembers(request, members, cast));
                }
            }
        }
    }

    private GraphResponse List(GraphRequest request)
    {
        request.Caller.RequireDirectory(_findGroups);
        return DirectoryQuery.List(request, "groups", _type, Seen());
    }

    private GraphResponse Count(GraphRequest request)
    {
        request.Caller.RequireDirectory(_findGroups);
        return DirectoryQuery.Count(request, _type, Seen());
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Caller.RequireDirectory(_findGroups);
        return DirectoryQuery.Get(request, "groups", Find(request));
    }

    private GraphResponse Members(GraphRequest request, Func<DirectoryGroup, IReadOnlyList<DirectoryObject>> members, string? cast)
    {
        request.Caller.RequireDirectory(_readMembers);
        var group = Find(request);
        if (cast is null)
            return DirectoryQuery.List(request, "directoryObjects", MemberType, members(group), namesType: true);
        if (!request.Options.IsEventual || !request.Options.Counts)
        {
            throw GraphException.UnsupportedQuery(
                "OData cast requires the 'ConsistencyLevel:eventual' header and the $count=true query option.");
        }
        return DirectoryQuery.List(request, cast + "s", EntityType.Of(cast), members(group).Where(member => member.Type == cast));
    }

    private GraphResponse CountMembers(GraphRequest request, Func<DirectoryGroup, IReadOnlyList<DirectoryObject>> members, string? cast)
    {
        request.Caller.RequireDirectory(_readMembers);
        var found = members(Find(request));
        return DirectoryQuery.Count(request, MemberType, found.Where(member => cast is null || member.Type == cast));
    }

    /// <summary>Members are of several types; a query may name what users have, which holds all that groups share with them.</summary>
    private static EntityType MemberType => EntityType.Of("user");

    private DirectoryGroup Find(GraphRequest request)
    {
        var key = request.Route("group");
        var group = sandbox.Tenant.Groups.Find(key);
        return group is not null && group.IsSeen(sandbox.Time.GetUtcNow()) ? group : throw GraphException.NotFound(key);
    }

    private IEnumerable<DirectoryGroup> Seen()
    {
        var now = sandbox.Time.GetUtcNow();
        return sandbox.Tenant.Groups.Where(group => group.IsSeen(now));
    }
}

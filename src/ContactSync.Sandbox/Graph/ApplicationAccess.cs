using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>Finds the registration a call is about and checks that the caller may touch it.</summary>
internal sealed class ApplicationAccess(SandboxContext sandbox)
{
    public const string ReadWriteAll = "Application.ReadWrite.All";
    public const string ReadWriteOwned = "Application.ReadWrite.OwnedBy";

    /// <summary>The ways in which a path may name one registration.</summary>
    public static readonly string[] Keys =
        ["applications/{id}", "applications(appId='{appId}')", "applications(uniqueName='{uniqueName}')"];

    /// <exception cref="GraphException">404: unknown, or not known to the replica that answers.</exception>
    public Application Find(GraphRequest request)
    {
        var (application, key) = Look(request);
        return application is not null && application.IsSeen(sandbox.Time.GetUtcNow()) ? application : throw GraphException.NotFound(key);
    }

    /// <summary>The registration as the replica knows it that takes writes; null if there is none.</summary>
    public (Application? Application, string Key) Look(GraphRequest request)
    {
        var applications = sandbox.Tenant.Applications;
        if (request.RouteOrNull("appId") is { } appId)
            return (sandbox.Tenant.FindApplication(appId), appId);
        if (request.RouteOrNull("uniqueName") is { } quoted)
        {
            var uniqueName = quoted.Replace("''", "'", StringComparison.Ordinal);
            return (applications.FirstOrDefault(candidate => candidate.UniqueName == uniqueName), uniqueName);
        }
        var id = request.Route("id");
        return (applications.Find(id), id);
    }

    /// <summary>Finds it and checks that the caller may change it.</summary>
    /// <exception cref="GraphException">403 or 404.</exception>
    public Application FindForChange(GraphRequest request)
    {
        RequireWriter(request.Caller);
        var application = Find(request);
        RequireOwner(request.Caller, application.Owners);
        return application;
    }

    /// <exception cref="GraphException">403: the caller may change no registration at all.</exception>
    public static void RequireWriter(GraphCaller caller)
    {
        if (caller.IsAppOnly)
            caller.RequireDirectory(ReadWriteAll, ReadWriteOwned);
        else
            caller.RequireDirectory(ReadWriteAll);
    }

    /// <summary>Stricter than a new tenant, in which every user may register apps.</summary>
    /// <exception cref="GraphException">403: the caller may register nothing.</exception>
    public static void RequireCreator(GraphCaller caller)
    {
        RequireWriter(caller);
        caller.RequireRole(DirectoryRoles.NewApplications);
    }

    /// <exception cref="GraphException">403: the caller may change only what it owns, and does not own this.</exception>
    public static void RequireOwner(GraphCaller caller, IEnumerable<DirectoryObject> owners)
    {
        var mayAll = caller.User?.Roles.Overlaps(DirectoryRoles.Applications) ?? caller.Has(ReadWriteAll);
        if (!mayAll && owners.All(owner => owner.Id != caller.ObjectId))
            throw GraphException.Denied();
    }

    /// <summary>Who signs in and makes something owns it; so does an app that may change only what it owns.</summary>
    public DirectoryObject? NewOwner(GraphCaller caller) => caller switch
    {
        { User: { } user } => user,
        _ when !caller.Has(ReadWriteAll) => sandbox.Tenant.ServicePrincipals.Find(caller.ObjectId),
        _ => null,
    };
}

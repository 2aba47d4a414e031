using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Finds the users and groups that an administrator names.</summary>
internal sealed class PrincipalFinder(TenantSession session)
{
    private static readonly string[] Fields = ["id", "userPrincipalName"];

    /// <summary>A user by object id or user principal name.</summary>
    /// <exception cref="SyncException">There is none (<c>UserNotInDirectory</c>).</exception>
    internal async Task<DirectoryPrincipal> FindUserAsync(string idOrName, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheUserNamed), idOrName), DirectoryPermission.ReadUsers);
        var user = await call.FindAsync(
            token => session.Graph.Users[idOrName].GetAsync(request => request.QueryParameters.Select = Fields, token),
            cancellationToken).ConfigureAwait(false)
            ?? throw Texts.Catalog.Create(nameof(Errors.UserNotInDirectory), SyncErrorKind.NotFound, idOrName, idOrName);
        return new DirectoryPrincipal(
            Guid.Parse(user.Id ?? throw GraphErrors.Unreadable(call, null)), user.UserPrincipalName ?? idOrName, IsGroup: false);
    }

    /// <summary>A group by object id, display name or mail address.</summary>
    /// <exception cref="SyncException">There is none, or several.</exception>
    internal async Task<DirectoryPrincipal> FindGroupAsync(string name, CancellationToken cancellationToken)
    {
        var group = await GroupFinder.FindAsync(session, name, cancellationToken).ConfigureAwait(false);
        return new DirectoryPrincipal(Guid.Parse(group.Id!), group.DisplayName ?? name, IsGroup: true);
    }
}

using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Finds the group that a name means.</summary>
internal static class GroupFinder
{
    /// <summary>By object id, display name or mail address.</summary>
    /// <exception cref="SyncException">There is none (<c>GroupNotFound</c>), or several (<c>GroupAmbiguous</c>).</exception>
    internal static async Task<Group> FindAsync(TenantSession session, string name, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheGroup), name), "GroupMember.Read.All");
        string[] select = ["id", "displayName"];
        if (Guid.TryParse(name, out _))
        {
            try
            {
                return await call.RequireAsync(
                    token => session.Graph.Groups[name].GetAsync(request => request.QueryParameters.Select = select, token),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (ServiceRefusedException error) when (error.StatusCode == 404)
            {
                throw Texts.Catalog.Create(error, nameof(Errors.GroupNotFound), SyncErrorKind.NotFound, name, name);
            }
        }

        var found = await call.RequireAsync(
            token => session.Graph.Groups.GetAsync(
                request =>
                {
                    request.QueryParameters.Filter = $"displayName eq {GraphLinks.Quote(name)} or mail eq {GraphLinks.Quote(name)}";
                    request.QueryParameters.Select = select;
                },
                token),
            cancellationToken).ConfigureAwait(false);
        return found.Value switch
        {
            [var group] => group,
            null or [] => throw Texts.Catalog.Create(nameof(Errors.GroupNotFound), SyncErrorKind.NotFound, name, name),
            var groups => throw Texts.Catalog.Create(
                nameof(Errors.GroupAmbiguous), SyncErrorKind.InvalidArgument, name, name, groups.Count,
                string.Join(", ", groups.Select(group => group.Id).Order(StringComparer.Ordinal))),
        };
    }
}

using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Finds public folders by their paths, level by level: a server lists them in no other way.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/public-folder-access-with-ews-in-exchange</remarks>
internal sealed class EwsPublicFolders(EwsClient client, EwsCall call)
{
    private static readonly EwsFolderId Root = EwsFolderId.Named("publicfoldersroot");

    private readonly Dictionary<string, IReadOnlyList<EwsFolder>> listed = new(StringComparer.Ordinal);

    /// <summary>Finds the folders asked for, each once. One that cannot be found is named beside the others.</summary>
    /// <exception cref="ConnectionLostException">The server could not be reached.</exception>
    public async Task<(IReadOnlyList<SourceMailbox> Folders, IReadOnlyList<SkippedMember> Skipped)> FindAsync(
        IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, SourceMailbox>(StringComparer.Ordinal);
        var skipped = new List<SkippedMember>();
        foreach (var path in paths)
        {
            try
            {
                var folder = await FindAsync(path, cancellationToken).ConfigureAwait(false);
                found.TryAdd(folder.Id, folder);
            }
            catch (SyncException error) when (error is not ConnectionLostException)
            {
                skipped.Add(new SkippedMember(path, error.Message, error));
            }
        }
        return ([.. found.Values], skipped);
    }

    private async Task<SourceMailbox> FindAsync(string path, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        EwsFolder? folder = null;
        foreach (var name in path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var within = await ListAsync(folder is null ? Root : new EwsFolderId(folder.Id), cancellationToken).ConfigureAwait(false);
            folder = within.FirstOrDefault(entry => name.Equals(entry.DisplayName, StringComparison.OrdinalIgnoreCase))
                ?? throw Unknown(path);
            names.Add(folder.DisplayName!);
        }
        if (folder is null)
            throw Unknown(path);
        if (!string.Equals(folder.Class, EwsFolderTree.ContactClass, StringComparison.OrdinalIgnoreCase))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.EwsPublicFolderClass), SyncErrorKind.InvalidArgument, path, path, folder.Class ?? "IPF.Note");
        }
        return new SourceMailbox(folder.Id, string.Join('/', names), names[^1], IsPublicFolder: true);
    }

    private async Task<IReadOnlyList<EwsFolder>> ListAsync(EwsFolderId parent, CancellationToken cancellationToken)
    {
        if (listed.TryGetValue(parent.Id, out var known))
            return known;
        var page = await client.GetAsync(Ask(parent, 0), call, cancellationToken).ConfigureAwait(false);
        return listed[parent.Id] = await EwsPages.FollowAsync(
            client, call, page, offset => Ask(parent, offset), cancellationToken).ConfigureAwait(false);
    }

    private static FindFolder Ask(EwsFolderId parent, int offset) => new([parent], EwsFolder.Shape, offset, isDeep: false);

    private SyncException Unknown(string path) => Texts.Catalog.Create(
        nameof(Errors.EwsPublicFolderUnknown), SyncErrorKind.NotFound, path, path, call.Impersonation?.Value ?? call.Account);
}

using ContactSync.Engine.Ports;

namespace ContactSync.Microsoft365;

/// <summary>What an admin is told of contact folders, whichever protocol lists them.</summary>
internal static class FolderNotes
{
    /// <summary>A note for each folder that the scope names and the mailbox has not.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="paths">The paths of the folders that people fill.</param>
    public static IReadOnlyList<string> Missing(ReadScope scope, IReadOnlyCollection<string> paths) =>
    [
        .. scope.Folders.Where(name => !paths.Any(new ReadScope([name]).Includes))
            .Select(name => Texts.Catalog.Text(nameof(Errors.Text_ScopeFolderMissing), name)),
    ];

    /// <summary>Whether a run reads a folder, and why or why not.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="path">The folder's path.</param>
    /// <param name="reason">Why no run reads it, whatever the scope; null where people fill it.</param>
    public static (bool IsRead, string Reason) Judge(ReadScope scope, string path, string? reason)
    {
        if (reason is not null)
            return (false, reason);
        return scope.Includes(path)
            ? (true, Texts.Catalog.Text(nameof(Errors.Text_FolderRead)))
            : (false, Texts.Catalog.Text(nameof(Errors.Text_FolderOutOfScope)));
    }
}

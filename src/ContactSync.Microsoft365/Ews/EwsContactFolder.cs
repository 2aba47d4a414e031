namespace ContactSync.Microsoft365.Ews;

/// <summary>A contact folder at its place.</summary>
/// <param name="Folder">The folder as the server lists it.</param>
/// <param name="Path">Its names from the top, parted by slashes, as they are over Graph.</param>
/// <param name="Reason">Why no run reads it, in the session's language; null where people fill it.</param>
internal sealed record EwsContactFolder(EwsFolder Folder, string Path, string? Reason = null)
{
    public string Id => Folder.Id;
}

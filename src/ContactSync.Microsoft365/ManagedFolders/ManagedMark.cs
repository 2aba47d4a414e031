using ContactSync.Microsoft365.Ews;

namespace ContactSync.Microsoft365.ManagedFolders;

/// <summary>
/// The properties of our own by which a folder that phone books are written to, and the contacts in it, are known. A folder that has one
/// is never read as a source: what we wrote is nobody's own contact.
/// </summary>
internal static class ManagedMark
{
    private const string FolderName = "ContactSyncFolder";

    private const string EntryName = "ContactSyncEntry";

    private static readonly Guid Set = new("b7d3f7a2-5c7e-4f0e-9d3b-2f6c1a8e4d51");

    /// <summary>On a folder: which destination it is of. As EWS names it.</summary>
    public static readonly EwsPath EwsFolder = new EwsPath.Named(Set, FolderName, "String");

    /// <summary>On a contact: which entry it was made for. As EWS names it.</summary>
    public static readonly EwsPath EwsEntry = new EwsPath.Named(Set, EntryName, "String");

    /// <summary>As <see cref="EwsFolder"/>, as Graph names it.</summary>
    public static readonly string GraphFolder = $"String {{{Set:D}}} Name {FolderName}";

    /// <summary>As <see cref="EwsEntry"/>, as Graph names it.</summary>
    public static readonly string GraphEntry = $"String {{{Set:D}}} Name {EntryName}";

    /// <summary>The entry that a contact was made for; null where the mark is none of ours.</summary>
    public static Guid? EntryOf(string? mark) => Guid.TryParseExact(mark, "D", out var uid) ? uid : null;
}

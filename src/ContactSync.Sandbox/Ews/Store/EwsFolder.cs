using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Store;

/// <summary>A folder as EWS shows it: one that the store keeps, or one of those every mailbox has and that stay empty here.</summary>
/// <param name="Mailbox">The mailbox's id.</param>
/// <param name="Number">Number in the folder's id.</param>
/// <param name="Parent">Number of the folder above; its own for the root.</param>
/// <param name="DisplayName">Name, in the mailbox's language.</param>
/// <param name="Class">PR_CONTAINER_CLASS; null for none.</param>
/// <param name="Distinguished">Name as a DistinguishedFolderId.</param>
internal sealed record EwsFolder(Guid Mailbox, long Number, long Parent, string DisplayName, string? Class, string? Distinguished)
{
    public long Change { get; init; } = 1;

    public bool IsHidden { get; init; }

    /// <summary>The contacts, where the store keeps it.</summary>
    public ContactFolder? Source { get; init; }

    public int ItemCount { get; init; }

    public int ChildCount { get; init; }

    public string Id => EwsId.Folder(Mailbox, Number);

    public string ChangeKey => EwsId.FolderChangeKey(Mailbox, Change);

    /// <summary>The element that a folder of this class is written as.</summary>
    public string Element => Class switch
    {
        null => "Folder",
        _ when Class.StartsWith("IPF.Contact", StringComparison.Ordinal) => "ContactsFolder",
        _ when Class.StartsWith("IPF.Appointment", StringComparison.Ordinal) => "CalendarFolder",
        _ when Class.StartsWith("IPF.Task", StringComparison.Ordinal) => "TasksFolder",
        _ => "Folder",
    };
}

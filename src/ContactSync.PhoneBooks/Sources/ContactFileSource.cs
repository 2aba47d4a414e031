using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Formats;

namespace ContactSync.PhoneBooks.Sources;

/// <summary>
/// A contact file as a source: to the engine it is a mailbox with one folder that is always listed whole. Contacts that cannot be read
/// keep their entries; where it cannot be told whose they are, all entries are kept.
/// </summary>
/// <param name="path">The file, in full.</param>
/// <param name="owner">The owner of the phone book it fills.</param>
/// <param name="title">The phone book's title.</param>
/// <param name="settings">How it is read.</param>
/// <param name="clock">Measures the reading.</param>
public sealed class ContactFileSource(
    string path, string owner, string title, ContactFileSourceSettings settings, TimeProvider clock) : IContactSource
{
    private const string FolderId = "file";

    // What notes say; the rest is in Problems.
    private const int ProblemsInNotes = 20;

    /// <inheritdoc/>
    public string TenantId => "";

    /// <summary>What could not be read.</summary>
    public ContactFileProblems Problems { get; private set; } = new(path);

    /// <summary>The one «mailbox» there is, whatever is asked for.</summary>
    public Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken)
    {
        var key = PhoneBookKey.Of(PhoneBookSource.File, owner, title);
        return Task.FromResult(new MailboxListing([new SourceMailbox(key.MailboxId, owner, title)], [], Expected: 1, Requests: 0));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        await foreach (var request in requests.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var start = clock.GetTimestamp();
            var (folder, failure) = Read(request, options, cancellationToken);
            yield return new MailboxRead(
                request.Mailbox, folder is null ? [] : [folder], Requests: 0, clock.GetElapsedTime(start), failure)
            {
                Protocol = SyncProtocol.Auto,
                Notes = Notes(folder),
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (FolderChanges? Folder, SyncException? Failure) Read(
        MailboxReadRequest request, ReadOptions options, CancellationToken cancellationToken)
    {
        Problems = new ContactFileProblems(path);
        var contacts = new List<SyncContact>();
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            var format = settings.Format ?? ContactFile.FormatOf(stream, path);
            foreach (var contact in ContactFile.Read(stream, format, FolderId, settings.Options, Problems))
            {
                cancellationToken.ThrowIfCancellationRequested();
                contacts.Add(options.Scope.Photos ? contact : contact with { Photo = null });
                if (contacts.Count % 1000 == 0)
                    options.ContactsRead?.Report(1000);
            }
            options.ContactsRead?.Report(contacts.Count % 1000);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, Texts.Catalog.Create(
                exception, nameof(Errors.ContactFileUnreadable), SyncErrorKind.ResourceUnavailable, path, path, exception.Message));
        }
        catch (SyncException exception)
        {
            return (null, exception);
        }
        return Failure() is { } failure ? (null, failure) : (Changes(request, contacts), null);
    }

    private SyncException? Failure()
    {
        if (Problems.Fatal is { } fatal)
        {
            return Texts.Catalog.Create(
                nameof(Errors.ContactFileForeign), SyncErrorKind.InvalidData, path, path, fatal.Line, fatal.Reason, fatal.Value);
        }
        if (!settings.IsStrict || Problems.Count == 0)
            return null;
        var first = Problems.Kept[0];
        return Texts.Catalog.Create(
            nameof(Errors.ContactFileFaulty), SyncErrorKind.InvalidData, path, path, Problems.Count, first.Line, first.Reason);
    }

    private FolderChanges Changes(MailboxReadRequest request, List<SyncContact> contacts)
    {
        // The token says only that the file was read once.
        var state = new FolderState(FolderId, Path.GetFileName(path), "read");
        var isWhole = Problems.LostIds.Count == Problems.ContactsLost || request.State.Count == 0;
        return new FolderChanges(state, isWhole, contacts, [], Problems.ContactsLost, Problems.LostIds);
    }

    private List<string> Notes(FolderChanges? folder)
    {
        List<string> notes = [.. Problems.Kept.Take(ProblemsInNotes).Select(problem => problem.ToString())];
        if (Problems.Count > notes.Count)
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_MorePlaces), Problems.Count - notes.Count));
        if (folder is { IsComplete: false })
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_NothingRemoved), Problems.ContactsLost - Problems.LostIds.Count));
        if (Problems.UnknownColumns.Count > 0)
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_UnknownColumns), string.Join(", ", Problems.UnknownColumns)));
        return notes;
    }
}

/// <summary>How a contact file is read.</summary>
/// <param name="Format">Its format; null to find out.</param>
/// <param name="Options">What else need not be found out.</param>
/// <param name="IsStrict">Whether a single place that cannot be read keeps the whole file out.</param>
public sealed record ContactFileSourceSettings(ContactFileFormat? Format, ContactFileOptions Options, bool IsStrict = false);

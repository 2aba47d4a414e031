using System.Globalization;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>The one connection a store writes over, its statements compiled. Not thread-safe: the store lets one in at a time.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection connection;

    private readonly TimeSpan lockTimeout;

    private readonly List<PreparedCommand> commands = [];

    private readonly PreparedCommand insertBook;

    private readonly PreparedCommand updateBook;

    private readonly PreparedCommand deleteBook;

    private readonly PreparedCommand deleteStates;

    private readonly PreparedCommand insertState;

    private readonly PreparedCommand insertEntry;

    private readonly PreparedCommand updateEntry;

    private readonly PreparedCommand moveEntry;

    private readonly PreparedCommand deleteEntry;

    private readonly PreparedCommand findEntry;

    private readonly PreparedCommand saveDestination;

    private readonly PreparedCommand deleteDestination;

    private readonly PreparedCommand saveServed;

    private readonly PreparedCommand deleteServed;

    private readonly PreparedCommand updateDestination;

    private readonly PreparedCommand saveListing;

    private readonly PreparedCommand leaveListing;

    private readonly PreparedCommand joinListing;

    private readonly EntryIndex index;

    /// <summary>Compiles the statements on a connection whose tables are there; the writer closes the connection.</summary>
    public SqliteWriter(SqliteConnection connection, TimeSpan lockTimeout)
    {
        this.connection = connection;
        this.lockTimeout = lockTimeout;
        insertBook = Prepare("""
            INSERT INTO phone_book (source, tenant_id, mailbox_id, owner, owner_key, title, title_key, connection, connection_key,
                entry_count, rules_fingerprint, last_sync, revision, change)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, 1)
            ON CONFLICT (source, tenant_id, mailbox_id) DO NOTHING
            """);
        updateBook = Prepare("""
            UPDATE phone_book SET owner = ?4, owner_key = ?5, title = ?6, title_key = ?7, connection = ?8, connection_key = ?9,
                entry_count = ?10, rules_fingerprint = ?11, last_sync = ?12, revision = revision + 1, change = change + ?3
            WHERE id = ?1 AND revision = ?2
            """);
        deleteBook = Prepare("DELETE FROM phone_book WHERE id = ?1");
        deleteStates = Prepare("DELETE FROM folder_state WHERE phone_book_id = ?1");
        insertState = Prepare("INSERT INTO folder_state (phone_book_id, folder_id, name, token) VALUES (?1, ?2, ?3, ?4)");
        insertEntry = Prepare("""
            INSERT INTO entry (phone_book_id, source_id, folder_id, name, name_key, company_key, hash, last_modified, contact)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """);
        updateEntry = Prepare("""
            UPDATE entry SET folder_id = ?3, name = ?4, name_key = ?5, company_key = ?6, hash = ?7, last_modified = ?8, contact = ?9
            WHERE phone_book_id = ?1 AND source_id = ?2
            """);
        moveEntry = Prepare("UPDATE entry SET folder_id = ?3 WHERE phone_book_id = ?1 AND source_id = ?2");
        deleteEntry = Prepare("DELETE FROM entry WHERE phone_book_id = ?1 AND source_id = ?2");
        findEntry = Prepare("SELECT id FROM entry WHERE phone_book_id = ?1 AND source_id = ?2");
        saveDestination = Prepare("""
            INSERT INTO destination (name, name_key, kind, settings) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (name_key) DO UPDATE SET name = excluded.name, kind = excluded.kind, settings = excluded.settings,
                token = CASE WHEN settings = excluded.settings THEN token END
            """);
        deleteDestination = Prepare("DELETE FROM destination WHERE id = ?1");
        saveServed = Prepare("""
            INSERT INTO served (destination_id, uid, hash, reference, version) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (destination_id, uid)
                DO UPDATE SET hash = excluded.hash, reference = excluded.reference, version = excluded.version
            """);
        deleteServed = Prepare("DELETE FROM served WHERE destination_id = ?1 AND uid = ?2");
        updateDestination = Prepare("""
            UPDATE destination SET fingerprint = ?2, token = ?3, last_published = coalesce(?4, last_published), last_error = ?5 WHERE id = ?1
            """);
        saveListing = Prepare("INSERT INTO listing (name) VALUES (?1) ON CONFLICT (name) DO NOTHING");
        leaveListing = Prepare("""
            UPDATE listing_mailbox SET left_at = ?2
            WHERE listing_id = (SELECT id FROM listing WHERE name = ?1) AND left_at IS NULL
            """);
        joinListing = Prepare("""
            INSERT INTO listing_mailbox (listing_id, tenant_id, mailbox_id)
            SELECT id, ?2, ?3 FROM listing WHERE name = ?1
            ON CONFLICT (listing_id, tenant_id, mailbox_id) DO UPDATE SET left_at = NULL
            """);
        index = new EntryIndex(connection);
    }

    /// <summary>Carries out a plan; false, and nothing written, where the phone book is at another revision.</summary>
    public bool TryApply(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var transaction = WriteTransaction.Begin(connection, lockTimeout, cancellationToken);
        if (WriteBook(plan, now) is not { } bookId)
            return false;

        foreach (var id in plan.DeletedIds)
            deleteEntry.Bind(bookId).Bind(id).Run();
        foreach (var entry in plan.Relocated)
            moveEntry.Bind(bookId).Bind(entry.Contact.Id).Bind(entry.Contact.FolderId).Run();
        foreach (var entry in plan.Updated)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entryId = FindEntry(bookId, entry.Contact.Id);
            WriteEntry(updateEntry, bookId, entry);
            index.Replace(entryId, bookId, entry.Name, entry.Contact);
        }
        foreach (var entry in plan.Added)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteEntry(insertEntry, bookId, entry);
            index.Add(insertEntry.InsertedId, bookId, entry.Name, entry.Contact);
        }

        cancellationToken.ThrowIfCancellationRequested();
        transaction.Commit();
        return true;
    }

    /// <summary>Takes a phone book for a run, by the clock of this machine, the only one that has the file.</summary>
    public bool TryLease(PhoneBookKey key, LeaseHolder holder, TimeSpan duration, CancellationToken cancellationToken) => Write(
        () => SqliteRuns.TryLease(connection, key, holder, duration), cancellationToken);

    /// <summary>Gives a phone book back.</summary>
    public bool ReturnLease(PhoneBookKey key, LeaseHolder holder, CancellationToken cancellationToken) => Write(
        () => SqliteRuns.ReturnLease(connection, key, holder), cancellationToken);

    /// <summary>Notes how a run ended.</summary>
    public bool NoteRun(StoredRun run, CancellationToken cancellationToken) => Write(
        () => SqliteRuns.Note(connection, run), cancellationToken);

    /// <summary>Checks the file, then makes it small and quick.</summary>
    public bool Optimize()
    {
        SqliteUpkeep.Optimize(connection, lockTimeout);
        return true;
    }

    /// <summary>Removes a phone book; false where there is none.</summary>
    public bool Remove(long phoneBookId, CancellationToken cancellationToken) =>
        Write(() => deleteBook.Bind(phoneBookId).Run() > 0, cancellationToken);

    /// <summary>Registers a destination or changes its settings.</summary>
    public bool SaveDestination(string name, DestinationKind kind, string settings, CancellationToken cancellationToken) => Write(
        () => saveDestination.Bind(name).Bind(TextKey.Of(name)).Bind(kind.ToString()).Bind(settings).Run() > 0, cancellationToken);

    /// <summary>Forgets a destination; false where there is none.</summary>
    public bool RemoveDestination(long id, CancellationToken cancellationToken) =>
        Write(() => deleteDestination.Bind(id).Run() > 0, cancellationToken);

    /// <summary>Notes items that were served and items that were taken away.</summary>
    public bool NoteServed(
        long destinationId, IReadOnlyCollection<ServedItem> served, IReadOnlyCollection<Guid> removed,
        CancellationToken cancellationToken) => Write(
        () =>
        {
            foreach (var uid in removed)
                deleteServed.Bind(destinationId).Bind(uid.ToString()).Run();
            foreach (var item in served)
            {
                saveServed.Bind(destinationId).Bind(item.Uid.ToString()).Bind(item.Hash).Bind(item.Reference).Bind(item.Version).Run();
            }
            return true;
        },
        cancellationToken);

    /// <summary>Notes how a publishing ended; false where the destination is gone.</summary>
    public bool NotePublished(
        long destinationId, PublishState state, string? error, DateTimeOffset now, CancellationToken cancellationToken) => Write(
        () => updateDestination
            .Bind(destinationId).Bind(state.Fingerprint).Bind(state.Token)
            .Bind(error is null ? now.ToUnixTimeMilliseconds() : null).Bind(error)
            .Run() > 0,
        cancellationToken);

    /// <summary>Notes who is in a listing: all leave, and those that are in it come back.</summary>
    public bool NoteListing(
        string listing, IReadOnlyCollection<PhoneBookKey> keys, DateTimeOffset now, CancellationToken cancellationToken) => Write(
        () =>
        {
            saveListing.Bind(listing).Run();
            leaveListing.Bind(listing).Bind(now.ToUnixTimeMilliseconds()).Run();
            foreach (var key in keys)
                joinListing.Bind(listing).Bind(key.TenantId).Bind(key.MailboxId).Run();
            return true;
        },
        cancellationToken);

    public void Dispose()
    {
        commands.ForEach(command => command.Dispose());
        commands.Clear();
        index.Dispose();
        connection.Dispose();
    }

    private bool Write(Func<bool> write, CancellationToken cancellationToken)
    {
        using var transaction = WriteTransaction.Begin(connection, lockTimeout, cancellationToken);
        var isDone = write();
        transaction.Commit();
        return isDone;
    }

    private PreparedCommand Prepare(string sql)
    {
        var command = new PreparedCommand(connection, sql);
        commands.Add(command);
        return command;
    }

    private long? WriteBook(PhoneBookPlan plan, DateTimeOffset now)
    {
        var command = plan.Existing is null
            ? insertBook.Bind(plan.Key.Source.ToString()).Bind(plan.Key.TenantId).Bind(plan.Key.MailboxId)
            : updateBook.Bind(plan.Existing.Id).Bind(plan.Existing.Revision).Bind(plan.ChangesWhatIsShown ? 1 : 0);
        var changed = command
            .Bind(plan.Owner).Bind(TextKey.Of(plan.Owner)).Bind(plan.Title).Bind(TextKey.Of(plan.Title))
            .Bind(plan.Connection).Bind(TextKey.Of(plan.Connection))
            .Bind(plan.EntryCount).Bind(plan.RulesFingerprint).Bind(now.ToUnixTimeMilliseconds())
            .Run();
        if (changed == 0)
            return null;

        var bookId = plan.Existing?.Id ?? insertBook.InsertedId;
        if (plan.Existing is null || !plan.State.SequenceEqual(plan.Existing.State))
        {
            deleteStates.Bind(bookId).Run();
            foreach (var state in plan.State)
                insertState.Bind(bookId).Bind(state.FolderId).Bind(state.Name).Bind(state.Token).Run();
        }
        return bookId;
    }

    private static void WriteEntry(PreparedCommand command, long bookId, PlannedEntry entry)
    {
        var contact = entry.Contact;
        command
            .Bind(bookId).Bind(contact.Id).Bind(contact.FolderId)
            .Bind(entry.Name).Bind(TextKey.Of(entry.Name)).Bind(TextKey.Of(contact.CompanyName))
            .Bind(entry.Hash).Bind(contact.LastModified?.ToUnixTimeMilliseconds()).Bind(entry.Json.Span)
            .Run();
    }

    private long FindEntry(long bookId, string sourceId) =>
        findEntry.Bind(bookId).Bind(sourceId).ReadRow() is [var id]
            ? long.Parse(id, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The plan updates an entry that is not stored: {sourceId}");
}

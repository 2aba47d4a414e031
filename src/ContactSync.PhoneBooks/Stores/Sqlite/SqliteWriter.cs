using System.Globalization;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
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

    private readonly PreparedCommand insertNumber;

    private readonly PreparedCommand deleteNumbers;

    private readonly PreparedCommand findEntry;

    /// <summary>Compiles the statements on a connection whose tables are there; the writer closes the connection.</summary>
    public SqliteWriter(SqliteConnection connection, TimeSpan lockTimeout)
    {
        this.connection = connection;
        this.lockTimeout = lockTimeout;
        insertBook = Prepare("""
            INSERT INTO phone_book (tenant_id, mailbox_id, revision, owner, owner_key, title, title_key, connection, connection_key,
                entry_count, rules_fingerprint, last_sync)
            VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT (tenant_id, mailbox_id) DO NOTHING
            """);
        updateBook = Prepare("""
            UPDATE phone_book SET owner = ?3, owner_key = ?4, title = ?5, title_key = ?6, connection = ?7, connection_key = ?8,
                entry_count = ?9, rules_fingerprint = ?10, last_sync = ?11, revision = revision + 1
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
        insertNumber = Prepare("INSERT INTO number (entry_id, position, e164, digits_reversed) VALUES (?1, ?2, ?3, ?4)");
        deleteNumbers = Prepare("DELETE FROM number WHERE entry_id = ?1");
        findEntry = Prepare("SELECT id FROM entry WHERE phone_book_id = ?1 AND source_id = ?2");
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
            deleteNumbers.Bind(entryId).Run();
            WriteNumbers(entryId, entry.Contact.PhoneNumbers);
        }
        foreach (var entry in plan.Added)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteEntry(insertEntry, bookId, entry);
            WriteNumbers(insertEntry.InsertedId, entry.Contact.PhoneNumbers);
        }

        cancellationToken.ThrowIfCancellationRequested();
        transaction.Commit();
        return true;
    }

    /// <summary>Removes a phone book; false where there is none.</summary>
    public bool Remove(long phoneBookId, CancellationToken cancellationToken)
    {
        using var transaction = WriteTransaction.Begin(connection, lockTimeout, cancellationToken);
        var removed = deleteBook.Bind(phoneBookId).Run();
        transaction.Commit();
        return removed > 0;
    }

    public void Dispose()
    {
        commands.ForEach(command => command.Dispose());
        commands.Clear();
        connection.Dispose();
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
            ? insertBook.Bind(plan.Key.TenantId).Bind(plan.Key.MailboxId)
            : updateBook.Bind(plan.Existing.Id).Bind(plan.Existing.Revision);
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

    private void WriteNumbers(long entryId, IReadOnlyList<SyncPhoneNumber> numbers)
    {
        for (var position = 0; position < numbers.Count; position++)
        {
            var e164 = numbers[position].E164;
            var digits = NumberDigits.Of(e164 ?? numbers[position].Raw);
            if (digits.Length > 0)
                insertNumber.Bind(entryId).Bind(position).Bind(e164).Bind(NumberDigits.Reverse(digits)).Run();
        }
    }
}

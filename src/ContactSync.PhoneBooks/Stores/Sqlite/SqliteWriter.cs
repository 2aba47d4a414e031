using System.Text;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Search;
using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>The one connection a store writes over, with its statements compiled. Not thread-safe: the store lets one in at a time.</summary>
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

    /// <summary>Compiles the statements on a connection whose tables are there; the writer closes the connection.</summary>
    public SqliteWriter(SqliteConnection connection, TimeSpan lockTimeout)
    {
        this.connection = connection;
        this.lockTimeout = lockTimeout;
        insertBook = Prepare(12, """
            INSERT INTO phone_book (tenant_id, mailbox_id, owner, owner_key, title, title_key, connection, connection_key,
                entry_count, rules_fingerprint, last_sync, revision)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (tenant_id, mailbox_id) DO NOTHING RETURNING id
            """);
        updateBook = Prepare(11, """
            UPDATE phone_book SET owner = $2, owner_key = $3, title = $4, title_key = $5, connection = $6, connection_key = $7,
                entry_count = $8, rules_fingerprint = $9, last_sync = $10, revision = revision + 1
            WHERE id = $0 AND revision = $1
            """);
        deleteBook = Prepare(1, "DELETE FROM phone_book WHERE id = $0");
        deleteStates = Prepare(1, "DELETE FROM folder_state WHERE phone_book_id = $0");
        insertState = Prepare(4, "INSERT INTO folder_state (phone_book_id, folder_id, name, token) VALUES ($0, $1, $2, $3)");
        insertEntry = Prepare(9, """
            INSERT INTO entry (phone_book_id, source_id, folder_id, name, name_key, company_key, hash, last_modified, contact)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
            """);
        updateEntry = Prepare(9, """
            UPDATE entry SET folder_id = $2, name = $3, name_key = $4, company_key = $5, hash = $6, last_modified = $7, contact = $8
            WHERE phone_book_id = $0 AND source_id = $1 RETURNING id
            """);
        moveEntry = Prepare(3, "UPDATE entry SET folder_id = $2 WHERE phone_book_id = $0 AND source_id = $1");
        deleteEntry = Prepare(2, "DELETE FROM entry WHERE phone_book_id = $0 AND source_id = $1");
        insertNumber = Prepare(4, "INSERT INTO number (entry_id, position, e164, digits_reversed) VALUES ($0, $1, $2, $3)");
        deleteNumbers = Prepare(1, "DELETE FROM number WHERE entry_id = $0");
    }

    /// <summary>Carries out a plan; false, and nothing written, where the phone book is at another revision.</summary>
    public bool TryApply(PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var transaction = WriteTransaction.Begin(connection, lockTimeout, cancellationToken);
        if (WriteBook(plan, now) is not { } bookId)
            return false;

        foreach (var id in plan.DeletedIds)
            deleteEntry.Run(bookId, id);
        foreach (var entry in plan.Relocated)
            moveEntry.Run(bookId, entry.Contact.Id, entry.Contact.FolderId);
        foreach (var entry in plan.Updated)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entryId = WriteEntry(updateEntry, bookId, entry);
            deleteNumbers.Run(entryId);
            WriteNumbers(entryId, entry.Contact.PhoneNumbers);
        }
        foreach (var entry in plan.Added)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteNumbers(WriteEntry(insertEntry, bookId, entry), entry.Contact.PhoneNumbers);
        }

        cancellationToken.ThrowIfCancellationRequested();
        transaction.Commit();
        return true;
    }

    /// <summary>Removes a phone book; false where there is none.</summary>
    public bool Remove(long phoneBookId, CancellationToken cancellationToken)
    {
        using var transaction = WriteTransaction.Begin(connection, lockTimeout, cancellationToken);
        var removed = deleteBook.Run(phoneBookId);
        transaction.Commit();
        return removed > 0;
    }

    public void Dispose()
    {
        commands.ForEach(command => command.Dispose());
        connection.Dispose();
    }

    private PreparedCommand Prepare(int parameterCount, string sql)
    {
        var command = new PreparedCommand(connection, sql, parameterCount);
        commands.Add(command);
        return command;
    }

    private long? WriteBook(PhoneBookPlan plan, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        long bookId;
        if (plan.Existing is null)
        {
            var id = insertBook.Scalar(
                plan.Key.TenantId, plan.Key.MailboxId, plan.Owner, TextKey.Of(plan.Owner), plan.Title, TextKey.Of(plan.Title),
                plan.Connection, TextKey.Of(plan.Connection), plan.EntryCount, plan.RulesFingerprint, time, 1L);
            if (id is null)
                return null;
            bookId = (long)id;
        }
        else
        {
            bookId = plan.Existing.Id;
            var changed = updateBook.Run(
                bookId, plan.Existing.Revision, plan.Owner, TextKey.Of(plan.Owner), plan.Title, TextKey.Of(plan.Title),
                plan.Connection, TextKey.Of(plan.Connection), plan.EntryCount, plan.RulesFingerprint, time);
            if (changed == 0)
                return null;
        }

        if (plan.Existing is null || !plan.State.SequenceEqual(plan.Existing.State))
        {
            deleteStates.Run(bookId);
            foreach (var state in plan.State)
                insertState.Run(bookId, state.FolderId, state.Name, state.Token);
        }
        return bookId;
    }

    private static long WriteEntry(PreparedCommand command, long bookId, PlannedEntry entry)
    {
        var contact = entry.Contact;
        return (long)(command.Scalar(
            bookId, contact.Id, contact.FolderId, entry.Name, TextKey.Of(entry.Name), TextKey.Of(contact.CompanyName), entry.Hash,
            contact.LastModified?.ToUnixTimeMilliseconds(), Encoding.UTF8.GetString(entry.Json.Span))
            ?? throw new InvalidDataException($"The entry '{contact.Id}' to be written is not there."));
    }

    private void WriteNumbers(long entryId, IReadOnlyList<SyncPhoneNumber> numbers)
    {
        for (var position = 0; position < numbers.Count; position++)
        {
            var digits = NumberDigits.Of(numbers[position].E164 ?? numbers[position].Raw);
            if (digits.Length > 0)
                insertNumber.Run(entryId, position, numbers[position].E164, NumberDigits.Reverse(digits));
        }
    }
}

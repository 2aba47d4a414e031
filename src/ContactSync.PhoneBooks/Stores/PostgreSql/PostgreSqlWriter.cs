using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;
using Npgsql;
using NpgsqlTypes;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>Carries out plans, each in a transaction of its own.</summary>
internal static class PostgreSqlWriter
{
    private const int UpdatesAtOnce = 1000;

    /// <summary>Carries out a plan; false, and nothing written, where the phone book is at another revision.</summary>
    public static async Task<bool> TryApplyAsync(
        NpgsqlConnection connection, PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        // From here on another run of the same phone book waits, and then finds another revision.
        if (await WriteBookAsync(connection, plan, now, cancellationToken).ConfigureAwait(false) is not { } bookId)
            return false;

        await DeleteAsync(connection, bookId, plan.DeletedIds, cancellationToken).ConfigureAwait(false);
        await MoveAsync(connection, bookId, plan.Relocated, cancellationToken).ConfigureAwait(false);
        foreach (var entries in plan.Updated.Chunk(UpdatesAtOnce))
            await UpdateAsync(connection, bookId, entries, cancellationToken).ConfigureAwait(false);
        await AddAsync(connection, bookId, plan.Added, cancellationToken).ConfigureAwait(false);

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Notes who is in a listing: all leave, and those that are in it come back.</summary>
    public static async Task<bool> NoteListingAsync(
        NpgsqlConnection connection, string listing, IReadOnlyCollection<PhoneBookKey> keys, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        // The update of a name by itself lets another machine with the same listing wait.
        var id = await connection.NumberAsync(
            "INSERT INTO listing (name) VALUES (@name) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
            cancellationToken, ("name", listing)).ConfigureAwait(false);
        await connection.RunAsync(
            "UPDATE listing_mailbox SET left_at = @now WHERE listing_id = @id AND left_at IS NULL", cancellationToken,
            ("id", id), ("now", now.ToUnixTimeMilliseconds())).ConfigureAwait(false);
        await connection.RunAsync(
            """
            INSERT INTO listing_mailbox (listing_id, tenant_id, mailbox_id)
            SELECT DISTINCT @id, k.* FROM unnest(@tenants, @mailboxes) k
            ON CONFLICT (listing_id, tenant_id, mailbox_id) DO UPDATE SET left_at = NULL
            """,
            cancellationToken, ("id", id), ("tenants", Texts(keys, key => key.TenantId)), ("mailboxes", Texts(keys, key => key.MailboxId)))
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<long?> WriteBookAsync(
        NpgsqlConnection connection, PhoneBookPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (string, object?)[] values =
        [
            ("owner", plan.Owner), ("ownerKey", TextKey.Of(plan.Owner)), ("title", plan.Title), ("titleKey", TextKey.Of(plan.Title)),
            ("connection", plan.Connection), ("connectionKey", TextKey.Of(plan.Connection)), ("count", plan.EntryCount),
            ("fingerprint", plan.RulesFingerprint), ("now", now.ToUnixTimeMilliseconds()),
        ];
        var bookId = plan.Existing is null
            ? await connection.FindNumberAsync(
                """
                INSERT INTO phone_book (source, tenant_id, mailbox_id, owner, owner_key, title, title_key, connection, connection_key,
                    entry_count, rules_fingerprint, last_sync, revision, change)
                VALUES (@source, @tenant, @mailbox, @owner, @ownerKey, @title, @titleKey, @connection, @connectionKey, @count, @fingerprint,
                    @now, 1, 1)
                ON CONFLICT (source, tenant_id, mailbox_id) DO NOTHING RETURNING id
                """,
                cancellationToken,
                [("source", plan.Key.Source.ToString()), ("tenant", plan.Key.TenantId), ("mailbox", plan.Key.MailboxId), .. values])
                .ConfigureAwait(false)
            : await connection.FindNumberAsync(
                """
                UPDATE phone_book SET owner = @owner, owner_key = @ownerKey, title = @title, title_key = @titleKey,
                    connection = @connection, connection_key = @connectionKey, entry_count = @count, rules_fingerprint = @fingerprint,
                    last_sync = @now, revision = revision + 1, change = change + @change
                WHERE id = @id AND revision = @revision RETURNING id
                """,
                cancellationToken,
                [
                    ("id", plan.Existing.Id), ("revision", plan.Existing.Revision), ("change", plan.ChangesWhatIsShown ? 1L : 0L),
                    .. values,
                ]).ConfigureAwait(false);
        if (bookId is { } id && (plan.Existing is null || !plan.State.SequenceEqual(plan.Existing.State)))
            await WriteStateAsync(connection, id, plan, cancellationToken).ConfigureAwait(false);
        return bookId;
    }

    private static async Task WriteStateAsync(
        NpgsqlConnection connection, long bookId, PhoneBookPlan plan, CancellationToken cancellationToken)
    {
        var state = plan.State;
        if (plan.Existing is not null)
        {
            await connection.RunAsync("DELETE FROM folder_state WHERE phone_book_id = @book", cancellationToken, ("book", bookId))
                .ConfigureAwait(false);
        }
        await connection.RunAsync(
            "INSERT INTO folder_state SELECT @book, s.* FROM unnest(@ids, @names, @tokens) s", cancellationToken,
            ("book", bookId), ("ids", Texts(state, folder => folder.FolderId)), ("names", Texts(state, folder => folder.Name)),
            ("tokens", Texts(state, folder => folder.Token))).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(
        NpgsqlConnection connection, long bookId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            await connection.RunAsync(
                "DELETE FROM entry WHERE phone_book_id = @book AND source_id = ANY (@ids)", cancellationToken,
                ("book", bookId), ("ids", Texts(ids, id => id))).ConfigureAwait(false);
        }
    }

    private static async Task MoveAsync(
        NpgsqlConnection connection, long bookId, IReadOnlyList<PlannedEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count > 0)
        {
            await connection.RunAsync(
                """
                UPDATE entry SET folder_id = m.folder_id FROM unnest(@ids, @folders) m (source_id, folder_id)
                WHERE phone_book_id = @book AND entry.source_id = m.source_id
                """,
                cancellationToken,
                ("book", bookId), ("ids", Texts(entries, entry => entry.Contact.Id)),
                ("folders", Texts(entries, entry => entry.Contact.FolderId))).ConfigureAwait(false);
        }
    }

    private static async Task UpdateAsync(
        NpgsqlConnection connection, long bookId, PlannedEntry[] entries, CancellationToken cancellationToken)
    {
        var command = connection.Command(
            """
            UPDATE entry SET folder_id = u.folder_id, name = u.name, name_key = u.name_key, company_key = u.company_key, words = u.words,
                hash = u.hash, last_modified = u.last_modified, contact = u.contact
            FROM unnest(@ids, @folders, @names, @nameKeys, @companyKeys, @words, @hashes, @times, @contacts)
                u (source_id, folder_id, name, name_key, company_key, words, hash, last_modified, contact)
            WHERE phone_book_id = @book AND entry.source_id = u.source_id RETURNING entry.source_id, entry.id
            """,
            ("book", bookId), ("ids", Texts(entries, entry => entry.Contact.Id)),
            ("folders", Texts(entries, entry => entry.Contact.FolderId)), ("names", Texts(entries, entry => entry.Name)),
            ("nameKeys", Texts(entries, entry => TextKey.Of(entry.Name))),
            ("companyKeys", Texts(entries, entry => TextKey.Of(entry.Contact.CompanyName))),
            ("words", Texts(entries, entry => PostgreSqlWords.ToIndex(entry.Name, entry.Contact.CompanyName))),
            ("hashes", Texts(entries, entry => entry.Hash)),
            ("times", entries.Select(entry => entry.Contact.LastModified?.ToUnixTimeMilliseconds()).ToArray()),
            ("contacts", Texts(entries, entry => System.Text.Encoding.UTF8.GetString(entry.Json.Span))));
        var updated = await command.ListAsync(rows => (SourceId: rows.GetString(0), Id: rows.GetInt64(1)), cancellationToken)
            .ConfigureAwait(false);
        var entryIds = updated.ToDictionary(row => row.SourceId, row => row.Id, StringComparer.Ordinal);
        if (Array.Find(entries, entry => !entryIds.ContainsKey(PostgreSqlText.Of(entry.Contact.Id))) is { } missing)
            throw new InvalidOperationException($"The plan updates an entry that is not stored: {missing.Contact.Id}");

        var ids = entries.Select(entry => entryIds[PostgreSqlText.Of(entry.Contact.Id)]).ToArray();
        await connection.RunAsync("DELETE FROM number WHERE entry_id = ANY (@ids)", cancellationToken, ("ids", ids)).ConfigureAwait(false);
        await AddNumbersAsync(connection, entries, ids, cancellationToken).ConfigureAwait(false);
    }

    private static async Task AddAsync(
        NpgsqlConnection connection, long bookId, IReadOnlyList<PlannedEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
            return;
        var ids = await connection.Command("SELECT nextval('entry_id') FROM generate_series(1, @count)", ("count", entries.Count))
            .ListAsync(rows => rows.GetInt64(0), cancellationToken).ConfigureAwait(false);
        var rows = await connection.BeginBinaryImportAsync(
            """
            COPY entry (id, phone_book_id, source_id, folder_id, name, name_key, company_key, words, hash, last_modified, contact)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            // Row by row without waiting: into the buffer most of the time, and a task for each field would take longer than the field.
            var place = 0;
            foreach (var entry in entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var contact = entry.Contact;
                rows.StartRow();
                rows.Write(ids[place++], NpgsqlDbType.Bigint);
                rows.Write(bookId, NpgsqlDbType.Bigint);
                Write(rows, contact.Id);
                Write(rows, contact.FolderId);
                Write(rows, entry.Name);
                Write(rows, TextKey.Of(entry.Name));
                Write(rows, TextKey.Of(contact.CompanyName));
                Write(rows, PostgreSqlWords.ToIndex(entry.Name, contact.CompanyName));
                Write(rows, entry.Hash);
                if (contact.LastModified is { } time)
                    rows.Write(time.ToUnixTimeMilliseconds(), NpgsqlDbType.Bigint);
                else
                    rows.WriteNull();
                rows.Write(entry.Json, NpgsqlDbType.Text);
            }
            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        await AddNumbersAsync(connection, entries, ids, cancellationToken).ConfigureAwait(false);
    }

    private static async Task AddNumbersAsync(
        NpgsqlConnection connection, IReadOnlyList<PlannedEntry> entries, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var rows = await connection.BeginBinaryImportAsync(
            "COPY number (entry_id, position, kind, raw, e164, dial_form, digits_reversed) FROM STDIN (FORMAT BINARY)", cancellationToken)
            .ConfigureAwait(false);
        await using var _ = rows.ConfigureAwait(false);
        var place = 0;
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var position = 0;
            foreach (var number in entry.Contact.PhoneNumbers)
            {
                rows.StartRow();
                rows.Write(ids[place], NpgsqlDbType.Bigint);
                rows.Write(position++, NpgsqlDbType.Integer);
                Write(rows, number.Kind.ToString());
                Write(rows, number.Raw);
                Write(rows, number.E164);
                Write(rows, number.DialForm);
                Write(rows, PostgreSqlWords.ToIndex(NumberDigits.Of(number.E164 ?? number.Raw)));
            }
            place++;
        }
        await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Write(NpgsqlBinaryImporter rows, string? text)
    {
        if (text is null)
            rows.WriteNull();
        else
            rows.Write(PostgreSqlText.Of(text), NpgsqlDbType.Text);
    }

    private static string[] Texts<T>(IReadOnlyCollection<T> items, Func<T, string> text) =>
        [.. items.Select(item => PostgreSqlText.Of(text(item)))];
}

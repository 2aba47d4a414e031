using System.Globalization;
using Npgsql;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>The tables of a store in PostgreSQL, in a schema of their own, made and recognised.</summary>
internal static class PostgreSqlSchema
{
    // The same tables as in a SQLite file. Keys are compared byte by byte (collation "C"), so that they differ by case and both stores
    // sort alike. Ids of the source are case-sensitive; *_key columns hold TextKeys to search and sort by.
    private const string Tables = """
        CREATE TABLE phone_book (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            source text COLLATE "C" NOT NULL, -- Mailbox, File, Merge
            tenant_id text COLLATE "C" NOT NULL,
            mailbox_id text COLLATE "C" NOT NULL,
            owner text NOT NULL,
            owner_key text COLLATE "C" NOT NULL,
            title text NOT NULL,
            title_key text COLLATE "C" NOT NULL,
            connection text NOT NULL,
            connection_key text COLLATE "C" NOT NULL,
            revision bigint NOT NULL, -- of each run
            change bigint NOT NULL, -- of each run that changed what is shown
            entry_count integer NOT NULL,
            rules_fingerprint text NOT NULL,
            last_sync bigint NOT NULL, -- milliseconds since 1970, UTC
            UNIQUE (source, tenant_id, mailbox_id)
        );

        CREATE INDEX phone_book_title ON phone_book (owner_key, title_key);

        CREATE TABLE folder_state (
            phone_book_id bigint NOT NULL REFERENCES phone_book ON DELETE CASCADE,
            folder_id text COLLATE "C" NOT NULL,
            name text NOT NULL,
            token text NOT NULL,
            PRIMARY KEY (phone_book_id, folder_id)
        );

        CREATE SEQUENCE entry_id;

        CREATE TABLE entry (
            id bigint PRIMARY KEY,
            phone_book_id bigint NOT NULL REFERENCES phone_book ON DELETE CASCADE,
            source_id text COLLATE "C" NOT NULL,
            folder_id text COLLATE "C" NOT NULL,
            name text NOT NULL,
            name_key text COLLATE "C" NOT NULL,
            company_key text COLLATE "C" NOT NULL,
            words text COLLATE "C" NOT NULL, -- of name and company, found by their beginnings
            hash text NOT NULL,
            last_modified bigint, -- milliseconds since 1970, UTC
            contact text NOT NULL, -- JSON
            UNIQUE (phone_book_id, source_id)
        );

        CREATE INDEX entry_words ON entry USING gin (array_to_tsvector(string_to_array(words, ' ')));

        CREATE TABLE number (
            entry_id bigint NOT NULL REFERENCES entry ON DELETE CASCADE,
            position integer NOT NULL,
            kind text NOT NULL,
            raw text NOT NULL,
            e164 text COLLATE "C",
            dial_form text,
            digits_reversed text COLLATE "C" NOT NULL, -- so that the last digits, and the whole number too, are found by one index
            PRIMARY KEY (entry_id, position)
        );

        CREATE INDEX number_digits ON number (digits_reversed);

        -- Which mailboxes a query found, so that the next run sees who left.
        CREATE TABLE listing (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL UNIQUE
        );

        CREATE TABLE listing_mailbox (
            listing_id bigint NOT NULL REFERENCES listing ON DELETE CASCADE,
            tenant_id text COLLATE "C" NOT NULL,
            mailbox_id text COLLATE "C" NOT NULL,
            left_at bigint, -- milliseconds since 1970, UTC; null while it is in the listing
            PRIMARY KEY (listing_id, tenant_id, mailbox_id)
        );

        CREATE INDEX listing_of_mailbox ON listing_mailbox (tenant_id, mailbox_id);

        CREATE TABLE destination (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text NOT NULL,
            name_key text COLLATE "C" NOT NULL UNIQUE,
            kind text NOT NULL,
            settings text NOT NULL, -- JSON, without any secret
            fingerprint text NOT NULL DEFAULT '', -- of what it was made equal to
            token text,
            last_published bigint, -- milliseconds since 1970, UTC
            last_error text
        );

        -- What lies at a destination. An entry may be gone and its item still be there.
        CREATE TABLE served (
            destination_id bigint NOT NULL REFERENCES destination ON DELETE CASCADE,
            uid uuid NOT NULL,
            hash text NOT NULL,
            reference text NOT NULL,
            version text NOT NULL,
            PRIMARY KEY (destination_id, uid)
        );

        -- The phone books that runs are working on, on whichever machine.
        CREATE TABLE lease (
            source text COLLATE "C" NOT NULL,
            tenant_id text COLLATE "C" NOT NULL,
            mailbox_id text COLLATE "C" NOT NULL,
            holder text NOT NULL,
            until timestamptz NOT NULL, -- by the server's clock
            PRIMARY KEY (source, tenant_id, mailbox_id)
        );

        CREATE TABLE run (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            connection text NOT NULL,
            start_time bigint NOT NULL, -- milliseconds since 1970, UTC
            end_time bigint NOT NULL,
            mailboxes integer NOT NULL,
            failed integer NOT NULL,
            stopped integer NOT NULL,
            added integer NOT NULL,
            updated integer NOT NULL,
            deleted integer NOT NULL
        );
        """;

    /// <summary>What makes the tables of each version out of those of the one before; the first out of nothing.</summary>
    public static IReadOnlyList<string> Migrations { get; } = [Tables];

    /// <summary>The version of the tables that are there; 0 where there are none.</summary>
    /// <exception cref="SyncException">The tables are a newer version's or another program's.</exception>
    public static async Task<int> CheckAsync(
        NpgsqlConnection connection, PostgreSqlLocation location, int newest, bool toWrite, CancellationToken cancellationToken)
    {
        var present = connection.Command(
            """
            SELECT count(*), count(*) FILTER (WHERE c.relname = 'contactsync_store')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = @schema
            """,
            ("schema", location.Schema));
        var counts = await present.ListAsync(rows => (All: rows.GetInt64(0), Ours: rows.GetInt64(1)), cancellationToken)
            .ConfigureAwait(false);
        if (counts[0].All == 0)
            return 0;
        if (counts[0].Ours == 0)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.SchemaForeign), SyncErrorKind.InvalidData, location.Name, location.Name, location.Schema);
        }
        // What may not write is found out before hours of reading.
        var version = await connection.NumberAsync(
            $"SELECT version FROM contactsync_store{(toWrite ? " FOR UPDATE" : "")}", cancellationToken).ConfigureAwait(false);
        return version <= newest
            ? (int)version
            : throw Texts.Catalog.Create(
                nameof(Errors.StoreNewer), SyncErrorKind.InvalidData, location.Name, location.Name, version, newest);
    }

    /// <summary>
    /// Makes the tables, or brings those of an older version up to date, in one transaction: what fails leaves the old ones. Others wait
    /// meanwhile.
    /// </summary>
    public static async Task MigrateAsync(
        NpgsqlConnection connection, PostgreSqlLocation location, IReadOnlyList<string> migrations, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await connection.RunAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended('ContactSync ' || @schema, 0))", cancellationToken, ("schema", location.Schema))
            .ConfigureAwait(false);
        // Another machine may have done it meanwhile.
        var version = await CheckAsync(connection, location, migrations.Count, toWrite: true, cancellationToken).ConfigureAwait(false);
        if (version == migrations.Count)
            return;

        if (version == 0)
        {
            await CheckEncodingAsync(connection, location, cancellationToken).ConfigureAwait(false);
            // Made only where it is not there: who may not make schemas can be given one.
            if (await connection.NumberAsync(
                "SELECT count(*) FROM pg_namespace WHERE nspname = @schema", cancellationToken, ("schema", location.Schema))
                .ConfigureAwait(false) == 0)
            {
                await connection.RunAsync($"CREATE SCHEMA \"{location.Schema}\"", cancellationToken).ConfigureAwait(false);
            }
            await connection.RunAsync(
                "CREATE TABLE contactsync_store (version integer NOT NULL); INSERT INTO contactsync_store VALUES (0)", cancellationToken)
                .ConfigureAwait(false);
        }
        foreach (var migration in migrations.Skip(version))
            await connection.RunAsync(migration, cancellationToken).ConfigureAwait(false);
        await connection.RunAsync(
            "UPDATE contactsync_store SET version = @version", cancellationToken, ("version", migrations.Count)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task CheckEncodingAsync(
        NpgsqlConnection connection, PostgreSqlLocation location, CancellationToken cancellationToken)
    {
        var command = connection.Command("SELECT current_setting('server_encoding')");
        await using var _ = command.ConfigureAwait(false);
        var encoding = Convert.ToString(
            await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        if (encoding != "UTF8")
        {
            throw Texts.Catalog.Create(
                nameof(Errors.DatabaseEncoding), SyncErrorKind.InvalidData, location.Name, location.Name, encoding, location.Database);
        }
    }
}

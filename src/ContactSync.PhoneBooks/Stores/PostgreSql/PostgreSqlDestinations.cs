using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;
using Npgsql;
using static ContactSync.PhoneBooks.Stores.PostgreSql.PostgreSqlRows;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>What a store's tables know of destinations.</summary>
internal static class PostgreSqlDestinations
{
    public static IAsyncEnumerable<StoredDestination> List(
        NpgsqlConnection connection, string? name, CancellationToken cancellationToken) =>
        connection.Command(
            """
            SELECT id, name, kind, settings, fingerprint, token, last_published, last_error FROM destination
            WHERE @name IS NULL OR name_key ~ @name ORDER BY name_key
            """,
            ("name", name is null ? null : new WildcardPattern(name).ToRegex())).ReadAsync(
                rows => new StoredDestination(
                    rows.GetInt64(0), rows.GetString(1), Enum.Parse<DestinationKind>(rows.GetString(2)), rows.GetString(3),
                    new PublishState(rows.GetString(4), Text(rows, 5)), Time(rows, 6), Text(rows, 7)),
                cancellationToken);

    public static IAsyncEnumerable<ServedItem> Served(
        NpgsqlConnection connection, long destinationId, CancellationToken cancellationToken) =>
        connection.Command("SELECT uid, hash, reference, version FROM served WHERE destination_id = @id", ("id", destinationId)).ReadAsync(
            rows => new ServedItem(rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetString(3)), cancellationToken);

    public static async Task<bool> SaveAsync(
        NpgsqlConnection connection, string name, DestinationKind kind, string settings, CancellationToken cancellationToken) =>
        await connection.RunAsync(
            """
            INSERT INTO destination (name, name_key, kind, settings) VALUES (@name, @key, @kind, @settings)
            ON CONFLICT (name_key) DO UPDATE SET name = excluded.name, kind = excluded.kind, settings = excluded.settings,
                token = CASE WHEN destination.settings = excluded.settings THEN destination.token END
            """,
            cancellationToken, ("name", name), ("key", TextKey.Of(name)), ("kind", kind.ToString()), ("settings", settings))
            .ConfigureAwait(false) > 0;

    public static async Task<bool> NoteServedAsync(
        NpgsqlConnection connection, long destinationId, IReadOnlyCollection<ServedItem> served, IReadOnlyCollection<Guid> removed,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await connection.RunAsync(
            "DELETE FROM served WHERE destination_id = @id AND uid = ANY (@uids)", cancellationToken,
            ("id", destinationId), ("uids", removed.ToArray())).ConfigureAwait(false);
        await connection.RunAsync(
            """
            INSERT INTO served SELECT @id, s.* FROM unnest(@uids, @hashes, @references, @versions) s
            ON CONFLICT (destination_id, uid)
                DO UPDATE SET hash = excluded.hash, reference = excluded.reference, version = excluded.version
            """,
            cancellationToken,
            ("id", destinationId), ("uids", served.Select(item => item.Uid).ToArray()), ("hashes", Texts(served, item => item.Hash)),
            ("references", Texts(served, item => item.Reference)), ("versions", Texts(served, item => item.Version))).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async Task<bool> NotePublishedAsync(
        NpgsqlConnection connection, long destinationId, PublishState state, string? error, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        await connection.RunAsync(
            """
            UPDATE destination SET fingerprint = @fingerprint, token = @token,
                last_published = CASE WHEN @error IS NULL THEN @now ELSE last_published END, last_error = @error
            WHERE id = @id
            """,
            cancellationToken,
            ("id", destinationId), ("fingerprint", state.Fingerprint), ("token", state.Token),
            ("now", now.ToUnixTimeMilliseconds()), ("error", error)).ConfigureAwait(false) > 0;

    private static string[] Texts(IReadOnlyCollection<ServedItem> items, Func<ServedItem, string> text) =>
        [.. items.Select(item => PostgreSqlText.Of(text(item)))];
}

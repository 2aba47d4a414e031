using Microsoft.Data.Sqlite;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>
/// The rows of a query as an asynchronous sequence. SQLite reads synchronously; the connection goes back where it came from when the
/// enumeration ends, however it ends.
/// </summary>
internal sealed class SqliteStream<T>(
    SqliteConnections connections, Func<SqliteConnection, IEnumerable<T>> read, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken enumerationToken = default) =>
        new Enumerator(connections, read, cancellationToken, enumerationToken);

    private sealed class Enumerator(
        SqliteConnections connections, Func<SqliteConnection, IEnumerable<T>> read, CancellationToken first, CancellationToken second)
        : IAsyncEnumerator<T>
    {
        private SqliteConnection? connection;

        private IEnumerator<T>? rows;

        public T Current => rows is null ? throw new InvalidOperationException() : rows.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            first.ThrowIfCancellationRequested();
            second.ThrowIfCancellationRequested();
            try
            {
                rows ??= read(connection = connections.Rent()).GetEnumerator();
                return ValueTask.FromResult(rows.MoveNext());
            }
            catch (Exception failure) when (SqliteErrors.IsStoreFailure(failure))
            {
                throw SqliteErrors.Translate(failure, connections.Path);
            }
        }

        public ValueTask DisposeAsync()
        {
            rows?.Dispose();
            if (connection is not null)
                connections.Return(connection);
            connection = null;
            return ValueTask.CompletedTask;
        }
    }
}

using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>What a failing store means to an admin.</summary>
internal static class SqliteErrors
{
    /// <summary>Whether a failure is the store's, to be translated.</summary>
    public static bool IsStoreFailure(Exception failure) =>
        failure is SqliteException or IOException or UnauthorizedAccessException or JsonException;

    /// <summary>The error for a failure of the store at <paramref name="path"/>.</summary>
    public static SyncException Translate(Exception failure, string path)
    {
        var (id, kind) = failure switch
        {
            SqliteException sqlite => Classify(sqlite.SqliteErrorCode),
            JsonException => (nameof(Errors.StoreCorrupt), SyncErrorKind.InvalidData),
            UnauthorizedAccessException => (nameof(Errors.StoreReadOnly), SyncErrorKind.PermissionDenied),
            _ => (nameof(Errors.StoreUnreachable), SyncErrorKind.ResourceUnavailable),
        };
        return Texts.Catalog.Create(failure, id, kind, path, path, failure.Message);
    }

    private static (string Id, SyncErrorKind Kind) Classify(int code) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (nameof(Errors.StoreLocked), SyncErrorKind.ResourceUnavailable),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => (nameof(Errors.StoreReadOnly), SyncErrorKind.PermissionDenied),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => (nameof(Errors.StoreCorrupt), SyncErrorKind.InvalidData),
        raw.SQLITE_FULL => (nameof(Errors.StoreDiskFull), SyncErrorKind.ResourceUnavailable),
        _ => (nameof(Errors.StoreUnreachable), SyncErrorKind.ResourceUnavailable),
    };
}

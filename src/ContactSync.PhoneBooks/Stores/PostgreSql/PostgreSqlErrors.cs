using System.Security.Authentication;
using System.Text.Json;
using Npgsql;

namespace ContactSync.PhoneBooks.Stores.PostgreSql;

/// <summary>What a failing database means to an admin.</summary>
/// <remarks>https://www.postgresql.org/docs/current/errcodes-appendix.html</remarks>
internal static class PostgreSqlErrors
{
    /// <summary>Whether a failure is the database's, to be translated.</summary>
    public static bool IsStoreFailure(Exception failure) =>
        failure is NpgsqlException or IOException or JsonException or TimeoutException or AuthenticationException
            or System.Net.Sockets.SocketException;

    /// <summary>The error for a failure of the database named.</summary>
    public static SyncException Translate(Exception failure, string name)
    {
        var (id, kind) = failure is PostgresException refused ? Classify(refused.SqlState)
            : IsOfCertificate(failure) ? (nameof(Errors.DatabaseUntrusted), SyncErrorKind.AuthenticationFailed)
            : failure is JsonException ? (nameof(Errors.DatabaseFailed), SyncErrorKind.InvalidData)
            : (nameof(Errors.DatabaseUnreachable), SyncErrorKind.ConnectionLost);
        return Texts.Catalog.Create(failure, id, kind, name, name, TextOf(failure));
    }

    // Without the data that a server adds to some messages as their detail.
    private static string TextOf(Exception failure) => failure switch
    {
        PostgresException refused => $"{refused.MessageText} ({refused.SqlState})",
        { InnerException: { } inner } => TextOf(inner),
        _ => failure.Message,
    };

    private static bool IsOfCertificate(Exception? failure) =>
        failure is AuthenticationException || (failure?.InnerException is { } inner && IsOfCertificate(inner));

    private static (string Id, SyncErrorKind Kind) Classify(string state) => state switch
    {
        "28000" or "28P01" => (nameof(Errors.DatabaseSignInRefused), SyncErrorKind.AuthenticationFailed),
        "42501" or "25006" => (nameof(Errors.DatabaseReadOnly), SyncErrorKind.PermissionDenied),
        "3D000" => (nameof(Errors.DatabaseNotFound), SyncErrorKind.NotFound),
        // Lock not available, deadlock.
        "55P03" or "40P01" => (nameof(Errors.StoreLocked), SyncErrorKind.ResourceUnavailable),
        "53100" => (nameof(Errors.StoreDiskFull), SyncErrorKind.ResourceUnavailable),
        // Connections, resources, shutting down or starting up.
        ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] => (nameof(Errors.DatabaseUnreachable), SyncErrorKind.ResourceUnavailable),
        _ => (nameof(Errors.DatabaseFailed), SyncErrorKind.InvalidData),
    };
}

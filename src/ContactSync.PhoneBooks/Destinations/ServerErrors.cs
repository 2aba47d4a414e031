using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Security.Authentication;

namespace ContactSync.PhoneBooks.Destinations;

/// <summary>The errors that all destinations on a server may have.</summary>
internal static class ServerErrors
{
    /// <summary>The error of a request without an answer; null for one that is not about the way to the server, or cancelled.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="server">The server, as shown to people.</param>
    /// <param name="cancellationToken">The caller's token: where it is set, a cancellation is the caller's own.</param>
    public static ConnectionLostException? Translate(Exception error, string server, CancellationToken cancellationToken)
    {
        if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
            return null;
        var chain = Chain(error).ToList();
        if (chain.OfType<CertificateRefusedException>().FirstOrDefault() is { } refused)
            return Make(refused.ErrorId, error, server, refused.Subject, refused.Reason);
        if (chain.Any(cause => cause is OperationCanceledException or TimeoutException))
            return Make(nameof(Errors.DestinationTimedOut), error, server);
        if (chain.Any(cause => cause is AuthenticationException))
            return Make(nameof(Errors.DestinationTlsFailed), error, server, Innermost(chain));
        return error is HttpRequestException or IOException or SocketException
            ? Make(nameof(Errors.DestinationUnreachable), error, server, Innermost(chain))
            : null;
    }

    /// <summary>The server does not take user and password.</summary>
    public static SyncException SignInFailed(string server, string? user, string reason) => Texts.Catalog.Create(
        nameof(Errors.DestinationSignInFailed), SyncErrorKind.AuthenticationFailed, server, server, user, reason);

    /// <summary>The user may not do what was asked.</summary>
    public static SyncException Denied(string place, string? user, string reason) => Texts.Catalog.Create(
        nameof(Errors.DestinationDenied), SyncErrorKind.PermissionDenied, place, place, user, reason);

    /// <summary>The address is not one that the kind can have.</summary>
    public static SyncException AddressInvalid(string place, string example) => Texts.Catalog.Create(
        nameof(Errors.DestinationAddressInvalid), SyncErrorKind.InvalidArgument, place, place, example);

    /// <summary>The plain password. Call it where it is sent, and keep it no longer than that.</summary>
    public static string Reveal(SecureString password) => new NetworkCredential("", password).Password;

    private static ConnectionLostException Make(string id, Exception cause, string server, params object?[] details) =>
        new(Texts.Catalog.Create(cause, id, SyncErrorKind.ConnectionLost, server, [server, .. details]));

    private static string Innermost(List<Exception> chain) => chain[^1].Message.TrimEnd('.');

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}

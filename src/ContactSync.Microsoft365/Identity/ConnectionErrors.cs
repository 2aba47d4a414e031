using System.Security.Authentication;
using Polly.Timeout;

namespace ContactSync.Microsoft365.Identity;

/// <summary>Failures of the way to a server, told in an admin's words.</summary>
internal static class ConnectionErrors
{
    /// <summary>The error for a request that got no answer; null for one that is not about the connection, or was cancelled.</summary>
    /// <param name="error">What the request threw.</param>
    /// <param name="address">Where it went.</param>
    /// <param name="cancellationToken">The caller's token: where it is set, a cancellation is the caller's own.</param>
    internal static ConnectionLostException? Translate(Exception error, Uri address, CancellationToken cancellationToken)
    {
        if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
            return null;
        if (Chain(error).OfType<CertificateRefusedException>().FirstOrDefault() is { } refused)
            return Make(IdOf(refused.Problem), error, address, refused.Subject, refused.Reason);
        if (Chain(error).Any(cause => cause is OperationCanceledException or TimeoutException or TimeoutRejectedException))
            return Make(nameof(Errors.AnswerTimedOut), error, address);
        return error switch
        {
            HttpRequestException request => Make(IdOf(request), error, address, Innermost(error)),
            IOException => Make(nameof(Errors.ConnectionBroken), error, address, Innermost(error)),
            _ => null,
        };
    }

    private static string IdOf(CertificateProblem problem) => problem switch
    {
        CertificateProblem.Untrusted => nameof(Errors.CertificateUntrusted),
        CertificateProblem.Expired => nameof(Errors.CertificateExpired),
        CertificateProblem.WrongName => nameof(Errors.CertificateNameWrong),
        CertificateProblem.RevocationUnknown => nameof(Errors.CertificateRevocationUnknown),
        CertificateProblem.NotPinned => nameof(Errors.CertificateNotPinned),
        _ => nameof(Errors.CertificateInvalid),
    };

    private static string IdOf(HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => nameof(Errors.HostUnknown),
        HttpRequestError.ConnectionError => nameof(Errors.HostUnreachable),
        HttpRequestError.ProxyTunnelError => nameof(Errors.ProxyRefused),
        HttpRequestError.SecureConnectionError => nameof(Errors.TlsFailed),
        _ when Chain(error).Any(cause => cause is AuthenticationException) => nameof(Errors.TlsFailed),
        _ => nameof(Errors.ConnectionBroken),
    };

    private static ConnectionLostException Make(string id, Exception cause, Uri address, params object?[] details) => new(
        Texts.Catalog.Create(cause, id, SyncErrorKind.ConnectionLost, address.Authority, [address.Authority, .. details]));

    private static string Innermost(Exception error) => Redaction.Clean(Chain(error).Last().Message).TrimEnd('.');

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}

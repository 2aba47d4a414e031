using System.Text.RegularExpressions;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Answers without SOAP: what stands in front of Exchange, or Exchange before it has looked at the request.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-control-access-to-ews-in-exchange</remarks>
internal static partial class EwsHttpErrors
{
    private static readonly Dictionary<int, (string Id, SyncErrorKind Kind)> ByDiagnostics = new()
    {
        [2000000] = (nameof(Errors.EwsTokenNotTrusted), SyncErrorKind.AuthenticationFailed),
        [2000001] = (nameof(Errors.EwsTokenNotTrusted), SyncErrorKind.AuthenticationFailed),
        [2000002] = (nameof(Errors.EwsTokenExpired), SyncErrorKind.AuthenticationFailed),
        [2000003] = (nameof(Errors.EwsTokenForOther), SyncErrorKind.AuthenticationFailed),
        [2000004] = (nameof(Errors.EwsTokenOfOtherTenant), SyncErrorKind.AuthenticationFailed),
        [2000005] = (nameof(Errors.EwsMailboxNotFound), SyncErrorKind.NotFound),
        [2000006] = (nameof(Errors.EwsAppUnknown), SyncErrorKind.AuthenticationFailed),
        [2000008] = (nameof(Errors.EwsRoleMissing), SyncErrorKind.PermissionDenied),
        [2000010] = (nameof(Errors.EwsCredentialTooWeak), SyncErrorKind.AuthenticationFailed),
    };

    /// <summary>What tells such answers apart, each with its error's id.</summary>
    internal static IEnumerable<(string Code, string ErrorId)> Codes =>
    [
        ("HTTP 403, X-EWS-Policy-Reason: … disabled …", nameof(Errors.EwsDisabled)),
        ("HTTP 403, X-EWS-Policy-Reason: … blocked by policy …", nameof(Errors.EwsBlockedByPolicy)),
        ("HTTP 403 without X-EWS-Policy-Reason", nameof(Errors.EwsForbidden)),
        .. ByDiagnostics.Select(row => ($"HTTP 401, x-ms-diagnostics: {row.Key}", row.Value.Id)),
        ("HTTP 401", nameof(Errors.EwsSignInRefused)),
        ("HTTP 404", nameof(Errors.EwsNotExchange)),
        ("HTTP 456", nameof(Errors.EwsPasswordExpired)),
    ];

    /// <summary>Whether the same request may succeed later.</summary>
    public static bool IsTransient(EwsAnswer answer) => answer.Status switch
    {
        429 or 502 or 503 or 504 => true,
        // Without an envelope it is the web server that failed, not Exchange.
        500 => !answer.IsSoap,
        302 => IsErrorPage(answer),
        401 => DiagnosticsOf(answer) == 2000007,
        _ => false,
    };

    /// <summary>The error for an answer that is no envelope.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="answer">What came.</param>
    /// <param name="signIn">How the account signed in.</param>
    public static ServiceRefusedException From(EwsCall call, EwsAnswer answer, EwsSignIn signIn)
    {
        var (id, kind, code) = Classify(answer, signIn);
        var made = Texts.Catalog.Create(
            id, kind, call.Target, call.Target, Describe(answer), call.Account, call.Host, "?", signIn.Scheme,
            string.Join(", ", answer.Schemes));
        return new ServiceRefusedException(made, code, answer.Status, answer.RequestId);
    }

    private static (string Id, SyncErrorKind Kind, string? Code) Classify(EwsAnswer answer, EwsSignIn signIn) => answer.Status switch
    {
        200 => (nameof(Errors.EwsNotExchange), SyncErrorKind.InvalidData, null),
        301 or 302 or 303 or 307 or 308 => IsErrorPage(answer)
            ? (nameof(Errors.EwsServerFailed), SyncErrorKind.ConnectionLost, null)
            : (nameof(Errors.EwsRedirected), SyncErrorKind.InvalidArgument, null),
        401 => ByDiagnostics.TryGetValue(DiagnosticsOf(answer) ?? 0, out var row)
            ? (row.Id, row.Kind, DiagnosticsOf(answer).ToString())
            : (ClassifySignIn(answer.Schemes, signIn), SyncErrorKind.AuthenticationFailed, null),
        403 => ClassifyPolicy(answer),
        404 => (nameof(Errors.EwsNotExchange), SyncErrorKind.NotFound, null),
        413 => (nameof(Errors.EwsTooMuchAtOnce), SyncErrorKind.Throttled, null),
        429 or 503 => (nameof(Errors.EwsBusy), SyncErrorKind.Throttled, null),
        456 => (nameof(Errors.EwsPasswordExpired), SyncErrorKind.AuthenticationFailed, null),
        >= 500 => (nameof(Errors.EwsServerFailed), SyncErrorKind.ConnectionLost, null),
        _ => (nameof(Errors.EwsRefused), SyncErrorKind.InvalidOperation, null),
    };

    /// <summary>Why a sign-in failed: the server does not want that kind, this machine does not have it, or the account is wrong.</summary>
    private static string ClassifySignIn(IReadOnlyList<string> offered, EwsSignIn signIn)
    {
        if (offered.Count > 0 && !offered.Contains(signIn.Scheme, StringComparer.OrdinalIgnoreCase))
            return nameof(Errors.EwsSchemeNotOffered);
        if (signIn is not EwsWindowsSignIn windows)
            return nameof(Errors.EwsSignInRefused);
        return windows.CanBegin(signIn.Scheme) ? nameof(Errors.EwsWindowsSignInRefused) : nameof(Errors.EwsWindowsSignInMissing);
    }

    /// <summary>Exchange Online says by a header that EWS is closed; a 403 without it has other reasons.</summary>
    private static (string Id, SyncErrorKind Kind, string? Code) ClassifyPolicy(EwsAnswer answer)
    {
        var reason = answer.Headers.GetValueOrDefault("X-EWS-Policy-Reason");
        var id = reason switch
        {
            null => nameof(Errors.EwsForbidden),
            _ when reason.Contains("disabled", StringComparison.OrdinalIgnoreCase) => nameof(Errors.EwsDisabled),
            _ => nameof(Errors.EwsBlockedByPolicy),
        };
        return (id, SyncErrorKind.PermissionDenied, reason is null ? null : "X-EWS-Policy-Reason");
    }

    private static bool IsErrorPage(EwsAnswer answer) =>
        answer.Headers.GetValueOrDefault("Location")?.Contains("genericerrorpage", StringComparison.OrdinalIgnoreCase) == true;

    private static int? DiagnosticsOf(EwsAnswer answer) =>
        answer.Headers.GetValueOrDefault("x-ms-diagnostics") is { } text && DiagnosticsId().Match(text) is { Success: true } match
            ? int.Parse(match.ValueSpan)
            : null;

    /// <summary>Status, what a header says of it, and a redirect's host; never the body, which may be anybody's page.</summary>
    private static string Describe(EwsAnswer answer)
    {
        var text = $"HTTP {answer.Status}";
        var said = answer.Headers.GetValueOrDefault("X-EWS-Policy-Reason") ?? answer.Headers.GetValueOrDefault("x-ms-diagnostics");
        if (said is not null)
            text += ": " + Redaction.Clean(said);
        else if (Uri.TryCreate(answer.Headers.GetValueOrDefault("Location"), UriKind.RelativeOrAbsolute, out var place))
            text += ": " + Redaction.Clean(place.OriginalString.Split('?', '#')[0]);
        else if (answer.Status == 200)
            text += ": " + (answer.MediaType ?? "no content type");
        return text;
    }

    [GeneratedRegex(@"^\d{7}(?=;|$)")]
    private static partial Regex DiagnosticsId();
}

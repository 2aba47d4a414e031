using System.Text.Json;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// Refusals of Microsoft Graph. Codes and statuses:
/// https://learn.microsoft.com/graph/errors
/// </summary>
public static class GraphErrors
{
    private const string PolicyMarker = "AppOnly AccessPolicy";

    private const string ClientBlockedMarker = "Access to OData is disabled";

    private static readonly Dictionary<string, (string Id, SyncErrorKind Kind)> ByCode = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MailboxNotEnabledForRESTAPI"] = (nameof(Errors.MailboxOnPremises), SyncErrorKind.NotFound),
        ["ResourceNotFound"] = (nameof(Errors.MailboxOnPremises), SyncErrorKind.NotFound),
        ["MailboxNotFound"] = (nameof(Errors.MailboxNotFound), SyncErrorKind.NotFound),
        ["ErrorInvalidUser"] = (nameof(Errors.MailboxNotFound), SyncErrorKind.NotFound),
        ["ErrorNonExistentMailbox"] = (nameof(Errors.MailboxNotFound), SyncErrorKind.NotFound),
        ["SyncStateNotFound"] = (nameof(Errors.SyncStateGone), SyncErrorKind.InvalidOperation),
        ["Directory_QuotaExceeded"] = (nameof(Errors.DirectoryQuotaExceeded), SyncErrorKind.ResourceUnavailable),
        ["resyncRequired"] = (nameof(Errors.SyncStateGone), SyncErrorKind.InvalidOperation),
    };

    /// <summary>The codes that have a row, each with its error's id.</summary>
    internal static IEnumerable<(string Code, string ErrorId)> Codes =>
    [
        .. ByCode.Select(row => (row.Key, row.Value.Id)),
        ("HTTP 401", nameof(Errors.TokenRefused)),
        ("HTTP 403", nameof(Errors.PermissionMissing)),
        ($"HTTP 403: {PolicyMarker}", nameof(Errors.MailboxOutOfScope)),
        ("HTTP 429", nameof(Errors.Throttled)),
    ];

    /// <summary>The error for what a call threw; null for one that is not about the call, or was cancelled by the caller.</summary>
    public static SyncException? Translate(Exception error, GraphCall call, CancellationToken cancellationToken) => error switch
    {
        SyncException => null,
        ODataError refusal => FromAnswer(
            call, refusal.ResponseStatusCode, refusal.Error?.Code, refusal.Error?.Message, RequestId(refusal)),
        ApiException { ResponseStatusCode: >= 400 } refusal => FromAnswer(call, refusal.ResponseStatusCode, null, null, RequestId(refusal)),
        ApiException or JsonException => Unreadable(call, error),
        // The SDK's way to say that an answer is of a type it cannot read, plain text for example.
        InvalidOperationException { Source: { } source } when source.StartsWith("Microsoft.Kiota.", StringComparison.Ordinal) =>
            Unreadable(call, error),
        _ => ConnectionErrors.Translate(error, call.Endpoint, cancellationToken),
    };

    /// <summary>The error for an answer that says no: of a request, or of one entry of a <c>$batch</c>.</summary>
    /// <param name="call">What the call was about.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">Graph's error code, where the body had one.</param>
    /// <param name="message">Graph's own words, where the body had some.</param>
    /// <param name="requestId">Graph's request id, where known.</param>
    public static ServiceRefusedException FromAnswer(GraphCall call, int status, string? code, string? message, string? requestId = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        var text = Redaction.Clean(message).Trim().TrimEnd('.');
        var (id, kind) = Classify(status, code, text, call);
        var lack = id == nameof(Errors.PermissionMissing) ? PermissionLack.Of(call) : null;
        var shown = string.IsNullOrEmpty(code) ? $"HTTP {status}" : $"HTTP {status} {code}";
        var made = Texts.Catalog.Create(
            lack?.ErrorId ?? id, kind, call.Target, call.Target, text.Length == 0 ? shown : $"{shown}: {text}", text,
            lack?.Permission ?? call.Permission, call.ClientId, call.Endpoint.Authority, lack?.RolePhrase, lack?.UserName);
        return new ServiceRefusedException(made, code, status, requestId);
    }

    /// <summary>The error for an answer with a status that says no, its body read here.</summary>
    public static async Task<ServiceRefusedException> ReadAsync(
        GraphCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var (code, message) = ReadEnvelope(body);
        var requestId = response.Headers.TryGetValues("request-id", out var ids) ? ids.FirstOrDefault() : null;
        return FromAnswer(call, (int)response.StatusCode, code, message, requestId);
    }

    /// <summary>The error for an answer that came but cannot be read: cut short, or not the format it should be.</summary>
    public static SyncException Unreadable(GraphCall call, Exception? cause)
    {
        ArgumentNullException.ThrowIfNull(call);
        object?[] arguments = [call.Target, call.Endpoint.Authority];
        return cause is null
            ? Texts.Catalog.Create(nameof(Errors.ResponseUnreadable), SyncErrorKind.InvalidData, call.Target, arguments)
            : Texts.Catalog.Create(cause, nameof(Errors.ResponseUnreadable), SyncErrorKind.InvalidData, call.Target, arguments);
    }

    private static (string Id, SyncErrorKind Kind) Classify(int status, string? code, string text, GraphCall call) => status switch
    {
        _ when code is not null && ByCode.TryGetValue(code, out var known) => known,
        401 => (nameof(Errors.TokenRefused), SyncErrorKind.AuthenticationFailed),
        403 when text.Contains(PolicyMarker, StringComparison.OrdinalIgnoreCase) =>
            (nameof(Errors.MailboxOutOfScope), SyncErrorKind.PermissionDenied),
        403 when text.Contains(ClientBlockedMarker, StringComparison.OrdinalIgnoreCase) =>
            (nameof(Errors.ClientBlocked), SyncErrorKind.PermissionDenied),
        403 when call.Permission is null => (nameof(Errors.AccessDenied), SyncErrorKind.PermissionDenied),
        403 => (nameof(Errors.PermissionMissing), SyncErrorKind.PermissionDenied),
        404 => (nameof(Errors.ObjectNotFound), SyncErrorKind.NotFound),
        409 or 412 => (nameof(Errors.ChangedMeanwhile), SyncErrorKind.InvalidOperation),
        410 => (nameof(Errors.SyncStateGone), SyncErrorKind.InvalidOperation),
        429 => (nameof(Errors.Throttled), SyncErrorKind.Throttled),
        >= 500 => (nameof(Errors.ServiceFailed), SyncErrorKind.ConnectionLost),
        _ => (nameof(Errors.RequestRefused), SyncErrorKind.InvalidArgument),
    };

    private static string? RequestId(ApiException error) =>
        (error as ODataError)?.Error?.InnerError?.RequestId
        ?? error.ResponseHeaders?
            .FirstOrDefault(header => header.Key.Equals("request-id", StringComparison.OrdinalIgnoreCase)).Value?
            .FirstOrDefault();

    private static (string? Code, string? Message) ReadEnvelope(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? (Text(error, "code"), Text(error, "message"))
                : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using ContactSync.Sandbox.Entra;
using ContactSync.Sandbox.Ews;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Graph;

namespace ContactSync.Sandbox.Hosting;

/// <summary>
/// What happens to each operation, be it a request of its own or one entry of a <c>$batch</c>: it is counted and may be refused.
/// </summary>
internal sealed class Operations(SandboxContext sandbox)
{
    /// <summary>Marks an entry of a <c>$batch</c>.</summary>
    public const string BatchEntryItem = "batch-entry";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var kind = RequestKinds.Of(context.Request.Path);
        if (kind == RequestKind.Control)
        {
            await next(context);
            return;
        }
        if (sandbox.Faults.Take(FaultBoard.Throttle, context) is { } throttle)
            await RefuseAsync(context, kind, StatusCodes.Status429TooManyRequests, throttle.RetryAfter);
        else if (sandbox.Faults.Take(FaultBoard.ServerError, context) is { } error)
            await RefuseAsync(context, kind, error.Status, error.RetryAfter);
        else if (!context.Items.ContainsKey(BatchEntryItem) || !await RefuseEntryAsync(context, kind))
            await next(context);
        sandbox.Requests.CountOperation(kind, context.Request.Method, context.Response.StatusCode);
    }

    /// <summary>What goes wrong with an entry while the batch is well; false where nothing does.</summary>
    private async Task<bool> RefuseEntryAsync(HttpContext context, RequestKind kind)
    {
        if (sandbox.Faults.Take(FaultBoard.BatchThrottle, context) is { } throttle)
            await RefuseAsync(context, kind, StatusCodes.Status429TooManyRequests, throttle.RetryAfter);
        else if (sandbox.Faults.Take(FaultBoard.BatchUnavailable, context) is { } unavailable)
            await RefuseAsync(context, kind, StatusCodes.Status503ServiceUnavailable, unavailable.RetryAfter);
        else if (IsDelta(context) && sandbox.Faults.Take(FaultBoard.BatchGone, context) is not null)
            await GraphErrors.WriteAsync(context, DeltaEndpoints.Stale(generation: 0), sandbox.Time);
        else
            return false;
        return true;
    }

    private static bool IsDelta(HttpContext context) =>
        context.Request.Path.Value!.Contains("/delta", StringComparison.OrdinalIgnoreCase);

    private Task RefuseAsync(HttpContext context, RequestKind kind, int status, TimeSpan? retryAfter)
    {
        if (retryAfter is { } wait)
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
        if (kind == RequestKind.Ews)
            return EwsRefusal.WriteAsync(context, sandbox, status, retryAfter);
        return kind is RequestKind.Token or RequestKind.Metadata
            ? Refusal(status).WriteAsync(context, sandbox.Time)
            : GraphErrors.WriteAsync(context, Refusal(kind, status), sandbox.Time);
    }

    private static EntraException Refusal(int status) => status == StatusCodes.Status429TooManyRequests
        ? new EntraException(status, "temporarily_unavailable", 90055,
            "The server is terminating the operation because it encountered excessive request load.")
        : new EntraException(status, "temporarily_unavailable", 90033, "A transient error has occurred. Please try again.");

    private static GraphException Refusal(RequestKind kind, int status) => (kind, status) switch
    {
        (RequestKind.Mailbox, 429) => new(status, "ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
        (_, 429) => new(status, "TooManyRequests", "Too many requests."),
        (RequestKind.Mailbox, 503) => new(status, "MailboxStoreUnavailable", "The mailbox database is temporarily unavailable."),
        (RequestKind.Mailbox, _) => new(status, "ErrorInternalServerTransientError", "An internal server error occurred. Try again later."),
        (_, 500) => new(status, "generalException", "General exception while processing."),
        _ => new(status, "UnknownError", ""),
    };
}

using System.Management.Automation;

namespace ContactSync.PowerShell;

/// <summary>Exceptions as PowerShell shows them: id, category, target, and what to do next.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(Exception exception)
    {
        var error = Known(exception);
        return new ErrorRecord(error, error.ErrorId, CategoryOf(error), error.Target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.Advice },
        };
    }

    private static SyncException Known(Exception exception) => exception switch
    {
        SyncException error => error,
        AggregateException { InnerExceptions: [var only] } => Known(only),
        ParameterBindingException or ArgumentException => Wrap(exception, nameof(Errors.InvalidArgument), SyncErrorKind.InvalidArgument),
        IOException or UnauthorizedAccessException => Wrap(exception, nameof(Errors.FileInaccessible), SyncErrorKind.ResourceUnavailable),
        _ => Wrap(exception, nameof(Errors.Unexpected), SyncErrorKind.InvalidOperation),
    };

    private static SyncException Wrap(Exception exception, string id, SyncErrorKind kind) =>
        Texts.Catalog.Create(exception, id, kind, null, exception.Message);

    private static ErrorCategory CategoryOf(SyncException error) => error.Kind switch
    {
        SyncErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        SyncErrorKind.InvalidData => ErrorCategory.InvalidData,
        SyncErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        SyncErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        SyncErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
        SyncErrorKind.AuthenticationFailed => ErrorCategory.AuthenticationError,
        SyncErrorKind.Throttled => ErrorCategory.LimitsExceeded,
        SyncErrorKind.ConnectionLost => ErrorCategory.ConnectionError,
        SyncErrorKind.ResourceUnavailable => ErrorCategory.ResourceUnavailable,
        SyncErrorKind.GuardStopped => ErrorCategory.OperationStopped,
        SyncErrorKind.InvalidOperation => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.NotSpecified,
    };
}

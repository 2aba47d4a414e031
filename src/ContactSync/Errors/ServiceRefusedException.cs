namespace ContactSync;

/// <summary>The service answered, and its answer is no; the connection itself is fine.</summary>
public sealed class ServiceRefusedException : SyncException
{
    /// <summary>Makes an error from a service's answer.</summary>
    /// <param name="error">The error as the catalogue made it.</param>
    /// <param name="code">The service's own code, for example <c>AADSTS7000215</c> or <c>ErrorAccessDenied</c>.</param>
    /// <param name="statusCode">The HTTP status, where there was one.</param>
    /// <param name="requestId">The id under which the service's support finds the request.</param>
    public ServiceRefusedException(SyncException error, string? code, int? statusCode = null, string? requestId = null)
        : base(error.ErrorId, error.Kind, error.Message, error.Advice, error.Target, error.InnerException)
    {
        Code = code;
        StatusCode = statusCode;
        RequestId = requestId;
    }

    /// <summary>The service's own code, for example <c>AADSTS7000215</c> or <c>ErrorAccessDenied</c>.</summary>
    public string? Code { get; }

    /// <summary>The HTTP status, where there was one.</summary>
    public int? StatusCode { get; }

    /// <summary>The id under which the service's support finds the request.</summary>
    public string? RequestId { get; }
}

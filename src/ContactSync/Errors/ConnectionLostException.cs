namespace ContactSync;

/// <summary>The service could not be reached, or the connection broke before an answer was complete.</summary>
public sealed class ConnectionLostException : SyncException
{
    /// <summary>Makes an error from one the catalogue made.</summary>
    public ConnectionLostException(SyncException error)
        : base(error.ErrorId, error.Kind, error.Message, error.Advice, error.Target, error.InnerException)
    {
    }
}

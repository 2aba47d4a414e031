namespace ContactSync;

/// <summary>
/// A failure an admin can act on: an id that tests and scripts may rely on, a message that names the thing, and what to do next.
/// </summary>
public class SyncException : Exception
{
    /// <summary>Makes an error. Rooms make theirs through their <see cref="ErrorCatalog"/>, so that id and texts stay together.</summary>
    /// <param name="errorId">The id, equal to the name of its text resource.</param>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="message">What went wrong, naming the thing. Never a secret.</param>
    /// <param name="advice">What to do or type next.</param>
    /// <param name="target">The thing it went wrong with (a mailbox address, a file …).</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public SyncException(
        string errorId, SyncErrorKind kind, string message, string advice, object? target = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        Kind = kind;
        Advice = advice;
        Target = target;
    }

    /// <summary>The id of the error, stable over versions and languages.</summary>
    public string ErrorId { get; }

    /// <summary>What kind of failure it is.</summary>
    public SyncErrorKind Kind { get; }

    /// <summary>What to do or type next.</summary>
    public string Advice { get; }

    /// <summary>The thing it went wrong with, where there is one.</summary>
    public object? Target { get; }
}

namespace ContactSync.Microsoft365.Ews;

/// <summary>How one part of a request went.</summary>
internal enum EwsOutcome
{
    Success,
    Warning,
    Error,
}

/// <summary>The answer to one part of a request: one folder, one item.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Code">The response code; <c>NoError</c> where all is well.</param>
/// <param name="Text">The server's own words, where there are some.</param>
/// <param name="Values">What the server says beside it, by name (<c>BackOffMilliseconds</c>, <c>Primary</c>).</param>
/// <param name="Payload">What was asked for; null where there is nothing.</param>
/// <typeparam name="T">What was asked for.</typeparam>
internal sealed record EwsMessage<T>(
    EwsOutcome Outcome, string Code, string? Text, IReadOnlyDictionary<string, string> Values, T? Payload)
    where T : class
{
    /// <summary>Whether there is nothing to read because of an error.</summary>
    public bool IsError => Outcome == EwsOutcome.Error;

    /// <summary>The message as a refusal.</summary>
    public EwsRefusal ToRefusal() => new(Code, Text, Values);
}

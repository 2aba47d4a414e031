namespace ContactSync.Runner;

/// <summary>The runner itself cannot go on: a wrong command line, no script, no module.</summary>
internal sealed class RunnerException(string message, string advice) : Exception(message)
{
    /// <summary>What to do next.</summary>
    public string Advice { get; } = advice;
}

namespace ContactSync;

/// <summary>The outcome of one stage of a connection test.</summary>
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>Works, but will not for long, or not fully.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Failed,

    /// <summary>Not tried, because an earlier stage failed.</summary>
    Skipped,
}

/// <summary>One stage of a connection test: what was tried, how it went, what to do.</summary>
public sealed class SyncCheck
{
    /// <summary>The stage: TLS, Sign-in, Token, Directory, Mailbox.</summary>
    public required string Stage { get; init; }

    /// <summary>What was tried it on: a host, an app, a mailbox.</summary>
    public required string Target { get; init; }

    /// <summary>How it went.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>The service's code, for example <c>AADSTS7000222</c>.</summary>
    public string? Code { get; init; }

    /// <summary>What was seen.</summary>
    public required string Detail { get; init; }

    /// <summary>What to type or do next; empty where all is well.</summary>
    public string? Advice { get; init; }

    /// <summary>Where it is documented.</summary>
    public string? Link { get; init; }

    /// <summary>Code, detail and advice in one text, as the table shows them.</summary>
    public string Finding
    {
        get
        {
            var code = Code is null || Detail.Contains(Code, StringComparison.Ordinal) ? null : Code + ":";
            return string.Join(' ', new[] { code, Detail, Advice }.Where(part => !string.IsNullOrEmpty(part)));
        }
    }

    /// <summary>0 passed or skipped, 2 failed, 4 warning.</summary>
    public int ExitCode => Status switch { CheckStatus.Failed => 2, CheckStatus.Warning => 4, _ => 0 };
}

using ContactSync.Microsoft365.Ews;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>Where to look, as whom, and how far to follow.</summary>
public sealed record AutodiscoverOptions
{
    /// <summary>Which own authorities may certify the servers, and what is pinned.</summary>
    public required SyncEnvironment Environment { get; init; }

    /// <summary>
    /// How the account proves who it is, where a server asks; null to find only what needs no sign-in (JSON v2). A token is shown to no
    /// server but its own resource.
    /// </summary>
    public EwsSignIn? SignIn { get; init; }

    /// <summary>Domains that an answer may lead to beside the mail address's own; whatever is below one of them too.</summary>
    public IReadOnlyList<string> AllowRedirect { get; init; } = [];

    /// <summary>Gives the servers to ask for a mail domain, in their order; null for the domain itself and its host autodiscover.</summary>
    public Func<string, IReadOnlyList<Uri>>? Servers { get; init; }

    /// <summary>The longest answer that is read, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 1 << 20;

    /// <summary>Time for one question, its answer's body included.</summary>
    public TimeSpan QuestionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of the time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told one line a step, free of secrets; for the verbose stream.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>
    /// Makes the innermost handler in place of the pooled sockets; a test answers requests with it. It is disposed with the client.
    /// </summary>
    public Func<HttpMessageHandler>? Transport { get; init; }
}

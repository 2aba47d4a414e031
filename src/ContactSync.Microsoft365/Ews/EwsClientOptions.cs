using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Which server, as whom, and how patiently.</summary>
public sealed record EwsClientOptions
{
    /// <summary>Where the server is (<see cref="SyncEnvironment.EwsUrl"/>), and which own authorities may certify it.</summary>
    public required SyncEnvironment Environment { get; init; }

    /// <summary>How the account proves who it is.</summary>
    public required EwsSignIn SignIn { get; init; }

    /// <summary>Requests side by side, of all mailboxes together. Exchange Server allows an account 27 by default.</summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary>The longest answer that is read, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>How long and how often a request is tried; clock and trace are the client's.</summary>
    public GraphRetryOptions Retry { get; init; } = new();

    /// <summary>The clock of waits and time limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told one line a request, free of secrets; for the verbose stream.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>
    /// Makes the innermost handler in place of the pooled sockets; a test answers requests with it. It is disposed with the client.
    /// </summary>
    public Func<HttpMessageHandler>? Transport { get; init; }
}

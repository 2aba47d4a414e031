using ContactSync.Sandbox.Ews;

namespace ContactSync.Sandbox;

/// <summary>What a sandbox is started with. Every default gives a small, quick tenant.</summary>
public sealed record SandboxOptions
{
    /// <summary>TCP port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Folder with vCard, CSV and Graph JSON files that fill the mailboxes; null for none.</summary>
    public string? ContactPath { get; init; }

    /// <summary>Number of users with a mailbox; all of them are members of the group "Phone users".</summary>
    public int MailboxCount { get; init; } = 12;

    /// <summary>Each mailbox is filled up to this many contacts with made ones.</summary>
    public int ContactsPerMailbox { get; init; }

    /// <summary>Same seed, same tenant id, users, groups and contacts. Secrets and keys never come from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Milliseconds that pass before each request is answered.</summary>
    public int LatencyMilliseconds { get; init; }

    /// <summary>How long a new directory object, secret or consent needs to be known everywhere.</summary>
    public TimeSpan ReplicationDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Life of an access token.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(3599);

    /// <summary>Requests that one app may have under way in one mailbox.</summary>
    public int MailboxConcurrency { get; init; } = 4;

    /// <summary>
    /// The organisation's own Exchange server, for those who sign in to EWS with a password; with a token it is Exchange Online.
    /// </summary>
    public ExchangeServer ExchangeServer { get; init; } = ExchangeServer.Exchange2019;

    /// <summary>
    /// Further users whose mailbox lies on the organisation's own Exchange server; they and the users in the cloud are the group
    /// "Everyone".
    /// </summary>
    public int OnPremisesMailboxCount { get; init; }

    /// <summary>The clock of everything but TLS, whose clients look at their own.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

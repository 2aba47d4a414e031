using System.Security;

namespace ContactSync;

/// <summary>A running sandbox: an environment on this machine, and what its administrator needs to sign in.</summary>
public sealed class SyncSandbox(string name, Uri authority, Uri graphEndpoint, Uri? ewsUrl = null)
    : SyncEnvironment(name, authority, graphEndpoint, ewsUrl)
{
    /// <summary>The tenant's mail domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The application id of an app that may set up others.</summary>
    public required string AdminClientId { get; init; }

    /// <summary>That app's client secret.</summary>
    public required SecureString AdminClientSecret { get; init; }

    /// <summary>
    /// The account on the organisation's own Exchange server, at <see cref="SyncEnvironment.EwsUrl"/>, that may act for every mailbox
    /// there.
    /// </summary>
    public required string ExchangeAccount { get; init; }

    /// <summary>That account's password.</summary>
    public required SecureString ExchangePassword { get; init; }

    /// <summary>The addresses of the tenant's users with a mailbox in the cloud.</summary>
    public required IReadOnlyList<string> Mailboxes { get; init => field = PublicList.Of(value); }

    /// <summary>The addresses of the users with a mailbox on the organisation's own Exchange server, which Graph does not reach.</summary>
    public required IReadOnlyList<string> OnPremisesMailboxes { get; init => field = PublicList.Of(value); }

    /// <summary>The id of the sandbox's process.</summary>
    public required int ProcessId { get; init; }
}

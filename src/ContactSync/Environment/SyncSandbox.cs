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

    /// <summary>The addresses of the tenant's mailbox users.</summary>
    public required IReadOnlyList<string> Mailboxes { get; init => field = PublicList.Of(value); }

    /// <summary>The id of the sandbox's process.</summary>
    public required int ProcessId { get; init; }
}

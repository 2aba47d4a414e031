using ContactSync.Sandbox;

namespace ContactSync.Tests.PowerShell;

/// <summary>A company with twelve mailboxes in the cloud and twelve on its own Exchange Server.</summary>
public class HybridFixture : TenantFixture
{
    /// <summary>A group that holds all of them, and nobody else.</summary>
    public const string Everyone = "Everyone";

    /// <summary>The addresses of the mailboxes on the Exchange Server.</summary>
    public IReadOnlyList<string> ServerMailboxes => [.. Server.OnPremisesUsers.Select(user => user.Address)];

    protected override SandboxOptions Options { get; } = new()
    {
        MailboxCount = 12,
        OnPremisesMailboxCount = 12,
        ContactsPerMailbox = 8,
        ReplicationDelay = TimeSpan.FromMilliseconds(50),
    };
}

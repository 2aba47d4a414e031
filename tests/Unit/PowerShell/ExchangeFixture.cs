using System.Net;
using ContactSync.Microsoft365.Identity;
using ContactSync.Sandbox;
using ContactSync.Sandbox.ExchangeAdmin;
using ContactSync.Tests.Hosting;

namespace ContactSync.Tests.PowerShell;

/// <summary>A tenant whose groups hold groups, and whose Exchange is looked into from behind.</summary>
public sealed class ExchangeFixture : TenantFixture
{
    protected override SandboxOptions Options { get; } = new()
    {
        MailboxCount = 6,
        ContactsPerMailbox = 3,
        ReplicationDelay = TimeSpan.FromMilliseconds(50),
    };

    internal ExchangeOrganization Exchange => Server.Context.Exchange;

    /// <summary>A session of the tenant's admin, without PowerShell.</summary>
    internal TenantSession Session() => TenantSession.Create(new TenantSessionOptions
    {
        Environment = Lab,
        TenantId = Server.TenantId.ToString(),
        ClientId = Server.AdminClientId,
        Credential = new ClientSecretCredential(new NetworkCredential("", Server.AdminClientSecret).SecurePassword),
    });

    /// <summary>Makes a group with an address, with these members.</summary>
    public async Task MakeGroupAsync(string name, params string[] members)
    {
        await ControlAsync("groups", new { displayName = name, mailEnabled = true });
        foreach (var member in members)
            await ControlAsync($"groups/{name}/members", new { member });
    }

    /// <summary>Runs a script that must change nothing in Exchange.</summary>
    internal HostedResult RunReading(HostedModule host, string script, params object[] arguments)
    {
        var before = Exchange.Writes;
        var result = host.Run(script, arguments);
        return Exchange.Writes == before
            ? result
            : throw new InvalidOperationException($"Exchange was written to {Exchange.Writes - before} times.");
    }
}

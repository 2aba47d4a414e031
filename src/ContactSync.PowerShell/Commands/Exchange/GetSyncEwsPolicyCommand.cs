using System.Management.Automation;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Commands;

/// <summary>Shows the gates that EWS has to pass in Exchange Online, and which of them stay shut for an app or a mailbox.</summary>
[Cmdlet(VerbsCommon.Get, "SyncEwsPolicy")]
[OutputType(typeof(SyncEwsPolicy))]
public sealed class GetSyncEwsPolicyCommand : TenantCmdlet
{
    /// <summary>The application (client) id to judge.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public Guid? AppId { get; set; }

    /// <summary>What the app calls itself in its requests (User-Agent); without it, user agents are not judged.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserAgent { get; set; }

    /// <summary>Mailboxes whose own switch is read, too.</summary>
    [Parameter]
    [MailboxTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var policies = new EwsPolicyService(tenant).GetAsync(AppId?.ToString(), UserAgent, Mailbox, cancellationToken);
        await foreach (var policy in policies.ConfigureAwait(false))
            await pipeline.WriteObjectAsync(policy).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Commands;

/// <summary>What Exchange Online itself gave an app, and, mailbox by mailbox, whether it reaches there.</summary>
[Cmdlet(VerbsCommon.Get, "SyncMailboxAccess", DefaultParameterSetName = OfApp)]
[OutputType(typeof(SyncMailboxAccess))]
public sealed class GetSyncMailboxAccessCommand : AppCmdlet
{
    /// <summary>The mailboxes to ask about, in the scope or not.</summary>
    [Parameter]
    [MailboxTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    private protected override bool IsForOneApp => false;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var rows = new MailboxAccessService(tenant, TimeProvider.System).GetAsync(app, Mailbox, cancellationToken);
        await foreach (var access in rows.ConfigureAwait(false))
            await pipeline.WriteObjectAsync(access).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Fields;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Counts, mailbox by mailbox, what EWS reads and Microsoft Graph would not carry.</summary>
[Cmdlet(VerbsCommon.Get, "SyncParityReport", DefaultParameterSetName = OfMailbox)]
[OutputType(typeof(SyncParityReport))]
public sealed class GetSyncParityReportCommand : MailboxReadingCmdlet
{
    /// <inheritdoc/>
    protected override Task BeginAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        // Graph cannot be asked for what it does not show.
        Protocol = SyncProtocol.Ews;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override async Task ReadAsync(
        ConnectedSource source, MailboxQuery query, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (var read in ReadAllAsync(source.Source, query, pipeline, cancellationToken).ConfigureAwait(false))
        {
            if (read.Failure is not null)
                continue;
            await pipeline.WriteObjectAsync(
                GraphParity.Count(read.Mailbox.Address, read.Mailbox.IsPublicFolder, ContactsOf(read))).ConfigureAwait(false);
        }
    }
}

using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Reads the contacts of mailboxes as they are there; nothing is written anywhere.</summary>
[Cmdlet(VerbsCommon.Get, "SyncSourceContact", DefaultParameterSetName = OfMailbox)]
[OutputType(typeof(SyncContact))]
public sealed class GetSyncSourceContactCommand : MailboxReadingCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ReadAsync(
        ConnectedSource source, MailboxQuery query, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (var read in ReadAllAsync(source.Source, query, pipeline, cancellationToken).ConfigureAwait(false))
        {
            foreach (var note in read.Notes)
                pipeline.WriteVerbose($"{read.Mailbox.Address}: {note}");
            foreach (var contact in ContactsOf(read))
                await pipeline.WriteObjectAsync(contact).ConfigureAwait(false);
        }
    }
}

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
        var listing = await source.Source.ListMailboxesAsync(query, cancellationToken).ConfigureAwait(false);
        await WriteSkippedAsync(listing, pipeline).ConfigureAwait(false);
        var reads = source.Source.ReadAsync(
            ToRequestsAsync(listing.Mailboxes), new ReadOptions(ThrottleLimit, Scope: Scope), cancellationToken);
        await foreach (var read in reads.ConfigureAwait(false))
        {
            if (read.Failure is { } failure)
                await pipeline.WriteErrorAsync(failure).ConfigureAwait(false);
            foreach (var note in read.Notes)
                pipeline.WriteVerbose($"{read.Mailbox.Address}: {note}");
            foreach (var contact in read.Folders.SelectMany(folder => folder.Upserted).Where(contact => Filter.Judge(contact) is null))
                await pipeline.WriteObjectAsync(contact).ConfigureAwait(false);
        }
    }
}

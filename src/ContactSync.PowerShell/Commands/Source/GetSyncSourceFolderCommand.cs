using System.Management.Automation;
using ContactSync.Engine.Ports;

namespace ContactSync.PowerShell.Commands;

/// <summary>Lists the contact folders of mailboxes with the number of their items, and whether a run would read them and why.</summary>
[Cmdlet(VerbsCommon.Get, "SyncSourceFolder")]
[OutputType(typeof(SyncSourceFolder))]
public sealed class GetSyncSourceFolderCommand : SourceCmdlet
{
    /// <summary>The mailboxes, by address or id, or as other modules write users and mailboxes.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [MailboxTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>The folders that a run would be asked for, by name or path, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Folder { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await using var source = await OpenSourceAsync(Connection, pipeline, cancellationToken).ConfigureAwait(false);
        var listing = await source.Source.ListMailboxesAsync(new MailboxQuery([], Mailbox), cancellationToken).ConfigureAwait(false);
        await WriteSkippedAsync(listing, pipeline).ConfigureAwait(false);
        foreach (var mailbox in listing.Mailboxes)
        {
            try
            {
                var folders = await source.Browser.ListFoldersAsync(mailbox, new ReadScope(Folder), cancellationToken)
                    .ConfigureAwait(false);
                foreach (var folder in folders)
                    await pipeline.WriteObjectAsync(folder).ConfigureAwait(false);
            }
            catch (SyncException error)
            {
                await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
            }
        }
    }
}

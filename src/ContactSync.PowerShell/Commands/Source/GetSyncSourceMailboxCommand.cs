using System.Management.Automation;

namespace ContactSync.PowerShell.Commands;

/// <summary>Lists the mailboxes that a connection knows, or searches them; page by page as they are asked for.</summary>
[Cmdlet(VerbsCommon.Get, "SyncSourceMailbox", SupportsPaging = true)]
[OutputType(typeof(SyncSourceMailbox))]
public sealed class GetSyncSourceMailboxCommand : SourceCmdlet
{
    /// <summary>What the name or the address begins with; without it, all that the source can list.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Search { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await using var source = await OpenSourceAsync(Connection, pipeline, cancellationToken).ConfigureAwait(false);
        var (skip, first) = (PagingParameters.Skip, PagingParameters.First);
        if (PagingParameters.IncludeTotalCount)
            await pipeline.WriteObjectAsync(PagingParameters.NewTotalCount(0, accuracy: 0)).ConfigureAwait(false);
        if (first == 0)
            return;
        await foreach (var mailbox in source.Browser.FindMailboxesAsync(Search, cancellationToken).ConfigureAwait(false))
        {
            if (skip > 0)
            {
                skip--;
                continue;
            }
            await pipeline.WriteObjectAsync(mailbox).ConfigureAwait(false);
            if (--first == 0)
                return;
        }
    }
}

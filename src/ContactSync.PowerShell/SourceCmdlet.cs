using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that looks into mailboxes through a saved connection.</summary>
public abstract class SourceCmdlet : AsyncCmdlet
{
    /// <summary>The name of the connection.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Connection { get; set; } = null!;

    /// <summary>The protocol mailboxes are read by; without it, what the connection says.</summary>
    [Parameter]
    public SyncProtocol Protocol { get; set; }

    /// <summary>Opens the connection's source, and warns where its protocol ends soon.</summary>
    private protected async Task<ConnectedSource> OpenSourceAsync(
        string connection, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var source = await ConnectedSource.OpenAsync(Session, connection, Protocol, cancellationToken).ConfigureAwait(false);
        if (source.Warning is { } warning)
            pipeline.WriteWarning(warning);
        return source;
    }

    /// <summary>Tells of members that are no mailbox to read.</summary>
    private protected static async Task WriteSkippedAsync(MailboxListing listing, CmdletPipeline pipeline)
    {
        foreach (var member in listing.Skipped)
        {
            if (member.Failure is { } failure)
                await pipeline.WriteErrorAsync(failure).ConfigureAwait(false);
            else
                pipeline.WriteVerbose($"{member.Name}: {member.Reason}");
        }
    }
}

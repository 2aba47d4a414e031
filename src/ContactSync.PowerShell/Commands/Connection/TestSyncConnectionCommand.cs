using System.Management.Automation;
using ContactSync.Microsoft365.Diagnosis;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Tries a connection stage by stage: one row each, with what to do where it fails.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SyncConnection")]
[OutputType(typeof(SyncCheck))]
public sealed class TestSyncConnectionCommand : AsyncCmdlet
{
    /// <summary>The name of the connection.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>The mailbox to read from; without it, the first that can be found.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Mailbox { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var (connection, options) = Session.OpenConnection(Name);
        var checks = ConnectionTest.RunAsync(options, Mailbox, connection.CredentialEnd, cancellationToken);
        await foreach (var check in checks.ConfigureAwait(false))
            await pipeline.WriteObjectAsync(check).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using ContactSync.Microsoft365.Diagnosis;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;

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
        var (connection, store) = Session.GetConnection(Name);
        TenantSessionOptions? options = null;
        if (connection.CredentialKind is not null)
        {
            (_, options) = await Session.OpenConnectionAsync(Name, cancellationToken).ConfigureAwait(false);
            var checks = ConnectionTest.RunAsync(options, TenantMailbox(connection), connection.CredentialEnd, cancellationToken);
            await WriteAsync(checks, pipeline).ConfigureAwait(false);
        }
        if (connection.EwsUrl is null)
            return;
        await using var tenant = options is null ? null : TenantSession.Create(options);
        var exchange = new ExchangeSettings(
            connection, await store.ReadExchangeSecretsAsync(connection, cancellationToken).ConfigureAwait(false));
        await WriteAsync(
            ExchangeTest.RunAsync(
                exchange.ToClientOptions(tenant), exchange.ToSourceOptions(connection.TenantId), Mailbox, cancellationToken),
            pipeline).ConfigureAwait(false);
    }

    /// <summary>Where there is an Exchange Server too, the mailbox named is looked for there.</summary>
    private string? TenantMailbox(SyncConnection connection) => connection.EwsUrl is null ? Mailbox : null;

    private static async Task WriteAsync(IAsyncEnumerable<SyncCheck> checks, CmdletPipeline pipeline)
    {
        await foreach (var check in checks.ConfigureAwait(false))
            await pipeline.WriteObjectAsync(check).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using ContactSync.Microsoft365.Diagnosis;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Tries a connection stage by stage: one row each, with what to do where it fails.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SyncConnection", DefaultParameterSetName = ByMailbox)]
[OutputType(typeof(SyncCheck))]
public sealed class TestSyncConnectionCommand : AsyncCmdlet
{
    private const string ByMailbox = "Mailbox", OfAll = "All";

    /// <summary>The name of the connection.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>The mailboxes to read from; without any, the first that can be found.</summary>
    [Parameter(ParameterSetName = ByMailbox)]
    [MailboxTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>Groups whose members' mailboxes are read from.</summary>
    [Parameter(ParameterSetName = ByMailbox)]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];

    /// <summary>Reads from every mailbox that there is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfAll)]
    public SwitchParameter All { get; set; }

    /// <summary>What the app is for; without it, reading contacts into phone books.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string Preset { get; set; } = "ContactImport";

    /// <summary>Keeps a trace of the requests in a file, free of secrets.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var (connection, store) = Session.GetConnection(Name);
        await using var trace = Detailed ? TraceFile.Create(connection) : null;
        var request = await DescribeAsync(connection, store, trace, cancellationToken).ConfigureAwait(false);
        await foreach (var check in ConnectionTest.RunAsync(request, cancellationToken).ConfigureAwait(false))
        {
            trace?.Write($"{check.Stage} {check.Target}: {check.Status} {check.Finding}");
            await pipeline.WriteObjectAsync(check).ConfigureAwait(false);
        }
        if (trace is not null)
            pipeline.WriteInformation(Texts.Catalog.Text(nameof(Errors.Text_TraceKept), trace.Path));
    }

    private async Task<ConnectionTestRequest> DescribeAsync(
        SyncConnection connection, ConnectionStore store, TraceFile? trace, CancellationToken cancellationToken)
    {
        Action<string> told = trace is null ? Tracing.ToVerbose : trace.Write;
        var request = new ConnectionTestRequest
        {
            Mailboxes = Mailbox,
            Groups = Group,
            All = All,
            CredentialEnd = connection.CredentialEnd,
            Preset = AppPresets.Find(Preset, Session.PresetFolders),
        };
        if (connection.CredentialKind is not null)
        {
            var credential = await ReadCredentialAsync(connection, store, cancellationToken).ConfigureAwait(false);
            request = request with
            {
                Tenant = SyncSession.OptionsOf(connection, credential) with { Trace = told },
                Administrator = Session.FindTenant(connection.Environment, connection.TenantId!),
            };
        }
        var isOverEws = ConnectionTestRequest.IsOverEws(request.Preset) || connection.Protocol == SyncProtocol.Ews
            || (connection.EwsUrl is not null && connection.Protocol != SyncProtocol.Graph);
        if (!isOverEws)
            return request;
        var (secrets, unreadable) = await ReadExchangeSecretsAsync(connection, store, cancellationToken).ConfigureAwait(false);
        var exchange = new ExchangeSettings(connection, secrets);
        return request with
        {
            Exchange = tenant => exchange.ToClientOptions(tenant, unreadable) with { Trace = told },
            ExchangeSource = exchange.ToSourceOptions(connection.TenantId),
            OnlyExchangeResource = exchange.IsOnline ? exchange.Resource : null,
        };
    }

    /// <summary>A secret that cannot be read is what is wrong, not what ends the test: the stage Sign-in tells.</summary>
    private static async Task<AppCredential> ReadCredentialAsync(
        SyncConnection connection, ConnectionStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadCredentialAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            return new UnreadableCredential(error);
        }
    }

    private static async Task<(ConnectionSecrets Secrets, SyncException? Unreadable)> ReadExchangeSecretsAsync(
        SyncConnection connection, ConnectionStore store, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.ReadExchangeSecretsAsync(connection, cancellationToken).ConfigureAwait(false), null);
        }
        catch (SyncException error)
        {
            return (new ConnectionSecrets(), error);
        }
    }
}

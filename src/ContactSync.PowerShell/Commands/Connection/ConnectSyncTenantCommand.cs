using System.Management.Automation;
using System.Security;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Signs in to the tenant that is to be set up. It lasts for the session and is saved nowhere.</summary>
[Cmdlet(VerbsCommunications.Connect, "SyncTenant")]
public sealed class ConnectSyncTenantCommand : AsyncCmdlet
{
    /// <summary>Where the tenant is: Global, USGov, USGovDoD, China, a sandbox, or what New-SyncEnvironment made.</summary>
    [Parameter]
    [EnvironmentTransformation]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNull]
    public SyncEnvironment Environment { get; set; } = SyncEnvironment.Global;

    /// <summary>The directory (tenant) id or a domain of the tenant; a sandbox knows its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The application id of an app that may set up others.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string ClientId { get; set; } = null!;

    /// <summary>That app's client secret.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNull]
    public SecureString ClientSecret { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var tenant = TenantSession.Create(new TenantSessionOptions
        {
            Environment = Environment,
            TenantId = TenantId ?? Environment.TenantId
                ?? throw Texts.Catalog.Create(nameof(Errors.TenantIdMissing), SyncErrorKind.InvalidArgument, Environment, Environment.Name),
            ClientId = ClientId,
            Credential = new ClientSecretCredential(ClientSecret.Copy()),
            Trace = Tracing.ToVerbose,
        });
        try
        {
            var token = await tenant.GetTokenAsync(Environment.GraphResource, forceRefresh: false, cancellationToken).ConfigureAwait(false);
            pipeline.WriteVerbose($"Signed in to tenant {token.TenantId ?? tenant.TenantId} as {ClientId}: {token}");
        }
        catch
        {
            await tenant.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await Session.ConnectAsync(tenant).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Commands;

/// <summary>What apps prove themselves with: kind, key id, hint, life, and the saved connections that use it.</summary>
[Cmdlet(VerbsCommon.Get, "SyncAppCredential", DefaultParameterSetName = OfAll)]
[OutputType(typeof(SyncAppCredential))]
public sealed class GetSyncAppCredentialCommand : AppCmdlet
{
    /// <summary>Without an app, all that this module looks after.</summary>
    private const string OfAll = "All";

    /// <summary>Shows credentials of this kind only.</summary>
    [Parameter]
    public AppCredentialKind? Kind { get; set; }

    private protected override bool IsForOneApp => false;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var users = new CredentialUsers(Session);
        var credentials = await new CredentialService(tenant, TimeProvider.System).ListAsync(app, cancellationToken).ConfigureAwait(false);
        foreach (var credential in credentials.Where(credential => Kind is null || credential.Kind == Kind))
        {
            var connections = await users.FindAsync(credential, cancellationToken).ConfigureAwait(false);
            await pipeline.WriteObjectAsync(credential with { Connections = connections }).ConfigureAwait(false);
        }
    }
}

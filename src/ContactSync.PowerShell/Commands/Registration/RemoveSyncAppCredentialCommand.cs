using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Commands;

/// <summary>Removes credentials of an app by their key ids. One that a saved connection uses is refused.</summary>
[Cmdlet(
    VerbsCommon.Remove, "SyncAppCredential", DefaultParameterSetName = OfApp, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[RequiredPermission(DirectoryPermission.WriteApps)]
public sealed class RemoveSyncAppCredentialCommand : AppCmdlet
{
    private const string OfCredential = "Credential";

    /// <summary>What Get-SyncAppCredential showed.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfCredential)]
    [ValidateNotNull]
    public SyncAppCredential? Credential { get; set; }

    /// <summary>The key ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfApp)]
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [Parameter(Mandatory = true, ParameterSetName = ByAppId)]
    [ValidateNotNullOrEmpty]
    public Guid[] KeyId { get; set; } = [];

    /// <summary>Removes even what a saved connection uses.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override IAsyncEnumerable<SyncAppRegistration> LookUpAsync(
        TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken) => Credential is { } credential
        ? new AppRegistrationService(tenant, TimeProvider.System).FindAsync(null, credential.AppId, cancellationToken)
        : base.LookUpAsync(tenant, pipeline, cancellationToken);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new CredentialService(tenant, TimeProvider.System);
        var present = await service.ListAsync(app, cancellationToken).ConfigureAwait(false);
        foreach (var keyId in Credential is null ? KeyId : [Credential.KeyId])
        {
            try
            {
                var credential = present.FirstOrDefault(credential => credential.KeyId == keyId)
                    ?? throw service.NotFound(app, keyId);
                await RemoveAsync(app, credential, service, pipeline, cancellationToken).ConfigureAwait(false);
            }
            catch (SyncException error)
            {
                await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
            }
        }
    }

    private async Task RemoveAsync(
        SyncAppRegistration app, SyncAppCredential credential, CredentialService service, CmdletPipeline pipeline,
        CancellationToken cancellationToken)
    {
        var users = await new CredentialUsers(Session).FindAsync(credential, cancellationToken).ConfigureAwait(false);
        if (users.Count > 0 && !Force)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.CredentialInUse), SyncErrorKind.InvalidOperation, credential,
                credential.KeyId, app.Name, string.Join(", ", users), users[0]);
        }
        var action = Texts.Catalog.Text(nameof(Errors.Text_RemoveCredential), credential.Description, credential.KeyId);
        if (await pipeline.ShouldProcessAsync(app.Name, action).ConfigureAwait(false))
            await service.RemoveAsync(app, credential.Kind, credential.KeyId, cancellationToken).ConfigureAwait(false);
    }
}

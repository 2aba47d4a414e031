using System.Management.Automation;
using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>What an app declares against what the organisation granted.</summary>
[Cmdlet(VerbsCommon.Get, "AdminConsent", DefaultParameterSetName = OfApp)]
[OutputType(typeof(SyncConsent))]
public sealed class GetAdminConsentCommand : TenantCmdlet
{
    private const string OfApp = "App", ByName = "Name", ByAppId = "AppId";

    /// <summary>The app.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfApp)]
    [ValidateNotNull]
    public SyncAppRegistration? App { get; set; }

    /// <summary>The app's display name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The app's application (client) id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByAppId)]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new ConsentService(tenant, TimeProvider.System);
        await foreach (var app in FindAsync(tenant, cancellationToken).ConfigureAwait(false))
        {
            CheckBelongs(app, tenant);
            foreach (var consent in await service.GetAsync(app, cancellationToken).ConfigureAwait(false))
                await pipeline.WriteObjectAsync(consent).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<SyncAppRegistration> FindAsync(
        TenantSession tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (App is not null)
        {
            yield return App;
            yield break;
        }
        var found = new AppRegistrationService(tenant, TimeProvider.System).FindAsync(Name, AppId, cancellationToken);
        await foreach (var app in found.ConfigureAwait(false))
            yield return app;
    }
}

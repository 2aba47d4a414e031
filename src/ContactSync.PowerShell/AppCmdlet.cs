using System.Management.Automation;
using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet about an app of the tenant signed in to, given as an object or named.</summary>
[RequiredPermission(DirectoryPermission.ReadApps)]
public abstract class AppCmdlet : TenantCmdlet
{
    /// <summary>The parameter sets; a parameter without one is in all of them.</summary>
    private protected const string OfApp = "App", ByName = "Name", ByAppId = "AppId";

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

    /// <summary>True where one app must be meant, since each would be changed: a name that several have is refused.</summary>
    private protected virtual bool IsForOneApp => true;

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (var app in FindAsync(tenant, pipeline, cancellationToken).ConfigureAwait(false))
            await ProcessAsync(app, tenant, pipeline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The work for an app.</summary>
    protected abstract Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken);

    /// <summary>The apps of the name or id given.</summary>
    private protected virtual IAsyncEnumerable<SyncAppRegistration> LookUpAsync(
        TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        new AppRegistrationService(tenant, TimeProvider.System).FindAsync(Name, AppId, cancellationToken);

    /// <summary>The app that was found; null for none.</summary>
    /// <exception cref="SyncException"><c>SeveralApps</c>.</exception>
    internal static async Task<SyncAppRegistration?> OnlyAsync(
        IAsyncEnumerable<SyncAppRegistration> found, string? name, CancellationToken cancellationToken)
    {
        var apps = new List<SyncAppRegistration>();
        await foreach (var app in found.WithCancellation(cancellationToken).ConfigureAwait(false))
            apps.Add(app);
        return apps.Count < 2
            ? apps.FirstOrDefault()
            : throw Texts.Catalog.Create(
                nameof(Errors.SeveralApps), SyncErrorKind.InvalidArgument, name,
                name, apps.Count, string.Join(", ", apps.Select(app => app.AppId)));
    }

    private async IAsyncEnumerable<SyncAppRegistration> FindAsync(
        TenantSession tenant, CmdletPipeline pipeline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (App is not null)
        {
            CheckBelongs(App, tenant);
            yield return App;
            yield break;
        }
        var found = LookUpAsync(tenant, pipeline, cancellationToken);
        if (IsForOneApp)
        {
            if (await OnlyAsync(found, Name, cancellationToken).ConfigureAwait(false) is { } only)
                yield return only;
            yield break;
        }
        await foreach (var app in found.ConfigureAwait(false))
            yield return app;
    }
}

using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Deletes app registrations, for thirty days or for good. Idempotent: what is gone is no error.</summary>
/// <remarks>
/// Specifications: https://learn.microsoft.com/graph/api/application-delete,
/// https://learn.microsoft.com/graph/api/directory-deleteditems-delete
/// </remarks>
public sealed class AppRemovalService
{
    private readonly TenantSession session;
    private readonly AppRegistrationService registrations;
    private readonly AppRegistrationReader reader;
    private readonly DeletedApps deleted;
    private readonly Replication replication;

    /// <summary>Makes the service over an administrator's session.</summary>
    /// <param name="session">The session of an app or administrator that may delete app registrations.</param>
    /// <param name="time">The clock, and the pauses while the directory catches up.</param>
    public AppRemovalService(TenantSession session, TimeProvider time)
    {
        this.session = session;
        registrations = new AppRegistrationService(session, time);
        reader = new AppRegistrationReader(session, new ResourcePrincipals(session));
        deleted = new DeletedApps(session);
        replication = new Replication(time);
    }

    /// <summary>Finds what may be removed: the registrations there are, else the deleted ones; none is no error.</summary>
    public async IAsyncEnumerable<SyncAppRegistration> FindAsync(
        string? name, string? appId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<SyncAppRegistration>();
        try
        {
            await foreach (var app in registrations.FindAsync(name, appId, cancellationToken).ConfigureAwait(false))
                found.Add(app);
        }
        catch (SyncException error) when (error.ErrorId is nameof(Errors.AppIdNotFound) or nameof(Errors.AppRegistrationNotFound))
        {
            await foreach (var app in registrations.FindDeletedAsync(name, appId, cancellationToken).ConfigureAwait(false))
                found.Add(app);
        }
        foreach (var app in found)
            yield return app;
    }

    /// <summary>Says what has to be deleted, a sentence each. Reads only.</summary>
    public async Task<IReadOnlyList<string>> PlanAsync(SyncAppRegistration app, bool isPermanent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        var changes = new List<string>();
        var isThere = await reader.FindByAppIdAsync(app.AppId, cancellationToken).ConfigureAwait(false) is not null;
        if (isThere)
            changes.Add(Texts.Catalog.Text(nameof(Errors.Text_RemoveApp), app.Name, app.AppId));
        if (isPermanent && (isThere || await FindDeletedAsync(app, cancellationToken).ConfigureAwait(false) is not null))
            changes.Add(Texts.Catalog.Text(nameof(Errors.Text_PurgeApp), app.Name, app.AppId));
        return changes;
    }

    /// <summary>Deletes a registration with its enterprise application.</summary>
    /// <param name="app">The app; it may be deleted already.</param>
    /// <param name="isPermanent">True: for good. False: it can be restored for thirty days.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceRefusedException">A step was refused.</exception>
    public async Task RemoveAsync(SyncAppRegistration app, bool isPermanent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name);
        var isThere = await reader.FindByAppIdAsync(app.AppId, cancellationToken).ConfigureAwait(false) is not null;
        if (isThere)
        {
            await session.Call(target, AppRegistrationService.WritePermission).RunAsync(
                token => session.Graph.Applications[app.ObjectId].DeleteAsync(cancellationToken: token), cancellationToken)
                .ConfigureAwait(false);
        }
        if (!isPermanent)
            return;
        if (isThere)
        {
            await replication.ConfirmAsync(
                target, async () => await FindDeletedAsync(app, cancellationToken).ConfigureAwait(false) is not null, cancellationToken)
                .ConfigureAwait(false);
        }
        if (await deleted.FindPrincipalAsync(app.AppId, cancellationToken).ConfigureAwait(false) is { } principal)
            await deleted.DeleteAsync(principal.Id!, target, cancellationToken).ConfigureAwait(false);
        if (await FindDeletedAsync(app, cancellationToken).ConfigureAwait(false) is not null)
            await deleted.DeleteAsync(app.ObjectId, target, cancellationToken).ConfigureAwait(false);
    }

    private Task<Application?> FindDeletedAsync(SyncAppRegistration app, CancellationToken cancellationToken) =>
        deleted.FindAsync(one => one.AppId == app.AppId, cancellationToken);
}

using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Commands;

/// <summary>
/// Rotates the credentials of saved connections without a gap; does nothing where enough days are left, and goes on with what was
/// interrupted.
/// </summary>
[Cmdlet(VerbsData.Update, "SyncAppCredential", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[OutputType(typeof(SyncCredentialRotation))]
[RequiredPermission(DirectoryPermission.WriteApps)]
[RequiredPermission(DirectoryPermission.ReadPolicies, For = "policies")]
public sealed class UpdateSyncAppCredentialCommand : AppCmdlet
{
    private const string OfConnection = "Connection";

    /// <summary>The saved connection; with an app instead, all that sign in as it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfConnection)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Connection { get; set; }

    /// <summary>Days that must be left for nothing to be done.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int MinDaysLeft { get; set; } = 30;

    /// <summary>How long the old credential stays beside the new one; a later call removes it.</summary>
    [Parameter]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long the new credential is valid: 180 days for a secret, a year for a certificate, where nothing else is said.
    /// </summary>
    [Parameter]
    public TimeSpan? ValidFor { get; set; }

    /// <summary>Removes the old credential after the overlap even where it was not made here.</summary>
    [Parameter]
    public SwitchParameter IncludeForeign { get; set; }

    private protected override IAsyncEnumerable<SyncAppRegistration> LookUpAsync(
        TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken) => Connection is { } name
        ? new AppRegistrationService(tenant, TimeProvider.System)
            .FindAsync(null, RotatedConnection.Require(Session, name).ClientId, cancellationToken)
        : base.LookUpAsync(tenant, pipeline, cancellationToken);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var name in NamesOf(app.AppId, app.Name))
            await TryAsync(() => RotateAsync(app, name, tenant, pipeline, cancellationToken), pipeline).ConfigureAwait(false);
    }

    /// <summary>Where nobody is signed in, each connection's own credential is what its successor is asked for with.</summary>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (Session.IsConnected || ParameterSetName == ByName)
        {
            await base.ProcessAsync(pipeline, cancellationToken).ConfigureAwait(false);
            return;
        }
        var appId = App?.AppId ?? AppId;
        foreach (var name in NamesOf(appId, App?.Name ?? appId))
            await TryAsync(() => RotateAloneAsync(name, pipeline, cancellationToken), pipeline).ConfigureAwait(false);
    }

    private string[] NamesOf(string? appId, string? appName)
    {
        if (Connection is { } given)
            return [given];
        string[] names = [.. Session.ConnectionsOf(appId!).Select(connection => connection.Name)];
        return names.Length > 0
            ? names
            : throw Texts.Catalog.Create(nameof(Errors.NoConnectionOfApp), SyncErrorKind.NotFound, appId, appName, appId);
    }

    private static async Task TryAsync(Func<Task> rotate, CmdletPipeline pipeline)
    {
        try
        {
            await rotate().ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
        }
    }

    private async Task RotateAloneAsync(string name, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var isCertificate = RotatedConnection.Require(Session, name).CredentialKind == CredentialKind.Certificate;
        var (connection, options) = await Session.OpenConnectionAsync(name, cancellationToken).ConfigureAwait(false);
        await using var own = TenantSession.Create(options);
        try
        {
            var app = await new AppRegistrationService(own, TimeProvider.System)
                .FindSelfAsync(isCertificate ? connection.AppObjectId : null, cancellationToken).ConfigureAwait(false);
            await RotateAsync(app, name, own, pipeline, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.StatusCode == 403)
        {
            throw Texts.Catalog.Create(
                error, nameof(Errors.RotationNeedsAdministrator), SyncErrorKind.PermissionDenied, connection, name, connection.ClientId,
                error.Message);
        }
    }

    private async Task RotateAsync(
        SyncAppRegistration app, string name, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        using var connection = RotatedConnection.Open(Session, name);
        var options = new RotationOptions
        {
            MinDaysLeft = MinDaysLeft,
            Overlap = Overlap,
            ValidFor = ValidFor,
            IncludeForeign = IncludeForeign,
            StepDone = step => pipeline.WriteVerbose($"{name}: {step}"),
        };
        var rotation = new CredentialRotation(tenant, app, connection, options, TimeProvider.System);
        var changes = await rotation.PlanAsync(cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldChangeAsync(changes).ConfigureAwait(false) || WhatIf)
            return;
        var done = await rotation.RunAsync(cancellationToken).ConfigureAwait(false);
        // By this the app can do without an administrator the next time.
        var (saved, store) = Session.GetConnection(name);
        store.RememberApp(saved, app.ObjectId);
        foreach (var note in done.Notes)
            pipeline.WriteWarning(note);
        await pipeline.WriteObjectAsync(done).ConfigureAwait(false);
    }
}

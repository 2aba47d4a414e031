using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Commands;

/// <summary>
/// Rotates the credentials of saved connections without a gap; does nothing where enough days are left, and goes on with what was interrupted.
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

    /// <summary>How long the new credential is valid: 180 days for a secret, a year for a certificate, where nothing else is said.</summary>
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
        string[] names = Connection is { } given ? [given] : [.. Session.ConnectionsOf(app.AppId).Select(connection => connection.Name)];
        if (names.Length == 0)
            throw Texts.Catalog.Create(nameof(Errors.NoConnectionOfApp), SyncErrorKind.NotFound, app, app.Name, app.AppId);
        foreach (var name in names)
        {
            try
            {
                await RotateAsync(app, name, tenant, pipeline, cancellationToken).ConfigureAwait(false);
            }
            catch (SyncException error)
            {
                await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
            }
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
        foreach (var note in done.Notes)
            pipeline.WriteWarning(note);
        await pipeline.WriteObjectAsync(done).ConfigureAwait(false);
    }
}

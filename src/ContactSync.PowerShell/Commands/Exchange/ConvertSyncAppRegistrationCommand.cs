using System.Management.Automation;
using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Takes an app from EWS with full_access_as_app to Microsoft Graph with the least privilege, in three steps.</summary>
[Cmdlet(VerbsData.Convert, "SyncAppRegistration", DefaultParameterSetName = OfApp, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncAppConversion))]
[RequiredPermission(DirectoryPermission.WriteAllApps)]
[RequiredPermission(DirectoryPermission.AssignRoles)]
public sealed class ConvertSyncAppRegistrationCommand : AppCmdlet
{
    /// <summary>What the app shall be able to do over Graph.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string Preset { get; set; } = "ContactImport";

    /// <summary>Only this step; Retire proves first. Without it, all that are yet to be done.</summary>
    [Parameter]
    public ConversionStep? Step { get; set; }

    /// <summary>The saved connection by which the app itself signs in, for the proof.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Connection { get; set; }

    /// <summary>The mailbox that is read for the proof.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Mailbox { get; set; }

    /// <summary>Leaves the permissions of mailboxes to Exchange, which gives them within a scope.</summary>
    [Parameter]
    public SwitchParameter WithinScope { get; set; }

    /// <summary>Says that the product which the app was made for no longer uses EWS.</summary>
    [Parameter]
    public SwitchParameter ProductNoLongerUsesEws { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var service = new AppConversionService(tenant, TimeProvider.System);
        var preset = AppPresets.Find(Preset, Session.PresetFolders);
        var plan = await service.PlanAsync(app, preset, WithinScope, cancellationToken).ConfigureAwait(false);
        if (plan.Product is { } product && !ProductNoLongerUsesEws)
            throw Texts.Catalog.Create(nameof(Errors.ProductLivesOnEws), SyncErrorKind.InvalidOperation, app, app.Name, product);
        if (Step != ConversionStep.Grant && (Connection is null || Mailbox is null))
            throw Texts.Catalog.Create(nameof(Errors.ProofNeedsConnection), SyncErrorKind.InvalidArgument, app, app.Name);
        if (Step is (ConversionStep.Prove or ConversionStep.Retire) && plan.GrantChanges.Count > 0)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.GraphNotGranted), SyncErrorKind.InvalidOperation, app, app.Name, string.Join(' ', plan.GrantChanges));
        }

        if (Step is null or ConversionStep.Grant)
        {
            if (await pipeline.ShouldChangeAsync(plan.GrantChanges).ConfigureAwait(false))
                await WriteAsync(service.GrantAsync(plan, cancellationToken)).ConfigureAwait(false);
            else if (!WhatIf)
                return;
        }
        if (Step != ConversionStep.Grant && !WhatIf)
        {
            var (_, options) = await Session.OpenConnectionAsync(Connection!, cancellationToken).ConfigureAwait(false);
            await using var own = TenantSession.Create(options);
            await WriteAsync(service.ProveAsync(app, own, Mailbox!, cancellationToken)).ConfigureAwait(false);
        }
        if (Step is (null or ConversionStep.Retire) && await pipeline.ShouldChangeAsync(plan.RetireChanges).ConfigureAwait(false))
            await WriteAsync(service.RetireAsync(plan, cancellationToken)).ConfigureAwait(false);

        async Task WriteAsync(Task<SyncAppConversion> step) =>
            await pipeline.WriteObjectAsync(await step.ConfigureAwait(false)).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Issues a client secret for an app and waits until it can sign in. It is never printed and cannot be read again.</summary>
[Cmdlet(VerbsCommon.New, "SyncAppCredential", DefaultParameterSetName = OfApp, SupportsShouldProcess = true)]
[OutputType(typeof(SyncAppCredential))]
public sealed class NewSyncAppCredentialCommand : AppCmdlet
{
    /// <summary>By what the secret is known in the portal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Description { get; set; } = "ContactSync";

    /// <summary>How long it is valid, as days.hours:minutes:seconds; at most two years.</summary>
    [Parameter]
    public TimeSpan ValidFor { get; set; } = TimeSpan.FromDays(180);

    /// <summary>Does not wait until the secret is known everywhere.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        SyncAppRegistration app, TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (!await pipeline.ShouldProcessAsync(app.Name, $"Issue client secret '{Description}' for {ValidFor.TotalDays:0.#} days")
            .ConfigureAwait(false))
            return;

        var credential = await new CredentialService(tenant, TimeProvider.System)
            .AddSecretAsync(app, Description, ValidFor, wait: !NoWait, Warn, cancellationToken).ConfigureAwait(false);
        await pipeline.WriteObjectAsync(credential).ConfigureAwait(false);

        // Its value can never be read again, so a secret that could not be proven in time is given out all the same.
        void Warn(SyncException unproven) => pipeline.WriteWarning($"{unproven.Message} {unproven.Advice}");
    }
}

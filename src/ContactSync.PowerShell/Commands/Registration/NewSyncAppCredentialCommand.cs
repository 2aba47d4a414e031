using System.Management.Automation;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Commands;

/// <summary>Issues a client secret for an app and waits until it can sign in. It is never printed and cannot be read again.</summary>
[Cmdlet(VerbsCommon.New, "SyncAppCredential", SupportsShouldProcess = true)]
[OutputType(typeof(SyncAppCredential))]
public sealed class NewSyncAppCredentialCommand : TenantCmdlet
{
    /// <summary>The app.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SyncAppRegistration App { get; set; } = null!;

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
    protected override async Task ProcessAsync(TenantSession tenant, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        CheckBelongs(App, tenant);
        if (!await pipeline.ShouldProcessAsync(App.Name, $"Issue client secret '{Description}' for {ValidFor.TotalDays:0.#} days")
            .ConfigureAwait(false))
            return;

        var credential = await new CredentialService(tenant, TimeProvider.System)
            .AddSecretAsync(App, Description, ValidFor, wait: !NoWait, Warn, cancellationToken).ConfigureAwait(false);
        await pipeline.WriteObjectAsync(credential).ConfigureAwait(false);

        // Its value can never be read again, so a secret that could not be proven in time is given out all the same.
        void Warn(SyncException unproven) => pipeline.WriteWarning($"{unproven.Message} {unproven.Advice}");
    }
}

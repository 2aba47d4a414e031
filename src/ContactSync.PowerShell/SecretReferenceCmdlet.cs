using System.Management.Automation;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that can be told where a secret lies, in place of the secret.</summary>
public abstract class SecretReferenceCmdlet : AsyncCmdlet
{
    /// <summary>The name of a secret in a vault of Microsoft.PowerShell.SecretManagement.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>The vault; without it, the default one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VaultName { get; set; }

    /// <summary>The name of an encrypted variable of the Azure Automation account.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AutomationVariable { get; set; }

    /// <summary>The name of a credential of the Azure Automation account, whose password it is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AutomationCredential { get; set; }

    /// <summary>The name of an environment variable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentVariable { get; set; }

    /// <summary>The name of a credential that systemd hands to the service.</summary>
    [Parameter]
    [ValidatePattern(@"^[^/\\]+$")]
    public string? SystemdCredential { get; set; }

    /// <summary>A file with the secret alone, which only its owner may read.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretPath { get; set; }

    /// <summary>Where the secret lies; null where no place is named.</summary>
    /// <exception cref="SyncException">More than one place is named, or a vault without a secret.</exception>
    private protected async Task<SyncSecretReference?> FindReferenceAsync(CmdletPipeline pipeline)
    {
        var path = SecretPath is null ? null : await pipeline.ResolvePathAsync(SecretPath).ConfigureAwait(false);
        (SecretReferenceKind Kind, string? Name)[] places =
        [
            (SecretReferenceKind.Vault, SecretName),
            (SecretReferenceKind.AutomationVariable, AutomationVariable),
            (SecretReferenceKind.AutomationCredential, AutomationCredential),
            (SecretReferenceKind.EnvironmentVariable, EnvironmentVariable),
            (SecretReferenceKind.SystemdCredential, SystemdCredential),
            (SecretReferenceKind.File, path),
        ];
        var named = places.Where(place => place.Name is not null).ToList();
        if (named.Count > 1 || (VaultName is not null && SecretName is null))
            throw Texts.Catalog.Create(nameof(Errors.OnePlaceOnly), SyncErrorKind.InvalidArgument);
        return named.Count == 0 ? null : new SyncSecretReference(named[0].Kind, named[0].Name!, VaultName);
    }
}

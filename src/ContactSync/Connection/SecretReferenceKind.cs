namespace ContactSync;

/// <summary>Where a secret lies that a connection only refers to.</summary>
public enum SecretReferenceKind
{
    /// <summary>A vault that the module Microsoft.PowerShell.SecretManagement knows.</summary>
    Vault,

    /// <summary>A variable of the Azure Automation account that the runbook runs in.</summary>
    AutomationVariable,

    /// <summary>The password of a credential of the Azure Automation account that the runbook runs in.</summary>
    AutomationCredential,

    /// <summary>An environment variable of the process.</summary>
    EnvironmentVariable,

    /// <summary>A credential that systemd hands to the service.</summary>
    SystemdCredential,

    /// <summary>A file that only its owner may read.</summary>
    File,
}

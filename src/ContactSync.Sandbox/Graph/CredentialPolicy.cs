using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>Refuses the credentials that the organisation's policies forbid, in the service's words.</summary>
internal static class CredentialPolicy
{
    /// <exception cref="GraphException">400: the app may have no secret, or none that lives so long.</exception>
    public static void CheckSecret(SandboxContext sandbox, Application application, DateTimeOffset start, DateTimeOffset end)
    {
        var policies = sandbox.Tenant.AppManagementPolicies;
        if (policies.ForbidsSecrets(application) is { } forbids)
        {
            throw new GraphException(
                400, "CredentialTypeNotAllowedAsPerAppPolicy", $"Credential type not allowed as per assigned policy '{forbids.Id}'.");
        }
        CheckLife(policies.ForbidsLife(application, AppManagementPolicy.PasswordLifetime, start, end));
    }

    /// <exception cref="GraphException">400: the app may have no certificate that lives so long.</exception>
    public static void CheckKey(SandboxContext sandbox, Application application, ApplicationKey key) => CheckLife(
        sandbox.Tenant.AppManagementPolicies.ForbidsLife(application, AppManagementPolicy.AsymmetricKeyLifetime, key.Start, key.End));

    private static void CheckLife(AppManagementPolicy? policy)
    {
        if (policy is not null)
        {
            throw new GraphException(
                400, "CredentialInvalidLifetimeAsPerAppPolicy",
                $"Credential lifetime exceeds the max value allowed as per assigned policy '{policy.Id}'.");
        }
    }
}

using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// A token of another identity provider, shown in the place of a secret by an app that trusts it:
/// https://learn.microsoft.com/entra/workload-id/workload-identity-federation.
/// Issuer, subject and audience are compared letter by letter, and one after the other, as the codes of the real service tell.
/// </summary>
internal static class FederatedAssertion
{
    /// <summary>Whether it is one: an app that speaks for itself names its client id there.</summary>
    public static bool IsOne(Assertion assertion) => Uri.TryCreate(assertion.Issuer, UriKind.Absolute, out _);

    /// <exception cref="EntraException">The app does not trust it, or it is not what it says.</exception>
    public static void Check(Assertion assertion, Application application, SandboxContext sandbox)
    {
        var now = sandbox.Time.GetUtcNow();
        var trusted = application.Federated.Where(credential => now >= credential.Usable).ToList();
        trusted.RemoveAll(credential => credential.Issuer != assertion.Issuer);
        if (trusted.Count == 0)
            throw EntraErrors.NotFederated(700211, "issuer", assertion.Issuer);
        if (!trusted.Exists(credential => credential.Subject == assertion.Subject))
        {
            var otherCase = trusted.Exists(
                credential => credential.Subject.Equals(assertion.Subject, StringComparison.OrdinalIgnoreCase));
            throw EntraErrors.NotFederated(otherCase ? 7002138 : 700213, "subject", assertion.Subject);
        }
        trusted.RemoveAll(credential => credential.Subject != assertion.Subject);
        if (!trusted.Exists(credential => assertion.Audiences.Contains(credential.Audience)))
            throw EntraErrors.NotFederated(700212, "audience", assertion.Audiences.FirstOrDefault());
        if (sandbox.IdentityProviders.Find(assertion.Issuer!) is not { } provider)
            throw EntraErrors.ProviderUnreachable();
        using var key = provider.FindKey(assertion.Header["kid"]?.ToString());
        // The real service takes no other algorithm from another provider.
        if (!assertion.IsSignedBy(key, "RS256"))
            throw EntraErrors.FederatedSignature();
        assertion.CheckTime(now);
    }
}

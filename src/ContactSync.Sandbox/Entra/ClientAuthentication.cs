using System.Security.Cryptography;
using System.Text;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>The app that asks for a token, after it has proved who it is.</summary>
/// <param name="Principal">The app in the tenant.</param>
/// <param name="Registration">Where it is registered; null for Microsoft's own clients.</param>
/// <param name="Proof">Claim <c>appidacr</c>: 0 nothing (public client), 1 a secret, 2 a certificate or another provider's token.</param>
internal sealed record AuthenticatedClient(ServicePrincipal Principal, Application? Registration, string Proof);

/// <summary>Finds the client of a token request and checks its secret, its certificate or the token of a provider that it trusts.</summary>
internal sealed class ClientAuthentication(SandboxContext sandbox)
{
    /// <summary>The fault that lets a secret end before its time.</summary>
    public const string ExpiredSecret = "expiredSecret";

    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <param name="request">The token request.</param>
    /// <param name="forUser">A user signs in; a public client may then go without a credential.</param>
    /// <param name="isPublic">Where it is known otherwise than by the registration that the client has no credential.</param>
    /// <exception cref="EntraException">Unknown, disabled, or without a valid credential.</exception>
    public AuthenticatedClient Authenticate(EntraRequest request, bool forUser, bool? isPublic = null)
    {
        var (clientId, secret) = request.ClientCredential();
        clientId ??= ClientOfAssertion(request) ?? throw EntraErrors.MissingParameter("client_id");
        var (principal, application) = Find(request, clientId);
        isPublic ??= forUser && (application?.IsPublicClient ?? principal.FirstParty is not null);
        var assertion = request["client_assertion"];
        if (isPublic == true)
            return secret is null && assertion is null ? new(principal, application, "0") : throw EntraErrors.PublicClient();
        if (application is not null && secret is not null)
        {
            CheckSecret(request, application, secret);
            return new(principal, application, "1");
        }
        if (application is not null && assertion is not null && request["client_assertion_type"] == AssertionType)
        {
            CheckAssertion(request, application, Assertion.Parse(assertion));
            return new(principal, application, "2");
        }
        throw EntraErrors.NoCredential();
    }

    /// <summary>The client, without any proof.</summary>
    /// <exception cref="EntraException">Not in this tenant, not known here yet, or disabled.</exception>
    public (ServicePrincipal Principal, Application? Registration) Find(EntraRequest request, string clientId)
    {
        var tenant = sandbox.Tenant;
        var now = sandbox.Time.GetUtcNow();
        var application = tenant.FindApplication(clientId);
        var principal = tenant.FindPrincipal(clientId);
        if (application is null && principal is not { FirstParty: not null })
            throw EntraErrors.UnknownClient(clientId, tenant);
        if (application is not null && now < application.KnownEverywhere)
            throw EntraErrors.UnknownClient(clientId, tenant);
        if (principal is null)
            throw EntraErrors.NoServicePrincipal(clientId, tenant);
        // Unlike a read of the directory this never flickers: once a token was issued, the next one is too.
        if (now < principal.KnownEverywhere)
            throw EntraErrors.UnknownClient(clientId, tenant);
        if (application is { IsDisabled: true } || !principal.IsEnabled)
            throw EntraErrors.Disabled(principal);
        if (request.IsTenantless && application is { IsMultiTenant: false })
            throw EntraErrors.SingleTenant(application);
        return (principal, application);
    }

    private void CheckSecret(EntraRequest request, Application application, string secret)
    {
        var now = sandbox.Time.GetUtcNow();
        var sent = Encoding.UTF8.GetBytes(secret);
        var known = application.Secrets.Find(
            candidate => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(candidate.Text), sent));
        if (known is null || now < known.Usable || now < known.Start)
            throw EntraErrors.WrongSecret(application.AppId);
        if (now >= known.End || sandbox.Faults.Take(ExpiredSecret, request.Context) is not null)
            throw EntraErrors.ExpiredSecret(application.AppId);
    }

    private void CheckAssertion(EntraRequest request, Application application, Assertion assertion)
    {
        if (FederatedAssertion.IsOne(assertion))
            FederatedAssertion.Check(assertion, application, sandbox);
        else
            ClientAssertion.Check(assertion, application, request.Host, sandbox);
    }

    private static string? ClientOfAssertion(EntraRequest request) =>
        request["client_assertion"] is { } assertion ? Assertion.Parse(assertion).Subject : null;
}

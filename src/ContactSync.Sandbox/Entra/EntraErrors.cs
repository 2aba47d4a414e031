using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// The refusals of the token service, one a code. https://learn.microsoft.com/entra/identity-platform/reference-error-codes
/// </summary>
internal static class EntraErrors
{
    private const string InvalidRequest = "invalid_request";
    private const string InvalidClient = "invalid_client";
    private const string InvalidGrant = "invalid_grant";
    private const string InvalidScope = "invalid_scope";
    private const string UnauthorizedClient = "unauthorized_client";

    public static EntraException MissingParameter(string name) => new(400, InvalidRequest, 900144,
        $"The request body must contain the following parameter: '{name}'.");

    public static EntraException MethodNotAllowed(string method) => new(405, InvalidRequest, 900561,
        $"The endpoint only accepts POST requests. Received a {method} request.");

    public static EntraException UnknownTenant(string tenant) => new(400, InvalidRequest, 90002,
        $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. " +
        "Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");

    public static EntraException TenantNeeded() => new(400, InvalidRequest, 9001023,
        "The grant type is not supported over the /common or /consumers endpoints. " +
        "Please use the /organizations or tenant-specific endpoint.");

    public static EntraException NoTenantInformation() => new(400, InvalidRequest, 50059,
        "No tenant-identifying information found in either the request or implied by any provided credentials.");

    public static EntraException SingleTenant(Application application) => new(400, InvalidRequest, 50194,
        $"Application '{application.AppId}'({application.Text("displayName")}) is not configured as a multi-tenant application. " +
        "Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. " +
        "Use a tenant-specific endpoint or configure the application to be multi-tenant.");

    public static EntraException UnsupportedGrant(string grant) => new(400, "unsupported_grant_type", 70003,
        $"The app requested an unsupported grant type '{grant}'.");

    public static EntraException UnknownClient(string clientId, Tenant tenant) => new(400, UnauthorizedClient, 700016,
        $"Application with identifier '{clientId}' was not found in the directory '{tenant.DisplayName}'. This can happen if the " +
        "application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have " +
        "sent your authentication request to the wrong tenant.");

    public static EntraException NoServicePrincipal(string clientId, Tenant tenant) => new(400, UnauthorizedClient, 7000229,
        $"The client application {clientId} is missing service principal in the tenant {tenant.Id}.");

    public static EntraException Disabled(ServicePrincipal client) => new(400, UnauthorizedClient, 7000112,
        $"Application '{client.AppId}'({client.Text("displayName")}) is disabled.");

    public static EntraException NoCredential() => new(401, InvalidClient, 7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    public static EntraException WrongSecret(string clientId) => new(401, InvalidClient, 7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret " +
        $"ID, for a secret added to app '{clientId}'.");

    public static EntraException ExpiredSecret(string clientId) => new(401, InvalidClient, 7000222,
        $"The provided client secret keys for app '{clientId}' are expired. Create new keys for your app, " +
        "or consider using certificate credentials for added security.");

    public static EntraException PublicClient() => new(401, InvalidClient, 700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");

    public static EntraException MalformedAssertion() => new(401, InvalidClient, 50027, "JWT token is invalid or malformed.");

    public static EntraException AssertionClient() => new(401, InvalidClient, 700021,
        "Client assertion application identifier doesn't match 'client_id' parameter.");

    public static EntraException AssertionAudience() => new(401, InvalidClient, 700023,
        "Client assertion audience claim does not match Realm issuer.");

    public static EntraException AssertionTime() => new(401, InvalidClient, 700024, "Client assertion is not within its valid time range.");

    public static EntraException UnknownCertificate(string clientId, string thumbprint, string reason) => new(401, InvalidClient, 700027,
        $"The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}, " +
        $"Thumbprint of key used by client: '{thumbprint}', Application ID: '{clientId}']");

    /// <summary>One code for each of issuer, subject and audience, and one more where a subject differs in case only.</summary>
    public static EntraException NotFederated(int code, string part, string? presented) => new(401, InvalidClient, code,
        $"No matching federated identity record found for presented assertion {part} '{presented}'. Check your federated identity " +
        "credential Subject, Audience and Issuer against the presented assertion. " +
        "https://learn.microsoft.com/entra/workload-id/workload-identity-federation");

    public static EntraException ProviderUnreachable() => new(400, InvalidRequest, 90061, "Request to External OIDC endpoint failed.");

    public static EntraException FederatedSignature() => new(401, InvalidClient, 700027,
        "Client assertion failed signature validation.");

    public static EntraException Scope(string scope, string why) => new(400, InvalidScope, 70011,
        "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. " +
        $"The scope {scope} is not valid. {why}");

    public static EntraException ScopeNotDefault(string scope) => new(400, InvalidScope, 1002012,
        $"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to " +
        "the resource identifier (application ID URI).");

    public static EntraException UnknownResource(string name, Tenant tenant) => new(400, "invalid_resource", 500011,
        $"The resource principal named {name} was not found in the tenant named {tenant.DisplayName}. This can happen if the application " +
        "has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your " +
        "authentication request to the wrong tenant.");

    public static EntraException UnknownScope(ServicePrincipal client, string scope, ServicePrincipal resource) => new(
        400, InvalidClient, 650053, $"The application '{client.Text("displayName")}' asked for scope '{scope}' that doesn't exist on the "
        + $"resource '{resource.AppId}'.");

    public static EntraException NoConsent(ServicePrincipal client) => new(400, InvalidGrant, 65001,
        $"The user or administrator has not consented to use the application with ID '{client.AppId}' named " +
        $"'{client.Text("displayName")}'. Send an interactive authorization request for this user and resource.")
    {
        SubError = "consent_required",
    };

    public static EntraException NotPreauthorized(ServicePrincipal client, ServicePrincipal resource) => new(400, InvalidRequest, 65002,
        $"Consent between first party application '{client.AppId}' and first party resource '{resource.AppId}' must be configured via " +
        "preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens " +
        "for that API.");

    /// <summary>For the browser: consent is missing, and the one who signs in may not give it.</summary>
    public static EntraException AdministratorNeeded(ServicePrincipal client) => new(400, "access_denied", 90094,
        $"The grant requires administrator permission. '{client.Text("displayName")}' needs permission to access resources in your " +
        "organization that only an admin can grant.");

    public static EntraException ConsentDeclined() => new(400, "access_denied", 65004, "User declined to consent to access the app.");

    public static EntraException NoSession() => new(400, "login_required", 50058,
        "A silent sign-in request was sent but no user is signed in.");

    public static EntraException NotAssigned(ServicePrincipal client) => new(400, InvalidGrant, 50105,
        $"Your administrator has configured the application {client.Text("displayName")} ('{client.AppId}') to block users unless they " +
        "are specifically granted ('assigned') access to the application. The signed in user '{EUII Hidden}' is blocked because they " +
        "are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your " +
        "administrator to assign access to this application.");

    public static EntraException AppNotAssigned(ServicePrincipal client, ServicePrincipal resource) => new(400, InvalidGrant, 501051,
        $"Application '{client.AppId}'({client.Text("displayName")}) is not assigned to a role for the application " +
        $"'{resource.AppId}'({resource.Text("displayName")}).");

    public static EntraException UnknownRedirect(ServicePrincipal client, string redirect) => new(400, InvalidRequest, 50011,
        $"The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application " +
        $"'{client.AppId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.");

    public static EntraException NoReplyAddress() => new(400, InvalidRequest, 500113,
        "No reply address is registered for the application.");

    public static EntraException OtherRedirect(string redirect, string before) => new(400, InvalidGrant, 500112,
        $"The reply address '{redirect}' does not match the reply address '{before}' provided when requesting Authorization code.");

    public static EntraException UnsupportedResponse(string type) => new(400, "unsupported_response_type", 70007,
        $"The response_type '{type}' is not supported for the application.");

    public static EntraException NoChallenge() => new(400, InvalidRequest, 9002325,
        "Proof Key for Code Exchange is required for cross-origin authorization code redemption.");

    public static EntraException WrongChallenge() => new(400, InvalidRequest, 50147,
        "The size of the code challenge parameter is not valid.");

    public static EntraException WrongVerifier() => new(400, InvalidGrant, 501481,
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.");

    public static EntraException UnknownCode() => new(400, InvalidGrant, 9002313, "Invalid request. Request is malformed or invalid.");

    public static EntraException RedeemedCode() => new(400, InvalidGrant, 54005,
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.");

    public static EntraException ExpiredCode() => new(400, InvalidGrant, 70008,
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request " +
        "for this user and resource.");

    public static EntraException NotCrossOrigin() => new(400, InvalidRequest, 9002327,
        "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.");

    public static EntraException UnknownUser(Tenant tenant) => new(400, InvalidGrant, 50034,
        $"The user account {{EUII Hidden}} does not exist in the {tenant.Id} directory. To sign into this application, the account must " +
        "be added to the directory.");

    public static EntraException WrongPassword() => new(400, InvalidGrant, 50126,
        "Error validating credentials due to invalid username or password.");

    public static EntraException SecondFactor(ServicePrincipal resource) => new(400, InvalidGrant, 50076,
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor " +
        $"authentication to access '{resource.AppId}'.")
    {
        SubError = "basic_action",
    };

    public static EntraException BlockedByPolicy(bool forUser) => new(400, forUser ? InvalidGrant : "access_denied", 53003,
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.")
    {
        SubError = forUser ? "message_only" : null,
    };

    public static EntraException DisabledUser() => new(400, InvalidGrant, 50057, "The user account is disabled.");

    public static EntraException InvalidRefreshToken() => new(400, InvalidGrant, 9002313,
        "Invalid request. Request is malformed or invalid.")
    {
        SubError = "bad_token",
    };

    public static EntraException ExpiredRefreshToken() => new(400, InvalidGrant, 700082,
        "The refresh token has expired due to inactivity.")
    {
        SubError = "bad_token",
    };

    public static EntraException AuthorizationPending() => new(400, "authorization_pending", 70016,
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");

    public static EntraException UnknownDeviceCode() => new(400, "bad_verification_code", 70018, "Invalid verification code.");

    public static EntraException ExpiredDeviceCode() => new(400, "expired_token", 70020, "The device code has expired.");

    public static EntraException Declined() => new(400, "authorization_declined", 65004, "User declined to consent to access the app.");
}

using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// POST /{tenant}/oauth2/v2.0/token. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
/// </summary>
internal sealed class TokenEndpoint(SandboxContext sandbox)
{
    private readonly ClientAuthentication _clients = new(sandbox);
    private readonly UserTokens _users = new(sandbox);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/{tenant}/oauth2/v2.0/token", (RequestDelegate)(context => AnswerAsync(context, Token)));
        endpoints.Map("/{tenant}/oauth2/v2.0/devicecode", (RequestDelegate)(context => AnswerAsync(context, DeviceCode)));
    }

    private async Task AnswerAsync(HttpContext context, Func<EntraRequest, JsonObject> answer)
    {
        try
        {
            if (!HttpMethods.IsPost(context.Request.Method))
                throw EntraErrors.MethodNotAllowed(context.Request.Method);
            var request = await EntraRequest.ReadAsync(context);
            JsonObject body;
            lock (sandbox.Tenant.Gate)
                body = answer(request);
            await EntraResponse.WriteAsync(context, StatusCodes.Status200OK, body);
        }
        catch (EntraException refusal)
        {
            await refusal.WriteAsync(context, sandbox.Time);
        }
    }

    private JsonObject Token(EntraRequest request)
    {
        var grant = request.Require("grant_type");
        request.CheckTenant(sandbox.Tenant);
        return grant switch
        {
            "client_credentials" => ForApp(request),
            "password" => _users.ByPassword(request, Client(request)),
            "authorization_code" => ByCode(request),
            "refresh_token" => _users.ByRefreshToken(request, Client(request)),
            // MSAL .NET sends the short name of before the standard.
            "device_code" or "urn:ietf:params:oauth:grant-type:device_code" => _users.ByDeviceCode(request, Client(request)),
            _ => throw EntraErrors.UnsupportedGrant(grant),
        };
    }

    private AuthenticatedClient Client(EntraRequest request) => _clients.Authenticate(request, forUser: true);

    private JsonObject ByCode(EntraRequest request)
    {
        var code = sandbox.AuthorizationCodes.Find(request.Require("code")) ?? throw EntraErrors.UnknownCode();
        // The platform of the address that the code was sent to says whether the app has a secret to show.
        var client = _clients.Authenticate(request, forUser: true, isPublic: code.Platform != RedirectPlatform.Web);
        return _users.ByCode(request, client, code);
    }

    private JsonObject ForApp(EntraRequest request)
    {
        if (request.IsTenantless)
            throw request.TenantName == "organizations" ? EntraErrors.NoTenantInformation() : EntraErrors.TenantNeeded();
        var client = _clients.Authenticate(request, forUser: false);
        var text = request.Require("scope");
        if (!text.EndsWith("/.default", StringComparison.Ordinal) || text.Contains(' '))
            throw EntraErrors.ScopeNotDefault(text);
        var scope = ScopeRequest.Parse(text, sandbox.Tenant);
        var isAssigned = sandbox.Tenant.Assignments.Exists(one => one.Principal == client.Principal && one.Resource == scope.Resource);
        if (AppRoles.IsAssignmentRequired(scope.Resource) && !isAssigned)
            throw EntraErrors.AppNotAssigned(client.Principal, scope.Resource);
        if (sandbox.Tenant.BlockedApps.Contains(client.Principal.AppId, StringComparer.OrdinalIgnoreCase))
            throw EntraErrors.BlockedByPolicy(forUser: false);
        var seconds = (int)sandbox.Options.TokenLifetime.TotalSeconds;
        return new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = sandbox.Tokens.IssueForApp(client.Principal, scope.Resource, scope.Audience, client.Proof == "2"),
        };
    }

    private JsonObject DeviceCode(EntraRequest request)
    {
        request.CheckTenant(sandbox.Tenant);
        var (client, _) = _clients.Find(request, request.Require("client_id"));
        var scope = request.Require("scope");
        _ = ScopeRequest.Parse(scope, sandbox.Tenant);
        var code = sandbox.DeviceCodes.Create(client.AppId, scope, sandbox.Time.GetUtcNow());
        return new JsonObject
        {
            ["user_code"] = code.UserCode,
            ["device_code"] = code.DeviceCode,
            ["verification_uri"] = $"{request.Host}/sandbox/device-codes",
            ["expires_in"] = (int)DeviceCodes.Lifetime.TotalSeconds,
            // The real service says 5; nobody waits for a person here.
            ["interval"] = 1,
            ["message"] = $"To sign in, approve the code {code.UserCode} through the sandbox's control API: "
                + $"POST {request.Host}/sandbox/device-codes/{code.UserCode}/approve.",
        };
    }
}

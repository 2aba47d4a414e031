using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Entra;

/// <summary>What clients read before they ask for a token: OpenID metadata, signing keys, known hosts, kind of account.</summary>
internal sealed class MetadataEndpoints(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (RequestDelegate)(context => AnswerAsync(context, OpenId)));
        endpoints.MapGet("/{tenant}/discovery/v2.0/keys", (RequestDelegate)(context => AnswerAsync(context, Keys)));
        endpoints.MapGet("/common/discovery/instance", (RequestDelegate)(context => AnswerAsync(context, Instance)));
        endpoints.MapGet("/common/userrealm/{user}", (RequestDelegate)(context => AnswerAsync(context, UserRealm)));
    }

    private async Task AnswerAsync(HttpContext context, Func<EntraRequest, JsonObject> answer)
    {
        try
        {
            await EntraResponse.WriteAsync(context, StatusCodes.Status200OK, answer(await EntraRequest.ReadAsync(context)));
        }
        catch (EntraException refusal)
        {
            await refusal.WriteAsync(context, sandbox.Time);
        }
    }

    private JsonObject OpenId(EntraRequest request)
    {
        request.CheckTenant(sandbox.Tenant);
        var authority = $"{request.Host}/{request.TenantName}";
        // Where the path names no tenant, the issuer holds a placeholder that the client fills in.
        var issuer = request.IsTenantless ? "{tenantid}" : sandbox.Tenant.Id.ToString();
        return new JsonObject
        {
            ["issuer"] = $"{request.Host}/{issuer}/v2.0",
            ["authorization_endpoint"] = $"{authority}/oauth2/v2.0/authorize",
            ["token_endpoint"] = $"{authority}/oauth2/v2.0/token",
            ["device_authorization_endpoint"] = $"{authority}/oauth2/v2.0/devicecode",
            ["jwks_uri"] = $"{authority}/discovery/v2.0/keys",
            ["userinfo_endpoint"] = $"{request.Host}/oidc/userinfo",
            ["end_session_endpoint"] = $"{authority}/oauth2/v2.0/logout",
            ["response_modes_supported"] = new JsonArray("query", "fragment", "form_post"),
            ["response_types_supported"] = new JsonArray("code", "id_token", "code id_token", "id_token token"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt", "client_secret_basic"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["claims_supported"] = new JsonArray("sub", "iss", "aud", "exp", "iat", "name", "tid", "ver", "preferred_username", "oid"),
            ["tenant_region_scope"] = "EU",
            ["cloud_instance_name"] = request.Context.Request.Host.Value,
            ["msgraph_host"] = request.Context.Request.Host.Value,
        };
    }

    private JsonObject Keys(EntraRequest request)
    {
        request.CheckTenant(sandbox.Tenant);
        return new JsonObject { ["keys"] = new JsonArray(sandbox.Tokens.PublicKey()) };
    }

    private JsonObject Instance(EntraRequest request)
    {
        var host = request.Context.Request.Host.Value;
        return new JsonObject
        {
            ["tenant_discovery_endpoint"] = $"{request.Host}/{sandbox.Tenant.Id}/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new JsonArray(new JsonObject
            {
                ["preferred_network"] = host,
                ["preferred_cache"] = host,
                ["aliases"] = new JsonArray(host),
            }),
        };
    }

    private JsonObject UserRealm(EntraRequest request)
    {
        var login = (string?)request.Context.GetRouteValue("user") ?? "";
        var domain = login[(login.LastIndexOf('@') + 1)..];
        var answer = new JsonObject { ["ver"] = "1.0", ["account_type"] = "Unknown" };
        if (!sandbox.Tenant.IsVerifiedDomain(domain))
            return answer;
        answer["account_type"] = "Managed";
        answer["domain_name"] = domain;
        answer["cloud_instance_name"] = request.Context.Request.Host.Value;
        answer["cloud_audience_urn"] = "urn:federation:MicrosoftOnline";
        return answer;
    }
}

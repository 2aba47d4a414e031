using System.Text;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>One request to the token service: its form fields, or a browser's query, and the tenant its path names.</summary>
internal sealed class EntraRequest
{
    private readonly Func<string, string?> _field;

    private EntraRequest(HttpContext context, Func<string, string?> field)
    {
        Context = context;
        _field = field;
        TenantName = (string?)context.GetRouteValue("tenant") ?? "";
    }

    public HttpContext Context { get; }

    /// <summary>The tenant as the path names it: an id, a domain, common, organizations or consumers.</summary>
    public string TenantName { get; }

    /// <summary>The path names no tenant and leaves it to the account who signs in.</summary>
    public bool IsTenantless => TenantName is "common" or "organizations" or "consumers";

    /// <summary>https://host:port, with the host name that the client used.</summary>
    public string Host => $"{Context.Request.Scheme}://{Context.Request.Host}";

    public static async Task<EntraRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method))
            return new EntraRequest(context, name => request.Query[name].LastOrDefault());
        var form = request.HasFormContentType ? await request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        return new EntraRequest(context, name => form[name].ToString());
    }

    public string? this[string name] => _field(name) is { Length: > 0 } value ? value : null;

    /// <exception cref="EntraException">900144: the field is missing.</exception>
    public string Require(string name) => this[name] ?? throw EntraErrors.MissingParameter(name);

    /// <exception cref="EntraException">90002: there is no such tenant.</exception>
    public void CheckTenant(Tenant tenant)
    {
        var isKnown = IsTenantless || tenant.IsVerifiedDomain(TenantName) || (Guid.TryParse(TenantName, out var id) && id == tenant.Id);
        if (!isKnown)
            throw EntraErrors.UnknownTenant(TenantName);
    }

    /// <summary>Client id and secret from the form or from an Authorization header of the kind Basic.</summary>
    public (string? ClientId, string? Secret) ClientCredential()
    {
        var header = Context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return (this["client_id"], this["client_secret"]);
        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
            return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null);
        }
        catch (FormatException)
        {
            return (this["client_id"], this["client_secret"]);
        }
    }
}

using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>What the parameter <c>scope</c> asks for: one resource, all of it or named permissions, and the OpenID scopes.</summary>
/// <param name="Resource">Who the token is for.</param>
/// <param name="Audience">The name by which the resource was asked for; it becomes the claim <c>aud</c>.</param>
/// <param name="IsDefault">Everything that was consented to (<c>/.default</c>).</param>
/// <param name="Values">Delegated permissions by name, where it is not everything.</param>
/// <param name="OpenId">openid, profile, email, offline_access, as far as asked for.</param>
/// <param name="Prefix">What stood before the names, so that the answer can name them as the question did.</param>
internal sealed record ScopeRequest(
    ServicePrincipal Resource, string Audience, bool IsDefault, IReadOnlyList<string> Values, IReadOnlyList<string> OpenId, string Prefix)
{
    private const string GraphUri = "https://graph.microsoft.com";
    private const string Default = ".default";

    private static readonly string[] _openId = ["openid", "profile", "email", "offline_access"];

    /// <exception cref="EntraException">No resource, an unknown one, several, or <c>.default</c> beside other scopes.</exception>
    public static ScopeRequest Parse(string text, Tenant tenant)
    {
        var scopes = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var openId = scopes.Where(_openId.Contains).ToList();
        var wanted = scopes.Except(openId).Select(Split).ToList();
        var prefixes = wanted.Select(one => one.Prefix).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (prefixes.Count == 0)
            prefixes.Add("");
        if (prefixes.Count > 1)
            throw EntraErrors.Scope(text, "It contains more than one resource.");
        var values = wanted.ConvertAll(one => one.Value);
        if (values.Contains(Default) && values.Count > 1)
            throw EntraErrors.Scope(text, ".default scope can't be combined with resource-specific scopes.");
        var audience = prefixes[0].Length == 0 ? GraphUri : prefixes[0][..^1];
        var resource = tenant.FindResource(audience) ?? throw EntraErrors.UnknownResource(audience, tenant);
        return new ScopeRequest(resource, audience, values.Contains(Default), values, openId, prefixes[0]);
    }

    /// <summary>"https://graph.microsoft.com/User.Read" is a resource and a permission; a bare name means Graph.</summary>
    private static (string Prefix, string Value) Split(string scope)
    {
        var slash = scope.LastIndexOf('/');
        return (scope[..(slash + 1)], scope[(slash + 1)..]);
    }
}

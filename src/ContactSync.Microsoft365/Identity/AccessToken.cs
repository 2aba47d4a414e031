using System.Text.Json;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// An access token and what it says of itself. The claims are read for diagnosis only, never to decide what a caller may do: that is
/// for the service. A token that is not a JWT (another identity provider's) has no claims.
/// </summary>
public sealed class AccessToken
{
    internal AccessToken(string value, DateTimeOffset expires)
    {
        Value = value;
        Expires = expires;
        if (ReadPayload(value) is not { } claims)
            return;
        Audience = Text(claims, "aud");
        TenantId = Text(claims, "tid");
        AppId = Text(claims, "appid") ?? Text(claims, "azp");
        IsOfUser = Text(claims, "scp") is not null;
        UserName = Text(claims, "upn") ?? Text(claims, "unique_name") ?? Text(claims, "preferred_username");
        Roles = List(claims, "roles");
        Scopes = Text(claims, "scp")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    /// <summary>The token itself.</summary>
    public string Value { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>The resource it is for (<c>aud</c>): an address or an application id.</summary>
    public string? Audience { get; }

    /// <summary>The directory id of the tenant that issued it (<c>tid</c>).</summary>
    public string? TenantId { get; }

    /// <summary>The application it was issued to (<c>appid</c>, in version 2 tokens <c>azp</c>).</summary>
    public string? AppId { get; }

    /// <summary>Whether it carries a user's name (<c>scp</c>), rather than the app's own.</summary>
    public bool IsOfUser { get; }

    /// <summary>The user in whose name it acts, where it says so.</summary>
    public string? UserName { get; }

    /// <summary>The app roles granted (<c>roles</c>); rightly empty where Exchange alone knows of the grant.</summary>
    public IReadOnlyList<string> Roles { get; } = [];

    /// <summary>The delegated scopes granted (<c>scp</c>).</summary>
    public IReadOnlyList<string> Scopes { get; } = [];

    /// <summary>A token that came from elsewhere, whose end it must tell itself; null for one that is not a JWT.</summary>
    internal static AccessToken? Read(string value) =>
        ReadPayload(value) is { } claims && claims.TryGetProperty("exp", out var end) && end.TryGetInt64(out var seconds)
            && seconds is > 0 and < 253402300800
            ? new AccessToken(value, DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;

    /// <summary>Audience and end, never the token.</summary>
    public override string ToString() => $"token for {Audience ?? "an unknown audience"}, until {Expires:u}";

    private static JsonElement? ReadPayload(string token)
    {
        if (token.Split('.') is not [_, var payload, _])
            return null;
        try
        {
            var padded = payload.Replace('-', '+').Replace('_', '/').PadRight((payload.Length + 3) / 4 * 4, '=');
            using var document = JsonDocument.Parse(Convert.FromBase64String(padded));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String ? claim.GetString() : null;

    private static string[] List(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var claim) ? [] :
        claim.ValueKind == JsonValueKind.String ? [claim.GetString()!] :
        claim.ValueKind == JsonValueKind.Array ? [.. claim.EnumerateArray().Select(item => item.ToString())] : [];
}

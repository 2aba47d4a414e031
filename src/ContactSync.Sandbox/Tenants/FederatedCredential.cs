using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

/// <summary>Whose tokens an app may show instead of a secret: those of an issuer, for a subject and an audience.</summary>
internal sealed record FederatedCredential(
    Guid Id, string Name, string Issuer, string Subject, string Audience, string? Description, DateTimeOffset Usable)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id.ToString(),
        ["name"] = Name,
        ["issuer"] = Issuer,
        ["subject"] = Subject,
        ["description"] = Description,
        ["audiences"] = new JsonArray(Audience),
    };
}

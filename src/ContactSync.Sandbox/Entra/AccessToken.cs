namespace ContactSync.Sandbox.Entra;

/// <summary>An access token that carries this tenant's signature. Times and audience are for the resource to judge.</summary>
internal sealed record AccessToken(
    string Audience,
    string AppId,
    Guid ObjectId,
    bool IsAppOnly,
    IReadOnlySet<string> Permissions,
    DateTimeOffset NotBefore,
    DateTimeOffset Expires);

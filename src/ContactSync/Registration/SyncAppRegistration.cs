namespace ContactSync;

/// <summary>An app registration and its service principal in one tenant.</summary>
public sealed class SyncAppRegistration
{
    /// <summary>The display name.</summary>
    public required string Name { get; init; }

    /// <summary>The application (client) id.</summary>
    public required string AppId { get; init; }

    /// <summary>The app registration's object id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The service principal's object id (the enterprise application).</summary>
    public required string ServicePrincipalId { get; init; }

    /// <summary>The immutable alternate key by which the registration is found again; null for one made elsewhere.</summary>
    public string? UniqueName { get; init; }

    /// <summary>The directory (tenant) id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Which accounts may use the app, for example <c>AzureADMyOrg</c>.</summary>
    public required string SignInAudience { get; init; }

    /// <summary>The permissions the app declares.</summary>
    public required IReadOnlyList<SyncPermission> Permissions { get; init => field = PublicList.Of(value); }

    /// <summary>Where sign-ins may lead back to.</summary>
    public IReadOnlyList<SyncRedirectUri> RedirectUris { get; init => field = PublicList.Of(value); } = [];

    /// <summary>True where users sign in through the app without it proving who it is: device code, password.</summary>
    public bool IsFallbackPublicClient { get; init; }

    /// <summary>What administrators noted about the app; null for nothing.</summary>
    public string? Notes { get; init; }

    /// <summary>The presets it was registered with here.</summary>
    public IReadOnlyList<string> Presets { get; init => field = PublicList.Of(value); } = [];

    /// <summary>When it was deleted, where it can still be restored; null for an app that is there.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>The environment the tenant is in.</summary>
    public required SyncEnvironment Environment { get; init; }

    /// <summary>What the command did: <c>Created</c>, <c>Restored</c>, <c>Updated</c> or <c>Unchanged</c>.</summary>
    public required string Change { get; init; }

    /// <summary>The display name.</summary>
    public override string ToString() => Name;
}

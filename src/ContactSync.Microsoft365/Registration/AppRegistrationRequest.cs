namespace ContactSync.Microsoft365.Registration;

/// <summary>An app registration as it shall be.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Preset">What it is registered with; one without a name where permissions were named one by one.</param>
/// <param name="AppId">
/// The application id of a registration made elsewhere that shall be taken over: what is missing is added, what it has stays.
/// </param>
public sealed record AppRegistrationRequest(string Name, AppPreset Preset, string? AppId = null)
{
    /// <summary>Permissions beyond those of the preset.</summary>
    public IReadOnlyList<PresetPermission> Permissions { get; init; } = [];

    /// <summary>Which accounts may use the app; null leaves it to the preset.</summary>
    public string? SignInAudience { get; init; }

    /// <summary>Redirect URIs beyond those of the preset, or in their place where the preset has a choice.</summary>
    public IReadOnlyList<SyncRedirectUri> RedirectUris { get; init; } = [];

    /// <summary>What to note about the app; null leaves it alone.</summary>
    public string? Notes { get; init; }

    /// <summary>The picture shown at sign-in; null leaves it alone.</summary>
    public AppLogo? Logo { get; init; }

    /// <summary>
    /// Owners, each by sign-in name, object id or application id; null leaves them alone.
    /// </summary>
    public IReadOnlyList<string>? Owners { get; init; }

    /// <summary>Removes permissions that are not asked for.</summary>
    public bool ExactPermissions { get; init; }

    /// <summary>Removes redirect URIs that are not asked for.</summary>
    public bool ExactRedirectUris { get; init; }

    /// <summary>Removes owners that are not asked for.</summary>
    public bool ExactOwners { get; init; }

    /// <summary>Brings a deleted app back; without it a deleted one is an error.</summary>
    public bool Restore { get; init; }

    internal bool HasPreset => Preset.Name.Length > 0;

    /// <summary>What the app shall declare, each once.</summary>
    internal IReadOnlyList<PresetPermission> AllPermissions =>
        [.. Preset.Permissions.Concat(Permissions).DistinctBy(one => (one.ResourceAppId, one.Permission, one.Type))];
}

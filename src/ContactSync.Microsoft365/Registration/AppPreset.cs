namespace ContactSync.Microsoft365.Registration;

/// <summary>What an app for one task is registered with. The files and their format: <c>Registration/Presets</c>.</summary>
/// <param name="Name">The preset's name.</param>
/// <param name="Description">What the app does with its permissions.</param>
/// <param name="SignInAudience">Which accounts may use the app.</param>
/// <param name="Permissions">The permissions the task needs.</param>
public sealed record AppPreset(string Name, string Description, string SignInAudience, IReadOnlyList<PresetPermission> Permissions)
{
    /// <summary>The preset's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A permission of a preset.</summary>
/// <param name="ResourceAppId">The resource's application id.</param>
/// <param name="Resource">The resource's display name.</param>
/// <param name="Permission">The permission's value.</param>
/// <param name="Type">Application or delegated.</param>
/// <param name="Id">The id it is known to have.</param>
/// <param name="Reason">Why the task needs it.</param>
public sealed record PresetPermission(
    Guid ResourceAppId, string Resource, string Permission, PermissionType Type, Guid Id, string Reason)
{
    /// <summary>Wider permissions that include it.</summary>
    public IReadOnlyList<string> CoveredBy { get; init; } = [];

    /// <summary>True where Exchange can grant it by itself, to some mailboxes only; tokens then rightly lack it.</summary>
    public bool GrantedByExchange { get; init; }

    /// <summary>True where one of the roles of a token is this permission or includes it.</summary>
    public bool IsIn(IEnumerable<string> roles) => roles.Any(role => role == Permission || CoveredBy.Contains(role));
}

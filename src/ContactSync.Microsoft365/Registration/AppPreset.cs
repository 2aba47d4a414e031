using System.Text.Json.Serialization;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// What an app for one product or task is registered with. The files and their format: <c>Registration/Presets</c>.
/// </summary>
/// <param name="Name">The preset's name.</param>
/// <param name="Description">What the app does with its permissions.</param>
/// <param name="SignInAudience">Which accounts may use the app.</param>
/// <param name="Permissions">The permissions the task needs.</param>
public sealed record AppPreset(string Name, string Description, string SignInAudience, IReadOnlyList<PresetPermission> Permissions)
{
    /// <summary>The display name an app gets that is given none.</summary>
    public string AppName { get; init; } = Name;

    /// <summary>True where the product finds its app by the name.</summary>
    public bool NameMustBeUnique { get; init; }

    /// <summary>Where sign-ins may lead back to.</summary>
    public IReadOnlyList<SyncPresetRedirectUri> RedirectUris { get; init; } = [];

    /// <summary>True where users sign in through the app without it proving who it is.</summary>
    public bool IsFallbackPublicClient { get; init; }

    /// <summary>Which credential the app signs in with.</summary>
    public string CredentialAdvice { get; init; } = "";

    /// <summary>What else has to be done, outside the registration.</summary>
    public IReadOnlyList<string> AlsoToDo { get; init; } = [];

    /// <summary>What is wrong with such an app; null for nothing.</summary>
    public PresetWarning? Warning { get; init; }

    /// <summary>The file it was read from; null for one that comes with the module.</summary>
    [JsonIgnore]
    public string? Path { get; init; }

    /// <summary>The preset in the words a user meets.</summary>
    public SyncAppPreset ToPublic() => new()
    {
        Name = Name,
        Description = Description,
        AppName = AppName,
        NameMustBeUnique = NameMustBeUnique,
        SignInAudience = SignInAudience,
        RedirectUris = RedirectUris,
        IsFallbackPublicClient = IsFallbackPublicClient,
        Permissions = [.. Permissions.Select(one => one.ToPublic())],
        CredentialAdvice = CredentialAdvice,
        AlsoToDo = AlsoToDo,
        Warning = Warning?.Text,
        Ends = Warning?.Ends,
        WayOut = Warning?.WayOut,
        Path = Path,
    };

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

    internal SyncPresetPermission ToPublic() => new(Resource, Permission, Type, Reason, ResourceAppId, Id);
}

/// <summary>What is wrong with an app of a preset.</summary>
/// <param name="Text">What it is, in whole sentences.</param>
/// <param name="Ends">The day from which the app no longer works; null for none.</param>
/// <param name="WayOut">What to do instead.</param>
public sealed record PresetWarning(string Text, DateOnly? Ends, string WayOut)
{
    /// <summary>All of it, as one line.</summary>
    public override string ToString() => Ends is { } day
        ? Texts.Catalog.Text(nameof(Errors.Text_PresetWarning), Text, Texts.Day(day), WayOut)
        : $"{Text} {WayOut}";
}

namespace ContactSync;

/// <summary>What an app for one product or task is registered with.</summary>
public sealed class SyncAppPreset
{
    /// <summary>The preset's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the app does with its permissions.</summary>
    public required string Description { get; init; }

    /// <summary>The display name an app gets that is given none.</summary>
    public required string AppName { get; init; }

    /// <summary>True where no other app of the directory may have the name.</summary>
    public required bool NameMustBeUnique { get; init; }

    /// <summary>Which accounts may use the app, for example <c>AzureADMyOrg</c>.</summary>
    public required string SignInAudience { get; init; }

    /// <summary>Where sign-ins may lead back to.</summary>
    public required IReadOnlyList<SyncPresetRedirectUri> RedirectUris { get; init => field = PublicList.Of(value); }

    /// <summary>True where users sign in through the app without it proving who it is: device code, password.</summary>
    public required bool IsFallbackPublicClient { get; init; }

    /// <summary>The permissions, the least that the product or task needs.</summary>
    public required IReadOnlyList<SyncPresetPermission> Permissions { get; init => field = PublicList.Of(value); }

    /// <summary>Which credential the app signs in with, and how long it should last.</summary>
    public required string CredentialAdvice { get; init; }

    /// <summary>What else has to be done, outside the registration.</summary>
    public required IReadOnlyList<string> AlsoToDo { get; init => field = PublicList.Of(value); }

    /// <summary>What is wrong with such an app; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>The day from which it no longer works; null for none.</summary>
    public DateOnly? Ends { get; init; }

    /// <summary>What to do instead; null where there is no warning.</summary>
    public string? WayOut { get; init; }

    /// <summary>The file it was read from; null for one that comes with the module.</summary>
    public string? Path { get; init; }

    /// <summary>The preset's name.</summary>
    public override string ToString() => Name;
}

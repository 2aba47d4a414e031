using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>What has to be written so that an app registration is as it shall be. Made by reading only.</summary>
public sealed class AppRegistrationPlan
{
    /// <summary>The change of an app that was made.</summary>
    public const string Created = "Created";

    /// <summary>The change of an app that was deleted and brought back.</summary>
    public const string Restored = "Restored";

    /// <summary>The change of an app that lacked something.</summary>
    public const string Updated = "Updated";

    /// <summary>The change of an app that was as it should be.</summary>
    public const string Unchanged = "Unchanged";

    /// <summary>Marks the registrations that this module looks after, so that they can be listed.</summary>
    internal const string AppTag = "ContactSync";

    /// <summary>Makes the service principal appear among the enterprise applications.</summary>
    internal const string PrincipalTag = "WindowsAzureActiveDirectoryIntegratedApp";

    private readonly List<string> changes = [];
    private readonly List<string> warnings = [];

    private AppRegistrationPlan(AppRegistrationRequest request, DirectoryState state)
    {
        Request = request;
        State = state;
        UniqueName = UniqueNames.For(request.Name);
    }

    /// <summary>What was asked for.</summary>
    public AppRegistrationRequest Request { get; }

    /// <summary>The alternate key of an app that is made.</summary>
    public string UniqueName { get; }

    /// <summary>What will be written, a sentence each; empty where nothing has to be.</summary>
    public IReadOnlyList<string> Changes => changes;

    /// <summary>What an administrator should know about such an app, whether something is written or not.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>True where all is as it shall be.</summary>
    public bool IsUnchanged => changes.Count == 0;

    /// <summary>What <see cref="SyncAppRegistration.Change"/> will say.</summary>
    public string Change => IsUnchanged ? Unchanged : State.App is null ? Created : State.IsDeleted ? Restored : Updated;

    internal DirectoryState State { get; }

    /// <summary>Resources that the tenant has no service principal of.</summary>
    internal List<Guid> MissingResources { get; } = [];

    /// <summary>What to write to the app; null for nothing.</summary>
    internal AppProperties? App { get; private set; }

    /// <summary>True where the app has no service principal.</summary>
    internal bool PrincipalIsMissing { get; private set; }

    /// <summary>The tags to write to the service principal; null for nothing.</summary>
    internal List<string>? PrincipalTags { get; private set; }

    /// <summary>True where the app's picture is another.</summary>
    internal bool LogoDiffers { get; private set; }

    internal List<AppOwner> NewOwners { get; } = [];

    internal List<AppOwner> FormerOwners { get; } = [];

    /// <summary>Compares what shall be with what is.</summary>
    /// <exception cref="SyncException">A resource does not offer a permission, or a redirect URI cannot be.</exception>
    internal static AppRegistrationPlan Make(AppRegistrationRequest request, DirectoryState state)
    {
        var plan = new AppRegistrationPlan(request, state);
        plan.AddWarnings();
        plan.AddResources();
        var permissions = request.AllPermissions
            .Select(wanted => ResourcePrincipals.Resolve(wanted, state.Resources.GetValueOrDefault(wanted.ResourceAppId)))
            .ToList();
        if (state.App is null)
            plan.CreateApp(permissions);
        else
            plan.UpdateApp(state.App, permissions);
        plan.AddLogoAndOwners();
        plan.AddPrincipal();
        return plan;
    }

    private void AddWarnings()
    {
        if (Request.Preset.Warning is { } warning)
            warnings.Add(warning.ToString());
        else if (Request.AllPermissions.Any(FullAccess.Is))
            warnings.Add(FullAccess.Warning);
        if (Request.Preset.NameMustBeUnique && State.Namesakes.Count > 0)
        {
            warnings.Add(Texts.Catalog.Text(
                nameof(Errors.Text_NameNotUnique), Request.Name, string.Join(", ", State.Namesakes), Request.Preset.Name));
        }
    }

    private void AddResources()
    {
        foreach (var resource in Request.AllPermissions.DistinctBy(permission => permission.ResourceAppId))
        {
            if (State.Resources.GetValueOrDefault(resource.ResourceAppId) is not null)
                continue;
            MissingResources.Add(resource.ResourceAppId);
            Say(nameof(Errors.Text_AddResource), resource.Resource, resource.ResourceAppId);
        }
    }

    private void CreateApp(List<SyncPermission> permissions)
    {
        var audience = Request.SignInAudience ?? Request.Preset.SignInAudience;
        Say(nameof(Errors.Text_CreateApp), Request.Name, UniqueName, audience);
        App = new AppProperties
        {
            DisplayName = Request.Name,
            SignInAudience = audience,
            Access = [.. permissions.Select(DeclaredAccess.Of)],
            Tags = Request.HasPreset ? [AppTag, PresetTags.For(Request.Preset.Name)] : [AppTag],
        };
        foreach (var permission in permissions)
            SayPermission(permission);
        App = WithRest(App, null);
    }

    private void UpdateApp(Application app, List<SyncPermission> permissions)
    {
        if (State.IsDeleted)
            Say(nameof(Errors.Text_RestoreApp), app.DisplayName, app.AppId, app.DeletedDateTime);
        var changed = new AppProperties();
        var before = changes.Count;
        if (app.UniqueName == UniqueName && app.DisplayName != Request.Name)
        {
            changed = changed with { DisplayName = Request.Name };
            Say(nameof(Errors.Text_RenameApp), app.DisplayName, Request.Name);
        }
        var isOurs = app.UniqueName?.StartsWith(UniqueNames.Prefix, StringComparison.Ordinal) == true;
        var audience = Request.SignInAudience ?? (isOurs && Request.HasPreset ? Request.Preset.SignInAudience : null);
        if (audience is not null && app.SignInAudience != audience)
        {
            changed = changed with { SignInAudience = audience };
            Say(nameof(Errors.Text_ChangeAudience), app.DisplayName, app.SignInAudience, audience);
        }
        changed = WithRest(WithTags(WithAccess(changed, app, permissions), app), app);
        App = changes.Count > before ? changed : null;
    }

    private AppProperties WithAccess(AppProperties changed, Application app, List<SyncPermission> permissions)
    {
        var declared = DeclaredAccess.ReadFrom(app).ToList();
        var wanted = permissions.ConvertAll(DeclaredAccess.Of);
        var missing = permissions.Where(permission => !declared.Contains(DeclaredAccess.Of(permission))).ToList();
        var extra = Request.ExactPermissions ? declared.Except(wanted).ToList() : [];
        foreach (var permission in missing)
            SayPermission(permission);
        foreach (var access in extra)
        {
            var type = access.Type == "Role" ? PermissionType.Application : PermissionType.Delegated;
            var resource = State.Resources.GetValueOrDefault(access.ResourceAppId);
            var known = ResourcePrincipals.Describe(resource, access.ResourceAppId, access.Id, type);
            Say(nameof(Errors.Text_UndeclarePermission), known.Resource, known.Permission, known.Type);
        }
        if (extra.Count > 0)
            warnings.Add(Texts.Catalog.Text(nameof(Errors.Text_GrantStays), app.DisplayName));
        // The collection is replaced as a whole, so what is declared already goes along.
        return missing.Count + extra.Count == 0
            ? changed
            : changed with { Access = [.. declared.Except(extra), .. missing.Select(DeclaredAccess.Of)] };
    }

    private AppProperties WithTags(AppProperties changed, Application app)
    {
        var tags = app.Tags ?? [];
        string[] wanted = Request.HasPreset ? [AppTag, PresetTags.For(Request.Preset.Name)] : [AppTag];
        var missing = wanted.Except(tags).ToList();
        var extra = Request is { HasPreset: true, ExactPermissions: true } ? tags.Where(PresetTags.Is).Except(wanted).ToList() : [];
        foreach (var tag in missing)
            Say(nameof(Errors.Text_TagApp), app.DisplayName, tag);
        foreach (var tag in extra)
            Say(nameof(Errors.Text_UntagApp), app.DisplayName, tag);
        return missing.Count + extra.Count == 0 ? changed : changed with { Tags = [.. tags.Except(extra), .. missing] };
    }

    private AppProperties WithRest(AppProperties changed, Application? app)
    {
        changed = WithRedirectUris(changed, app);
        if (Request.Preset.IsFallbackPublicClient && app?.IsFallbackPublicClient != true)
        {
            changed = changed with { IsFallbackPublicClient = true };
            Say(nameof(Errors.Text_AllowPublicClient), Request.Name);
        }
        if (Request.Notes is { } notes && notes != (app?.Notes ?? ""))
        {
            changed = changed with { Notes = notes };
            Say(nameof(Errors.Text_SetNotes), Request.Name, notes);
        }
        return changed;
    }

    private AppProperties WithRedirectUris(AppProperties changed, Application? app)
    {
        var present = RedirectSet.Of(app);
        var wanted = RedirectSet.Wanted(Request, present);
        var missing = wanted.Except(present).ToList();
        var extra = Request.ExactRedirectUris ? present.Except(wanted).ToList() : [];
        foreach (var one in missing)
            Say(nameof(Errors.Text_AddRedirectUri), Request.Name, one.Uri, one.Platform);
        foreach (var one in extra)
            Say(nameof(Errors.Text_RemoveRedirectUri), Request.Name, one.Uri, one.Platform);
        var after = present.Except(extra).Concat(missing).ToList();
        return changed with
        {
            RedirectUris = missing.Concat(extra).Select(one => one.Platform).Distinct().ToDictionary(
                platform => platform, platform => after.Where(one => one.Platform == platform).Select(one => one.Uri).ToList()),
        };
    }

    private void AddLogoAndOwners()
    {
        if (Request.Logo is { } logo && !logo.Bytes.AsSpan().SequenceEqual(State.Logo))
        {
            LogoDiffers = true;
            Say(nameof(Errors.Text_SetLogo), Request.Name);
        }
        NewOwners.AddRange(State.WantedOwners.ExceptBy(State.Owners.Select(owner => owner.Id), owner => owner.Id));
        foreach (var owner in NewOwners)
            Say(nameof(Errors.Text_AddOwner), Request.Name, owner.Name);
        if (!Request.ExactOwners)
            return;
        FormerOwners.AddRange(State.Owners.ExceptBy(State.WantedOwners.Select(owner => owner.Id), owner => owner.Id));
        foreach (var owner in FormerOwners)
            Say(nameof(Errors.Text_RemoveOwner), Request.Name, owner.Name);
    }

    private void AddPrincipal()
    {
        PrincipalIsMissing = State.Principal is null;
        if (State.Principal is not { } principal)
        {
            if (!State.IsDeleted)
                Say(nameof(Errors.Text_CreatePrincipal), State.App?.DisplayName ?? Request.Name);
        }
        else if (!(principal.Tags ?? []).Contains(PrincipalTag))
        {
            PrincipalTags = [.. principal.Tags ?? [], PrincipalTag];
            Say(nameof(Errors.Text_TagPrincipal), principal.DisplayName);
        }
    }

    private void SayPermission(SyncPermission permission) =>
        Say(nameof(Errors.Text_DeclarePermission), permission.Resource, permission.Permission, permission.Type);

    private void Say(string text, params object?[] arguments) => changes.Add(Texts.Catalog.Text(text, arguments));
}

using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>What has to be written so that an app registration is as it shall be. Made by reading only.</summary>
public sealed class AppRegistrationPlan
{
    /// <summary>The change of an app that was made.</summary>
    public const string Created = "Created";

    /// <summary>The change of an app that lacked something.</summary>
    public const string Updated = "Updated";

    /// <summary>The change of an app that was as it should be.</summary>
    public const string Unchanged = "Unchanged";

    /// <summary>Marks the registrations that this module looks after, so that they can be listed.</summary>
    internal const string AppTag = "ContactSync";

    /// <summary>Makes the service principal appear among the enterprise applications.</summary>
    internal const string PrincipalTag = "WindowsAzureActiveDirectoryIntegratedApp";

    private readonly List<string> changes = [];

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

    /// <summary>True where all is as it shall be.</summary>
    public bool IsUnchanged => changes.Count == 0;

    /// <summary>What <see cref="SyncAppRegistration.Change"/> will say.</summary>
    public string Change => IsUnchanged ? Unchanged : State.App is null ? Created : Updated;

    internal DirectoryState State { get; }

    /// <summary>Resources that the tenant has no service principal of.</summary>
    internal List<Guid> MissingResources { get; } = [];

    /// <summary>What to write to the app; null for nothing.</summary>
    internal AppProperties? App { get; private set; }

    /// <summary>True where the app has no service principal.</summary>
    internal bool PrincipalIsMissing { get; private set; }

    /// <summary>The tags to write to the service principal; null for nothing.</summary>
    internal List<string>? PrincipalTags { get; private set; }

    /// <summary>Compares what shall be with what is.</summary>
    /// <exception cref="SyncException">A resource does not offer a permission of the preset.</exception>
    internal static AppRegistrationPlan Make(AppRegistrationRequest request, DirectoryState state)
    {
        var plan = new AppRegistrationPlan(request, state);
        plan.AddResources();
        var permissions = request.Preset.Permissions
            .Select(wanted => ResourcePrincipals.Resolve(wanted, state.Resources.GetValueOrDefault(wanted.ResourceAppId)))
            .ToList();
        if (state.App is null)
            plan.CreateApp(permissions);
        else
            plan.UpdateApp(state.App, permissions);
        plan.AddPrincipal();
        return plan;
    }

    private void AddResources()
    {
        foreach (var resource in Request.Preset.Permissions.DistinctBy(permission => permission.ResourceAppId))
        {
            if (State.Resources.GetValueOrDefault(resource.ResourceAppId) is not null)
                continue;
            MissingResources.Add(resource.ResourceAppId);
            Say(nameof(Errors.Text_AddResource), resource.Resource, resource.ResourceAppId);
        }
    }

    private void CreateApp(List<SyncPermission> permissions)
    {
        App = new AppProperties
        {
            DisplayName = Request.Name,
            SignInAudience = Request.Preset.SignInAudience,
            Access = [.. permissions.Select(DeclaredAccess.Of)],
            Tags = [AppTag],
        };
        Say(nameof(Errors.Text_CreateApp), Request.Name, UniqueName, Request.Preset.SignInAudience);
        foreach (var permission in permissions)
            SayPermission(permission);
    }

    private void UpdateApp(Application app, List<SyncPermission> permissions)
    {
        var changed = new AppProperties();
        var before = changes.Count;
        var isOurs = app.UniqueName == UniqueName;
        if (isOurs && app.DisplayName != Request.Name)
        {
            changed = changed with { DisplayName = Request.Name };
            Say(nameof(Errors.Text_RenameApp), app.DisplayName, Request.Name);
        }
        if (isOurs && app.SignInAudience != Request.Preset.SignInAudience)
        {
            changed = changed with { SignInAudience = Request.Preset.SignInAudience };
            Say(nameof(Errors.Text_ChangeAudience), app.DisplayName, app.SignInAudience, Request.Preset.SignInAudience);
        }
        var declared = DeclaredAccess.ReadFrom(app).ToList();
        var missing = permissions.Where(permission => !declared.Contains(DeclaredAccess.Of(permission))).ToList();
        // The collection is replaced as a whole, so what is declared already goes along.
        if (missing.Count > 0)
            changed = changed with { Access = [.. declared, .. missing.Select(DeclaredAccess.Of)] };
        foreach (var permission in missing)
            SayPermission(permission);
        if (!(app.Tags ?? []).Contains(AppTag))
        {
            changed = changed with { Tags = [.. app.Tags ?? [], AppTag] };
            Say(nameof(Errors.Text_TagApp), app.DisplayName, AppTag);
        }
        App = changes.Count > before ? changed : null;
    }

    private void AddPrincipal()
    {
        PrincipalIsMissing = State.Principal is null;
        if (State.Principal is not { } principal)
        {
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

/// <summary>What the directory has of an app registration.</summary>
/// <param name="App">The registration; null where there is none.</param>
/// <param name="Principal">Its service principal; null where there is none.</param>
/// <param name="Resources">The service principals of the resources it needs; null for one the tenant has not.</param>
internal sealed record DirectoryState(
    Application? App, ServicePrincipal? Principal, IReadOnlyDictionary<Guid, ServicePrincipal?> Resources);

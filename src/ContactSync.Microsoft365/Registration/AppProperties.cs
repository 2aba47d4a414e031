using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// What is written to an app registration; null leaves a property alone. Kept apart from the SDK's model, which sends its properties
/// only once: a second try with the same object would be empty.
/// </summary>
internal sealed record AppProperties
{
    internal string? DisplayName { get; init; }

    internal string? SignInAudience { get; init; }

    internal IReadOnlyList<DeclaredAccess>? Access { get; init; }

    internal IReadOnlyList<string>? Tags { get; init; }

    /// <summary>By platform; a platform left out is left alone.</summary>
    internal IReadOnlyDictionary<RedirectPlatform, List<string>> RedirectUris { get; init; } =
        new Dictionary<RedirectPlatform, List<string>>();

    internal bool? IsFallbackPublicClient { get; init; }

    internal string? Notes { get; init; }

    /// <summary>A body to send, made anew for each try.</summary>
    internal Application ToApplication() => Over(new Application());

    /// <summary>The properties over those of an app.</summary>
    internal Application Over(Application app)
    {
        // A property set to null would be sent as null.
        if (DisplayName is not null)
            app.DisplayName = DisplayName;
        if (SignInAudience is not null)
            app.SignInAudience = SignInAudience;
        if (Access is not null)
            app.RequiredResourceAccess = DeclaredAccess.ToModel(Access);
        if (Tags is not null)
            app.Tags = [.. Tags];
        if (RedirectUris.TryGetValue(RedirectPlatform.Web, out var web))
            (app.Web ??= new WebApplication()).RedirectUris = [.. web];
        if (RedirectUris.TryGetValue(RedirectPlatform.PublicClient, out var client))
            (app.PublicClient ??= new PublicClientApplication()).RedirectUris = [.. client];
        if (RedirectUris.TryGetValue(RedirectPlatform.Spa, out var spa))
            (app.Spa ??= new SpaApplication()).RedirectUris = [.. spa];
        if (IsFallbackPublicClient is not null)
            app.IsFallbackPublicClient = IsFallbackPublicClient;
        if (Notes is not null)
            app.Notes = Notes;
        return app;
    }
}

/// <summary>A permission as an app registration declares it.</summary>
/// <param name="ResourceAppId">The resource's application id.</param>
/// <param name="Id">The app role's or scope's id.</param>
/// <param name="Type"><c>Role</c> or <c>Scope</c>.</param>
internal sealed record DeclaredAccess(Guid ResourceAppId, Guid Id, string Type)
{
    internal static DeclaredAccess Of(SyncPermission permission) => new(
        permission.ResourceAppId, permission.Id, permission.Type == PermissionType.Application ? "Role" : "Scope");

    internal static IEnumerable<DeclaredAccess> ReadFrom(Application app) =>
        from resource in app.RequiredResourceAccess ?? []
        from access in resource.ResourceAccess ?? []
        where access is { Id: not null, Type: not null }
        select new DeclaredAccess(Guid.Parse(resource.ResourceAppId!), access.Id!.Value, access.Type!);

    internal static List<RequiredResourceAccess> ToModel(IEnumerable<DeclaredAccess> declared) =>
    [
        .. declared.GroupBy(access => access.ResourceAppId).Select(resource => new RequiredResourceAccess
        {
            ResourceAppId = resource.Key.ToString(),
            ResourceAccess = [.. resource.Select(access => new ResourceAccess { Id = access.Id, Type = access.Type })],
        }),
    ];
}

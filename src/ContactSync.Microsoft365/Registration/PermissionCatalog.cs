using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// The permissions that the tenant's own resources offer, by the names people write: <c>Contacts.Read</c> of Microsoft Graph, or
/// <c>Office 365 Exchange Online/full_access_as_app</c>. Read once for each session.
/// </summary>
public sealed class PermissionCatalog
{
    private const char Separator = '/';

    private const int MostSuggestions = 5;

    private static readonly ConditionalWeakTable<TenantSession, PermissionCatalog> Catalogs = new();

    private static readonly Dictionary<string, Guid> KnownResources = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft Graph"] = Guid.Parse("00000003-0000-0000-c000-000000000000"),
        ["Office 365 Exchange Online"] = Guid.Parse("00000002-0000-0ff1-ce00-000000000000"),
    };

    private readonly ResourcePrincipals resources;

    private PermissionCatalog(TenantSession session) => resources = new ResourcePrincipals(session);

    /// <summary>The catalog of a session.</summary>
    public static PermissionCatalog Of(TenantSession session) => Catalogs.GetValue(session, one => new PermissionCatalog(one));

    /// <summary>The permission that a text means.</summary>
    /// <exception cref="SyncException"><c>ResourceUnknown</c>, <c>ResourceAmbiguous</c>, <c>PermissionNotOffered</c>.</exception>
    public async Task<PresetPermission> FindAsync(string text, PermissionType type, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var end = text.LastIndexOf(Separator);
        var (name, value) = end < 0 ? ("Microsoft Graph", text) : (text[..end], text[(end + 1)..]);
        var (appId, resource) = await FindResourceAsync(name, cancellationToken).ConfigureAwait(false);
        if (resource is null)
            return new PresetPermission(appId, name, value, type, Guid.Empty, "");
        var offered = ResourcePrincipals.Offered(resource, type).ToList();
        var match = offered.Find(one => string.Equals(one.Value, value, StringComparison.OrdinalIgnoreCase));
        return match is { Id: { } id, Value: { } exact }
            ? new PresetPermission(appId, resource.DisplayName ?? name, exact, type, id, "")
            : throw Texts.Catalog.Create(
                nameof(Errors.PermissionNotOffered), SyncErrorKind.NotFound, text,
                value, resource.DisplayName ?? name, type, string.Join(", ", Similar(resource, value)));
    }

    /// <summary>Every permission of a type as one writes it, by resource and name.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(PermissionType type, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var (name, appId) in KnownResources)
        {
            var prefix = name == "Microsoft Graph" ? "" : name + Separator;
            if (await resources.FindAsync(appId, cancellationToken).ConfigureAwait(false) is { } resource)
            {
                names.AddRange(ResourcePrincipals.Offered(resource, type)
                    .Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => prefix + one.Value).Order(StringComparer.Ordinal));
            }
        }
        return names;
    }

    private async Task<(Guid AppId, ServicePrincipal? Resource)> FindResourceAsync(string name, CancellationToken cancellationToken)
    {
        if (KnownResources.TryGetValue(name, out var known))
            return (known, await resources.FindAsync(known, cancellationToken).ConfigureAwait(false));
        if (Guid.TryParse(name, out var appId))
            return (appId, await resources.FindAsync(appId, cancellationToken).ConfigureAwait(false) ?? throw Unknown(name));
        var found = await resources.FindByNameAsync(name, cancellationToken).ConfigureAwait(false);
        return found.Count switch
        {
            0 => throw Unknown(name),
            1 => (Guid.Parse(found[0].AppId!), found[0]),
            _ => throw Texts.Catalog.Create(
                nameof(Errors.ResourceAmbiguous), SyncErrorKind.InvalidArgument, name,
                name, found.Count, string.Join(", ", found.Select(one => one.AppId))),
        };
    }

    /// <summary>Those that begin alike, of both types: the one meant may be of the other.</summary>
    private static IEnumerable<string> Similar(ServicePrincipal resource, string value)
    {
        var stem = value.Split('.')[0];
        return new[] { PermissionType.Application, PermissionType.Delegated }
            .SelectMany(type => ResourcePrincipals.Offered(resource, type).Select(one => (one.Value, Type: type)))
            .Where(one => one.Value?.StartsWith(stem, StringComparison.OrdinalIgnoreCase) == true)
            .OrderBy(one => !string.Equals(one.Value, value, StringComparison.OrdinalIgnoreCase))
            .Take(MostSuggestions).Select(one => $"{one.Value} ({one.Type})");
    }

    private static SyncException Unknown(string name) =>
        Texts.Catalog.Create(nameof(Errors.ResourceUnknown), SyncErrorKind.NotFound, name, name);
}

using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>The redirect URIs of an app against those that are asked for. Pure.</summary>
internal static class RedirectSet
{
    /// <summary>Those that an app has.</summary>
    internal static List<SyncRedirectUri> Of(Application? app) =>
    [
        .. Of(RedirectPlatform.Web, app?.Web?.RedirectUris),
        .. Of(RedirectPlatform.PublicClient, app?.PublicClient?.RedirectUris),
        .. Of(RedirectPlatform.Spa, app?.Spa?.RedirectUris),
    ];

    /// <summary>
    /// Those that are asked for: the ones given, and of the preset each that none of them stands in the place of. One that an admin
    /// chose earlier, in the place of the preset's, stays.
    /// </summary>
    /// <exception cref="SyncException"><c>RedirectUriInvalid</c>, <c>RedirectUriNotOfPreset</c>.</exception>
    internal static List<SyncRedirectUri> Wanted(AppRegistrationRequest request, IReadOnlyList<SyncRedirectUri> present)
    {
        var wanted = request.RedirectUris.Distinct().ToList();
        foreach (var given in wanted)
            Require(given, request.Preset);
        foreach (var one in request.Preset.RedirectUris.Where(one => !one.IsOptional && !wanted.Exists(given => Stands(given, one))))
        {
            var own = new SyncRedirectUri(one.Platform, one.Uri);
            wanted.Add(present.Contains(own) ? own : present.FirstOrDefault(had => Stands(had, one)) ?? own);
        }
        return wanted;
    }

    private static void Require(SyncRedirectUri given, AppPreset preset)
    {
        RedirectRules.Require(given.Platform, given.Uri);
        var choices = preset.RedirectUris.Where(one => one.Platform == given.Platform && one.IsReplaceable).ToList();
        if (choices.Count > 0 && !preset.RedirectUris.Any(one => Stands(given, one)))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.RedirectUriNotOfPreset), SyncErrorKind.InvalidArgument, given.Uri,
                given.Uri, preset.Name, string.Join(", ", choices.Select(Describe)));
        }
    }

    private static bool Stands(SyncRedirectUri given, SyncPresetRedirectUri wanted) =>
        given.Platform == wanted.Platform && wanted.Accepts(given.Uri);

    private static string Describe(SyncPresetRedirectUri one)
    {
        var addresses = string.Join(" / ", one.Alternatives.Prepend(one.Uri));
        return one.Ports is null ? addresses : Texts.Catalog.Text(nameof(Errors.Text_OrOtherPort), addresses, one.Ports);
    }

    private static IEnumerable<SyncRedirectUri> Of(RedirectPlatform platform, IEnumerable<string>? uris) =>
        (uris ?? []).Select(uri => new SyncRedirectUri(platform, uri));
}

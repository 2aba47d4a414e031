namespace ContactSync.Microsoft365.Registration;

/// <summary>The tags by which an app registration remembers the presets it was registered with: <c>ContactSync.Preset=UCware</c>.</summary>
internal static class PresetTags
{
    private const string Prefix = AppRegistrationPlan.AppTag + ".Preset=";

    internal static string For(string preset) => Prefix + preset;

    /// <summary>The presets that tags name.</summary>
    internal static IEnumerable<string> In(IEnumerable<string>? tags) => (tags ?? []).Where(Is).Select(tag => tag[Prefix.Length..]);

    internal static bool Is(string tag) => tag.StartsWith(Prefix, StringComparison.Ordinal);
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContactSync.Microsoft365.Registration;

/// <summary>The presets that come with the module.</summary>
public static class AppPresets
{
    private const string Folder = "Presets/";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly Lazy<IReadOnlyList<AppPreset>> Presets =
        new(() => [.. Read().OrderBy(preset => preset.Name, StringComparer.Ordinal)]);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<AppPreset> All => Presets.Value;

    /// <summary>The preset of a name, in any case.</summary>
    /// <exception cref="SyncException">There is none of that name.</exception>
    public static AppPreset Find(string name) =>
        All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Texts.Catalog.Create(
            nameof(Errors.PresetNotFound), SyncErrorKind.NotFound, name, name, string.Join(", ", All.Select(preset => preset.Name)));

    private static IEnumerable<AppPreset> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            yield return JsonSerializer.Deserialize<AppPreset>(file, Format)!;
        }
    }
}

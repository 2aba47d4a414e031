using System.Reflection;

namespace ContactSync.Microsoft365.Registration;

/// <summary>The presets that come with the module, and those that an admin put into a folder.</summary>
public static class AppPresets
{
    private const string Resources = "Presets/";

    private const string Extension = ".json";

    private static readonly Lazy<IReadOnlyList<AppPreset>> Presets =
        new(() => [.. ReadResources().OrderBy(preset => preset.Name, StringComparer.Ordinal)]);

    /// <summary>All that come with the module, by name.</summary>
    public static IReadOnlyList<AppPreset> All => Presets.Value;

    /// <summary>The preset of a name, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="folders">Where an admin's own may lie, besides those that come with the module.</param>
    /// <exception cref="SyncException"><c>PresetNotFound</c>, or <c>PresetInvalid</c> for a file of that name.</exception>
    public static AppPreset Find(string name, params IEnumerable<string> folders)
    {
        if (FindBuiltIn(name) is { } preset)
            return preset;
        var files = folders.SelectMany(FilesIn).ToList();
        return files.Find(file => IsOf(file, name)) is { } own ? Read(own) : throw NotFound(name, files)!;
    }

    /// <summary>The error for a name that no preset and none of an admin's files has; null for one that exists.</summary>
    public static SyncException? NotFound(string name, IEnumerable<string> files) =>
        FindBuiltIn(name) is not null || files.Any(file => IsOf(file, name)) ? null : Texts.Catalog.Create(
            nameof(Errors.PresetNotFound), SyncErrorKind.NotFound, name,
            name, string.Join(", ", All.Select(known => known.Name).Concat(files.Select(NameOf))));

    /// <summary>The preset files of a folder, by name; none where there is no such folder.</summary>
    public static IReadOnlyList<string> FilesIn(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)] : [];

    /// <summary>Reads a preset from an admin's file.</summary>
    /// <exception cref="SyncException"><c>PresetInvalid</c>, naming file, line and property.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AppPreset Read(string file)
    {
        var preset = PresetReader.Read(File.ReadAllBytes(file), file, NameOf(file));
        return FindBuiltIn(preset.Name) is null
            ? preset
            : throw PresetReader.Invalid(file, 1, "name", Texts.Catalog.Text(nameof(Errors.Text_PresetNameTaken)));
    }

    private static AppPreset? FindBuiltIn(string name) =>
        All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsOf(string file, string name) => NameOf(file).Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    private static IEnumerable<AppPreset> ReadResources()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)))
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            file.CopyTo(content);
            yield return PresetReader.Read(content.ToArray(), name, NameOf(name)) with { Path = null };
        }
    }
}

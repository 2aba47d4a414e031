namespace ContactSync.Runner;

/// <summary>Finds the module that belongs to this runner.</summary>
internal static class ModuleLocator
{
    public const string Variable = "CONTACTSYNC_MODULE_PATH";

    /// <param name="given">What <c>-ModulePath</c> said, or null.</param>
    /// <param name="start">The runner's own folder; the search goes upwards from there.</param>
    public static string Find(string? given, string start)
    {
        var asked = string.IsNullOrEmpty(given) ? Environment.GetEnvironmentVariable(Variable) : given;
        if (!string.IsNullOrEmpty(asked))
        {
            return Path.Exists(asked)
                ? Path.GetFullPath(asked)
                : throw new RunnerException(string.Format(Errors.ModuleNotThere, asked), Errors.ModuleNotThere_Advice);
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            string[] places = [Path.Combine(folder.FullName, "out", "ContactSync"), Path.Combine(folder.FullName, "ContactSync")];
            // A checkout may itself be called ContactSync; only the built module has a bin folder beside its manifest.
            var found = places.FirstOrDefault(place => File.Exists(Path.Combine(place, "bin", "ContactSync.dll")));
            if (found is not null)
                return Path.Combine(found, "ContactSync.psd1");
        }
        throw new RunnerException(string.Format(Errors.ModuleNotFound, start), Errors.ModuleNotFound_Advice);
    }
}

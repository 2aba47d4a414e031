namespace ContactSync.PowerShell.Session;

/// <summary>Where connections, their key ring and phone books lie.</summary>
internal static class DataFolder
{
    private const string Name = "ContactSync";

    /// <summary>
    /// The user's own folder: <c>CONTACTSYNC_HOME</c> where set (a service, a test), else <c>%APPDATA%\ContactSync</c>,
    /// <c>$XDG_CONFIG_HOME/ContactSync</c> or <c>~/.config/ContactSync</c>.
    /// </summary>
    public static string OfUser() => OfUser(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());

    /// <summary>The folder of an environment; a sandbox has its own, so that nothing of it stays.</summary>
    public static string Of(SyncEnvironment environment) => environment.DataPath ?? OfUser();

    /// <summary>The phone book store that a connection uses unless it names another.</summary>
    public static string DefaultStore(string folder) => Path.Combine(folder, "phonebooks.db");

    /// <summary>Where an admin's own presets lie.</summary>
    public static string Presets(string folder) => Path.Combine(folder, "presets");

    /// <summary>Where the keys of certificates that are made here lie.</summary>
    public static string Certificates(string folder) => Path.Combine(folder, "certificates");

    /// <summary>Makes a folder that only its owner may enter, with the folders above it.</summary>
    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else if (!Directory.Exists(folder))
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal static string OfUser(Func<string, string?> variable, bool windows)
    {
        if (variable("CONTACTSYNC_HOME") is { Length: > 0 } home)
            return Path.GetFullPath(home);
        if (windows)
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), Name);
        // The specification has a relative path ignored: https://specifications.freedesktop.org/basedir-spec/latest/
        if (variable("XDG_CONFIG_HOME") is { Length: > 0 } config && Path.IsPathFullyQualified(config))
            return Path.Combine(config, Name);
        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", Name);
    }
}

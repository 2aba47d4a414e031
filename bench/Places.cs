namespace ContactSync.Bench;

/// <summary>Where the build laid things.</summary>
internal static class Places
{
    public static string Root { get; } = FindRoot();

    public static string Sandbox => Path.Combine(Root, "out", "ContactSync.Sandbox", "ContactSync.Sandbox.dll");

    public static string Module => Path.Combine(Root, "out", "ContactSync", "ContactSync.psd1");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ContactSync.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No ContactSync.slnx above '{AppContext.BaseDirectory}'.");
    }
}

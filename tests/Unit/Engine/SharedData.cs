namespace ContactSync.Tests.Engine;

/// <summary>Real data that may lie beside the repository, in <c>../shared/data</c>.</summary>
internal static class SharedData
{
    /// <summary>The full path of a file, or null where it is not there.</summary>
    public static string? Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", relativePath);
            if (File.Exists(path))
                return path;
        }
        return null;
    }
}

using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Real contact files that lie beside the repository on some machines and are no part of it.</summary>
internal static class SharedData
{
    /// <summary>The folder, or a skip of the test.</summary>
    public static string Require(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", name);
            if (Directory.Exists(candidate))
                return candidate;
        }
        Assert.Skip("because ../shared with real contact files of other projects is not on this machine.");
        return "";
    }
}

using System.Runtime.InteropServices;

namespace ContactSync.PowerShell.Sandbox;

/// <summary>Finds a .NET that can run ASP.NET Core programs; PowerShell itself brings none along.</summary>
internal static class DotnetRuntime
{
    private const string Framework = "Microsoft.AspNetCore.App";

    /// <summary>The lowest version that the sandbox runs on.</summary>
    internal static readonly Version Lowest = new(8, 0);

    private static string FileName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>The path of a <c>dotnet</c> with ASP.NET Core.</summary>
    /// <exception cref="SyncException">This machine has none; the advice says what to install.</exception>
    public static string Find() => Find(Roots()) ?? throw Texts.Catalog.Create(
        nameof(Errors.AspNetCoreMissing), SyncErrorKind.ResourceUnavailable, Framework, Framework, Lowest);

    /// <summary>The first of the folders that holds <c>dotnet</c> and ASP.NET Core; null where none does.</summary>
    internal static string? Find(IEnumerable<string> roots) =>
        roots.Where(HasFramework).Select(root => Path.Combine(root, FileName)).FirstOrDefault(File.Exists);

    private static bool HasFramework(string root)
    {
        var folder = Path.Combine(root, "shared", Framework);
        return Directory.Exists(folder) && Directory.EnumerateDirectories(folder)
            .Any(version => Version.TryParse(Path.GetFileName(version).Split('-')[0], out var found) && found >= Lowest);
    }

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return root;

        // The .NET that runs this process: <root>/shared/Microsoft.NETCore.App/<version>/.
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (folder.Length > 0 && Resolve(Path.Combine(folder, FileName)) is { } dotnet)
                yield return Path.GetDirectoryName(dotnet)!;
        }

        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet");
        string[] usual = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "dotnet")]
            : ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet", "/opt/dotnet"];
        foreach (var folder in usual)
            yield return folder;
    }

    /// <summary>What a <c>dotnet</c> on the path is in truth: distributions link to it from <c>/usr/bin</c>.</summary>
    private static string? Resolve(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

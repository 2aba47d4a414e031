namespace ContactSync.Sandbox.Hosting;

/// <summary>
/// The sandbox's own temporary folder (mode 0700). It is removed at the end; what a killed sandbox left behind is removed by the next
/// one, which sees that nobody holds its lock file any more.
/// </summary>
internal sealed class SandboxFolder : IDisposable
{
    private const string Prefix = "contactsync-sandbox-";
    private const string LockName = ".lock";

    /// <summary>A folder without a lock file may be one that is being made at this moment.</summary>
    private static readonly TimeSpan _unlockedGrace = TimeSpan.FromHours(1);

    private readonly FileStream _lock;

    private SandboxFolder(string path)
    {
        Path = path;
        // It gets its name once it is held, or another sandbox could find it free in between. Windows renames only what is shared so.
        var unnamed = System.IO.Path.Combine(path, LockName + ".new");
        var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        _lock = new FileStream(unnamed, FileMode.CreateNew, FileAccess.ReadWrite, share);
        File.Move(unnamed, System.IO.Path.Combine(path, LockName));
    }

    public string Path { get; }

    public static SandboxFolder Create()
    {
        RemoveAbandoned(System.IO.Path.GetTempPath());
        return new SandboxFolder(System.IO.Directory.CreateTempSubdirectory(Prefix).FullName);
    }

    public void Dispose()
    {
        _lock.Dispose();
        TryDelete(Path);
    }

    internal static void RemoveAbandoned(string root)
    {
        foreach (var folder in System.IO.Directory.EnumerateDirectories(root, Prefix + "*"))
        {
            if (IsAbandoned(folder))
                TryDelete(folder);
        }
    }

    private static bool IsAbandoned(string folder)
    {
        try
        {
            var path = System.IO.Path.Combine(folder, LockName);
            if (!File.Exists(path))
                return System.IO.Directory.GetLastWriteTimeUtc(folder) < DateTime.UtcNow - _unlockedGrace;
            using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Already gone, which is what was wanted.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file in it is still open (Windows); the next sandbox removes it.
        }
    }
}

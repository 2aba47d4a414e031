namespace ContactSync.PhoneBooks.Destinations;

/// <summary>
/// A file written beside its target and put in its place at once, so that a reader sees the old or the new one, never half of it.
/// Disposed without <see cref="Commit"/>, it leaves the target as it was.
/// </summary>
internal sealed class ReplacedFile : IAsyncDisposable
{
    private readonly string target;

    private readonly string temporary;

    private bool isInPlace;

    private ReplacedFile(string target, string temporary, FileStream stream)
    {
        this.target = target;
        this.temporary = temporary;
        Stream = stream;
    }

    /// <summary>What is to become the file.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins a file in the target's folder, with the target's permissions where there is one.</summary>
    public static ReplacedFile Begin(string path)
    {
        // A link stays a link: what it points to is replaced.
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        // One name, so that what a killed run left is taken away by the next; another one where two write at once.
        var temporary = PathBeside(target, "");
        if (!TryTakeAway(temporary))
            temporary = PathBeside(target, $".{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        var stream = new FileStream(temporary, options);
        try
        {
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
            return new ReplacedFile(target, temporary, stream);
        }
        catch
        {
            stream.Dispose();
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Takes away what a run left beside a file that was killed while it wrote it.</summary>
    public static void TidyBeside(string path) => TryTakeAway(PathBeside(path, ""));

    /// <summary>Takes away an unfinished file that nobody is writing any more; false where somebody is.</summary>
    public static bool TryTakeAway(string temporary)
    {
        if (!File.Exists(temporary))
            return true;
        try
        {
            // Who writes a file keeps it from being opened by another alone.
            using var left = new FileStream(temporary, FileMode.Open, FileAccess.Read, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Puts the file in the target's place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        if (OperatingSystem.IsWindows())
        {
            Stream.Dispose();
            // Only Replace keeps the target's access rules.
            if (File.Exists(target))
                File.Replace(temporary, target, destinationBackupFileName: null);
            else
                File.Move(temporary, target);
        }
        else
        {
            // Still open, so that nobody takes it for left.
            File.Move(temporary, target, overwrite: true);
        }
        isInPlace = true;
    }

    /// <summary>Removes what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync().ConfigureAwait(false);
        if (!isInPlace)
            File.Delete(temporary);
    }

    private static string PathBeside(string path, string more) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}{more}.tmp");
}

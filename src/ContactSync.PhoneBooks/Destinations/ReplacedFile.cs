namespace ContactSync.PhoneBooks.Destinations;

/// <summary>
/// A file written beside its target and put in its place at once, so that a reader sees the old or the new one, never half of it.
/// Disposed without <see cref="Commit"/>, it leaves the target as it was.
/// </summary>
internal sealed class ReplacedFile : IAsyncDisposable
{
    private readonly string target;

    private readonly string temporary;

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
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
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

    /// <summary>Puts the file in the target's place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        // On Windows only Replace keeps the target's access rules.
        if (OperatingSystem.IsWindows() && File.Exists(target))
            File.Replace(temporary, target, destinationBackupFileName: null);
        else
            File.Move(temporary, target, overwrite: true);
    }

    /// <summary>Removes what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync().ConfigureAwait(false);
        File.Delete(temporary);
    }
}

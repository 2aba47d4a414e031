using System.Text;

namespace ContactSync.PowerShell.Connections;

/// <summary>
/// Replaces a file at once: a reader sees the old one or the new one, whole, with the permissions and the owner that it had. A new one
/// is its owner's alone.
/// </summary>
internal static class FileReplacement
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; a link stays a link, and what it points to is replaced.</param>
    /// <param name="text">Its text, as UTF-8.</param>
    /// <param name="backup">Where a copy of the file there was is kept; null for none.</param>
    /// <exception cref="SyncException">The file belongs to another account, and this one may not write in its name.</exception>
    public static void Write(string path, string text, string? backup = null)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (!File.Exists(target))
        {
            PrivateFile.Write(target, text);
            return;
        }
        var beside = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            WriteLike(target, beside, Encoding.UTF8.GetBytes(text));
            if (OperatingSystem.IsWindows())
            {
                // Only this keeps the access rules.
                File.Replace(beside, target, backup);
                return;
            }
            if (backup is not null)
                Copy(target, backup);
            File.Move(beside, target, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static void Copy(string target, string backup)
    {
        var beside = $"{backup}.{Guid.NewGuid():N}.tmp";
        try
        {
            WriteLike(target, beside, File.ReadAllBytes(target));
            File.Move(beside, backup, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Writes a file that is closed to others until it has the permissions of its model.</summary>
    private static void WriteLike(string model, string path, byte[] content)
    {
        using var stream = PrivateFile.Create(path);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
        if (OperatingSystem.IsLinux() && !UnixOwner.TryCopy(model, path))
            throw Texts.Catalog.Create(nameof(Errors.FileOfOtherAccount), SyncErrorKind.PermissionDenied, model, model);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(model));
    }
}

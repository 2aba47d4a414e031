namespace ContactSync.PhoneBooks.Stores.Sqlite;

/// <summary>Files that other users of the machine must not read.</summary>
internal static class PrivateFile
{
    /// <summary>Makes an empty file of mode 0600, and its folder of mode 0700, where they are not there; else leaves them alone.</summary>
    public static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Read, Share = FileShare.ReadWrite };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        if (Directory.Exists(path))
            throw new IOException("It is a folder.");
        // SQLite takes an empty file for a new database, and gives the files it makes beside it the same mode.
        if (!File.Exists(path))
            new FileStream(path, options).Dispose();
    }
}

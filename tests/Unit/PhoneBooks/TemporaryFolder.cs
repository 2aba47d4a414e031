namespace ContactSync.Tests.PhoneBooks;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-test-");

    /// <summary>The folder's path.</summary>
    public string Root => folder.FullName;

    /// <summary>A path in the folder.</summary>
    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}

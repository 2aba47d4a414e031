namespace ContactSync.Tests.Runner;

/// <summary>A script in a folder of its own, both gone afterwards.</summary>
internal sealed class ScriptFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-script-");

    public ScriptFile(string text, string name = "script.ps1")
    {
        FilePath = Path.Combine(folder.FullName, name);
        File.WriteAllText(FilePath, text);
    }

    public string FilePath { get; }

    public string Folder => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}

using ContactSync.Tests.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(ContactSync.Tests.PowerShell.TestHome))]

namespace ContactSync.Tests.PowerShell;

/// <summary>A data folder for the whole test process, so that no test touches that of the person who runs it.</summary>
public sealed class TestHome : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-home-");

    public TestHome() => Environment.SetEnvironmentVariable("CONTACTSYNC_HOME", Folder);

    public string Folder => folder.FullName;

    public void Dispose()
    {
        SecretScan.CheckFolder(Folder);
        folder.Delete(recursive: true);
    }
}

using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>The versions of the module's parts, and another version of the module in the same process.</summary>
public class OtherVersionTests
{
    [Fact]
    public void The_manifest_and_the_assemblies_have_one_version()
    {
        using var host = new HostedModule();

        var version = host.Run("(Get-Module ContactSync).Version").ThrowOnError().Objects<Version>().Single();

        Assert.All(
            new[] { typeof(LoadContext).Assembly, ImportTests.ModuleAssembly() },
            assembly => Assert.Equal(version, Version.Parse(assembly.GetName().Version!.ToString(3))));
    }

    [Fact]
    public void Another_version_in_the_same_process_is_refused_with_the_way_out()
    {
        var folder = Directory.CreateTempSubdirectory("contactsync-other-");
        try
        {
            var bin = folder.CreateSubdirectory("bin");
            var script = Path.ChangeExtension(HostedModule.ModulePath, ".psm1");
            File.Copy(script, Path.Combine(folder.FullName, "ContactSync.psm1"));
            SaveOtherVersion(Path.Combine(bin.FullName, "ContactSync.dll"));
            using var host = new HostedModule();

            var result = host.Run("Import-Module $args[0]", Path.Combine(folder.FullName, "ContactSync.psm1"));

            var error = Assert.Single(result.Errors);
            Assert.Equal("AnotherVersionLoaded", error.FullyQualifiedErrorId.Split(',')[0]);
            Assert.Contains("new PowerShell", error.ErrorDetails.RecommendedAction);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void SaveOtherVersion(string path)
    {
        var name = new AssemblyName("ContactSync") { Version = new Version(99, 0, 0, 0) };
        var assembly = new PersistedAssemblyBuilder(name, typeof(object).Assembly);
        assembly.DefineDynamicModule(name.Name!);
        assembly.Save(path);
    }
}

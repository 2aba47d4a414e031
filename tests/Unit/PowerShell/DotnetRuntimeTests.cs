using ContactSync.PowerShell.Sandbox;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Which dotnet runs the sandbox.</summary>
public sealed class DotnetRuntimeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_first_root_with_ASP_NET_Core_is_taken()
    {
        var without = Root("without");
        var old = Root("old", "6.0.36", "7.0.20");
        var good = Root("good", "6.0.36", "8.0.11");
        var newer = Root("newer", "10.0.0");

        Assert.Equal(good, Path.GetDirectoryName(DotnetRuntime.Find(["/nowhere", without, old, good, newer])));
    }

    [Theory]
    [InlineData("10.0.0-rc.2.25502.107", true)]
    [InlineData("8.0.0", true)]
    [InlineData("7.0.20", false)]
    [InlineData("not-a-version", false)]
    public void Versions_are_compared_as_numbers(string version, bool fits) =>
        Assert.Equal(fits, DotnetRuntime.Find([Root("root", version)]) is not null);

    [Fact]
    public void A_framework_without_its_dotnet_does_not_count()
    {
        var root = Root("root", "8.0.11");
        foreach (var file in Directory.EnumerateFiles(root))
            File.Delete(file);

        Assert.Null(DotnetRuntime.Find([root]));
    }

    [Fact]
    public void This_machine_s_is_found() => Assert.True(File.Exists(DotnetRuntime.Find()));

    private string Root(string name, params string[] versions)
    {
        var root = folder.CreateSubdirectory(name).FullName;
        File.WriteAllText(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), "");
        foreach (var version in versions)
            Directory.CreateDirectory(Path.Combine(root, "shared", "Microsoft.AspNetCore.App", version));
        return root;
    }
}

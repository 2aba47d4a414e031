using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>The rooms of the house refer to one another in one direction only, read from the built assemblies themselves.</summary>
public class BorderTests
{
    private static readonly string Module = Path.GetDirectoryName(HostedModule.ModulePath)!;

    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    [Fact]
    public void The_outer_assembly_refers_to_the_framework_only() =>
        Assert.All(References("ContactSync"), name => Assert.True(IsFramework(name), $"ContactSync refers to {name}"));

    [Fact]
    public void The_engine_refers_to_the_outer_assembly_and_the_number_library_only() =>
        AssertRefersAtMostTo("ContactSync.Engine", "ContactSync", "PhoneNumbers");

    [Fact]
    public void Microsoft365_and_PhoneBooks_never_see_each_other()
    {
        AssertOwnAtMost("ContactSync.Microsoft365", "ContactSync", "ContactSync.Engine");
        AssertOwnAtMost("ContactSync.PhoneBooks", "ContactSync", "ContactSync.Engine");
    }

    [Fact]
    public void The_sandbox_shares_nothing_with_src()
    {
        var path = Path.Combine(HostedModule.FindRoot(), "out", "ContactSync.Sandbox", "ContactSync.Sandbox.dll");

        Assert.DoesNotContain(ReadReferences(path), IsOwn);
    }

    [Fact]
    public void Only_the_room_of_the_cmdlets_knows_PowerShell()
    {
        var rooms = Directory.GetFiles(Path.Combine(Module, "bin"), "ContactSync*.dll").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(
            ["ContactSync.PowerShell"],
            rooms.Where(room => References(room!).Contains("System.Management.Automation")));
    }

    [Fact]
    public void A_word_a_user_meets_is_ours_PowerShell_s_or_the_framework_s()
    {
        string[] known = ["ContactSync", "System.Management.Automation"];
        var strange =
            from cmdlet in ImportTests.CmdletTypes()
            from type in PublicTypes.Of(cmdlet)
            let assembly = type.Assembly.GetName().Name!
            where !known.Contains(assembly) && !IsFramework(assembly)
            select $"{cmdlet.Name}: {type}";

        Assert.Empty(strange);
    }

    private static void AssertRefersAtMostTo(string room, params string[] allowed) =>
        Assert.Empty(References(room).Where(name => !IsFramework(name)).Except(allowed));

    private static void AssertOwnAtMost(string room, params string[] allowed) =>
        Assert.Empty(References(room).Where(IsOwn).Except(allowed));

    private static bool IsOwn(string name) => name == "ContactSync" || name.StartsWith("ContactSync.", StringComparison.Ordinal);

    private static bool IsFramework(string name) => File.Exists(Path.Combine(Framework, name + ".dll"));

    private static List<string> References(string room) => ReadReferences(Path.Combine(Module, "bin", room + ".dll"));

    private static List<string> ReadReferences(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}

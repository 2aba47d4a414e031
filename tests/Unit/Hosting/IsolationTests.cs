using System.Data.Common;
using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>What the module loads stays in its own load context, and comes late.</summary>
public class IsolationTests
{
    private static readonly string Bin = Path.Combine(Path.GetDirectoryName(HostedModule.ModulePath)!, "bin");

    private static AssemblyLoadContext Context => AssemblyLoadContext.GetLoadContext(ImportTests.ModuleAssembly())!;

    [Fact]
    public void The_deps_file_that_the_context_resolves_from_is_shipped() =>
        Assert.True(File.Exists(Path.Combine(Bin, "ContactSync.PowerShell.deps.json")));

    [Fact]
    public void The_outer_assembly_lives_in_PowerShell_s_context_and_exists_once()
    {
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(typeof(LoadContext).Assembly));
        Assert.Same(typeof(LoadContext).Assembly, Context.LoadFromAssemblyName(new AssemblyName("ContactSync")));
    }

    [Theory]
    [InlineData("Microsoft.Identity.Client")]
    [InlineData("Microsoft.Graph")]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("PhoneNumbers")]
    public void A_package_comes_from_the_module_s_own_folder(string name)
    {
        var ours = Context.LoadFromAssemblyName(new AssemblyName(name));

        Assert.Same(Context, AssemblyLoadContext.GetLoadContext(ours));
        Assert.Equal(Bin, Path.GetDirectoryName(ours.Location));
        // The tests reference the same packages themselves, in the default context: both copies stand side by side.
        Assert.NotSame(Assembly.Load(new AssemblyName(name)), ours);
    }

    [Theory]
    [InlineData("System.Management.Automation")]
    [InlineData("System.Text.Json")]
    public void PowerShell_and_the_framework_come_from_the_default_context(string name) =>
        Assert.Same(
            AssemblyLoadContext.Default,
            AssemblyLoadContext.GetLoadContext(Context.LoadFromAssemblyName(new AssemblyName(name))));

    [Fact]
    public void The_native_library_of_SQLite_loads_through_the_context()
    {
        var sqlite = Context.LoadFromAssemblyName(new AssemblyName("Microsoft.Data.Sqlite"));
        var type = sqlite.GetType("Microsoft.Data.Sqlite.SqliteConnection", throwOnError: true)!;
        using var connection = (DbConnection)Activator.CreateInstance(type, "Data Source=:memory:")!;
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 6 * 7";

        Assert.Equal(42L, command.ExecuteScalar());
    }
}

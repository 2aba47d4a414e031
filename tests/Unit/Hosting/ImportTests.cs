using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Runtime.Loader;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>The module is imported, imported again, removed, and imported beside itself.</summary>
public class ImportTests
{
    private const string CommandNames = "(Get-Command -Module ContactSync).ForEach('Name')";

    /// <summary>The names that the manifest exports, read as PowerShell reads a manifest.</summary>
    private static string[] ManifestCmdlets { get; } = ReadManifestCmdlets();

    [Fact]
    public void The_manifest_lists_exactly_the_cmdlets_of_the_assembly()
    {
        using var host = new HostedModule();

        var found = CmdletTypes().Select(type => type.GetCustomAttribute<CmdletAttribute>()!).Select(a => $"{a.VerbName}-{a.NounName}");

        Assert.NotEmpty(ManifestCmdlets);
        Assert.Equal(found.Order(), ManifestCmdlets.Order());
        Assert.Equal(ManifestCmdlets.Order(StringComparer.Ordinal), ManifestCmdlets);
    }

    [Fact]
    public void Importing_gives_every_command_under_the_module_s_name()
    {
        using var host = new HostedModule();

        var names = host.Run(CommandNames).ThrowOnError().Objects<string>();

        Assert.Equal(ManifestCmdlets.Order(), names.Order());
    }

    [Fact]
    public void Importing_again_with_Force_leaves_every_command()
    {
        using var host = new HostedModule();

        for (var time = 0; time < 3; time++)
        {
            host.Run("Import-Module $args[0] -Force", HostedModule.ModulePath).ThrowOnError();
            Assert.Equal(ManifestCmdlets.Order(), host.Run(CommandNames).ThrowOnError().Objects<string>().Order());
        }
    }

    [Fact]
    public void A_removed_module_leaves_nothing_and_can_be_imported_again()
    {
        using var host = new HostedModule();

        host.Run("Remove-Module ContactSync").ThrowOnError();
        Assert.Empty(host.Run(CommandNames).Output);

        host.Run("Import-Module $args[0]", HostedModule.ModulePath).ThrowOnError();
        Assert.Equal(ManifestCmdlets.Order(), host.Run(CommandNames).ThrowOnError().Objects<string>().Order());
    }

    [Fact]
    public async Task Runspaces_import_it_at_the_same_time()
    {
        using var hosts = new Disposables<HostedModule>(Enumerable.Range(0, 4).Select(_ => new HostedModule(import: false)));

        var imported = hosts.Items.Select(host => Task.Run(() =>
            host.Run("Import-Module $args[0]; " + CommandNames, HostedModule.ModulePath).ThrowOnError().Objects<string>()));

        foreach (var names in await Task.WhenAll(imported))
            Assert.Equal(ManifestCmdlets.Order(), names.Order());
    }

    [Fact]
    public void Every_runspace_shares_one_load_context()
    {
        using var first = new HostedModule();
        using var second = new HostedModule();

        Assert.Single(AssemblyLoadContext.All, context => context.Name == "ContactSync");
    }

    [Fact]
    public void A_folder_that_is_not_the_module_is_an_error_that_names_it()
    {
        var empty = Directory.CreateTempSubdirectory("contactsync-");
        try
        {
            var exception = Assert.Throws<FileNotFoundException>(() => LoadContext.LoadModule(empty.FullName));
            Assert.Contains(empty.FullName, exception.Message);
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    internal static IEnumerable<Type> CmdletTypes() =>
        ModuleAssembly().GetExportedTypes().Where(type => type.IsDefined(typeof(CmdletAttribute), inherit: false));

    internal static Assembly ModuleAssembly() =>
        LoadContext.LoadModule(Path.Combine(Path.GetDirectoryName(HostedModule.ModulePath)!, "bin"));

    private static string[] ReadManifestCmdlets()
    {
        var ast = Parser.ParseFile(HostedModule.ModulePath, out _, out var errors);
        Assert.Empty(errors);
        var table = (HashtableAst)ast.Find(node => node is HashtableAst, searchNestedScriptBlocks: false);
        var manifest = (System.Collections.Hashtable)table.SafeGetValue();
        return ((object[])manifest["CmdletsToExport"]!).Cast<string>().ToArray();
    }
}

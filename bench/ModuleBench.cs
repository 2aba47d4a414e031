using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ContactSync.Bench;

/// <summary>
/// The time of <c>Import-Module</c>, each time in a new process: the second import of a session costs nothing. PowerShell ships its engine
/// compiled, the NuGet package does not. So the engine is made to compile what it needs by a module of the same form (manifest, views,
/// script, assembly) before; without that the time is shown too.
/// </summary>
internal static class ModuleBench
{
    public const string ChildCommand = "import-module-once";

    /// <summary>The argument for a process in which the cmdlet looks up.</summary>
    public const string LookupCommand = "lookup-by-cmdlet";

    private const string OtherManifest = """
        @{
            RootModule = 'Other.psm1'; ModuleVersion = '1.0'; GUID = '6a9be1a6-96f3-4c33-8a51-3f0c0d7a5c11'; PowerShellVersion = '7.4'
            CompatiblePSEditions = @('Core'); FormatsToProcess = @('Other.format.ps1xml'); FunctionsToExport = @()
            CmdletsToExport = @('Get-Command', 'Get-Help'); VariablesToExport = @(); AliasesToExport = @()
        }
        """;

    private const string OtherViews = """
        <Configuration><ViewDefinitions><View><Name>Other</Name><ViewSelectedBy><TypeName>Other</TypeName></ViewSelectedBy><TableControl>
        <TableHeaders><TableColumnHeader><Label>Name</Label><Width>20</Width></TableColumnHeader></TableHeaders>
        <TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem>
        </TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View></ViewDefinitions></Configuration>
        """;

    private const string OtherScript = """
        $bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin')
        try { $null = [System.Reflection.Assembly]::LoadFrom([psobject].Assembly.Location) }
        catch [System.IO.FileLoadException] { throw [System.InvalidOperationException]::new($bin, $_.Exception) }
        $inner = Import-Module -Assembly ([psobject].Assembly) -PassThru
        $module = $ExecutionContext.SessionState.Module
        $hidden = [System.Reflection.BindingFlags]'Instance, NonPublic'
        $add = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', $hidden)
        foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
            if (-not $module.ExportedCmdlets.ContainsKey($cmdlet.Name)) { $null = $add.Invoke($module, @(, $cmdlet)) }
        }
        """;

    /// <summary>Milliseconds of each of so many processes.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(int rounds, bool compiled)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var text = await Child.ReadAsync([ChildCommand, Places.Module, compiled ? "compiled" : "cold"]);
            times.Add(double.Parse(text, CultureInfo.InvariantCulture));
        }
        return times;
    }

    /// <summary>Imports the module once and prints the milliseconds it took.</summary>
    public static void PrintOnce(string manifest, bool compiled)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        // The engine reads a module's views again whenever another one brings some: the folder must stay until the end.
        var folder = Directory.CreateTempSubdirectory("ContactSync.Bench-");
        try
        {
            if (compiled)
                Import(runspace, WriteOther(folder.FullName));
            Console.WriteLine(Import(runspace, manifest).ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Milliseconds of each of some calls of <c>Get-SyncPhoneBookEntry -Number</c> in one session that has the module imported.
    /// </summary>
    public static async Task<IReadOnlyList<double>> MeasureLookupAsync(string store, string number)
    {
        var text = await Child.ReadAsync([LookupCommand, Places.Module, store, number]);
        return [.. text.Split('\n').SkipLast(1).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
    }

    /// <summary>Looks a number up by the cmdlet some times and prints the milliseconds of each.</summary>
    public static void PrintLookups(string manifest, string store, string number)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        Import(runspace, manifest);
        for (var call = 0; call < 21; call++)
        {
            using var shell = PowerShell.Create(runspace);
            shell.AddCommand("Get-SyncPhoneBookEntry").AddParameter("Number", number).AddParameter("Region", "DE")
                .AddParameter("StorePath", store).AddParameter("ErrorAction", ActionPreference.Stop);
            var watch = Stopwatch.StartNew();
            if (shell.Invoke().Count != 1)
                throw new InvalidOperationException("The number was not found.");
            Console.WriteLine(watch.Elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string WriteOther(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "Other.format.ps1xml"), OtherViews);
        File.WriteAllText(Path.Combine(folder, "Other.psm1"), OtherScript);
        var manifest = Path.Combine(folder, "Other.psd1");
        File.WriteAllText(manifest, OtherManifest);
        return manifest;
    }

    private static double Import(Runspace runspace, string path)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", path).AddParameter("ErrorAction", ActionPreference.Stop);
        var watch = Stopwatch.StartNew();
        shell.Invoke();
        return watch.Elapsed.TotalMilliseconds;
    }
}

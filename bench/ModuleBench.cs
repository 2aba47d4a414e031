using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ContactSync.Bench;

/// <summary>
/// The time of <c>Import-Module</c>, each time in a new process: the second import of a session costs nothing. An empty module is imported
/// before, since a PowerShell session has imported modules before its user types anything.
/// </summary>
internal static class ModuleBench
{
    public const string ChildCommand = "import-module-once";

    /// <summary>Milliseconds of each of so many processes.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(int rounds)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(ModuleBench).Assembly.Location, ChildCommand, Places.Module])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            times.Add(double.Parse(text, CultureInfo.InvariantCulture));
        }
        return times;
    }

    /// <summary>Imports the module once and prints the milliseconds it took.</summary>
    public static void PrintOnce(string manifest)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        var empty = Path.Combine(Path.GetTempPath(), $"empty-{Guid.NewGuid():N}.psm1");
        File.WriteAllText(empty, "");
        try
        {
            Import(runspace, empty);
        }
        finally
        {
            File.Delete(empty);
        }
        Console.WriteLine(Import(runspace, manifest).ToString(CultureInfo.InvariantCulture));
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

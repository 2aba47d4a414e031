using System.Text.RegularExpressions;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>README's main command, as a newcomer runs it.</summary>
public sealed partial class QuickstartTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-quickstart-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void It_ends_well_says_what_it_did_and_leaves_only_the_export()
    {
        var script = Path.Combine(HostedModule.FindRoot(), "examples", "quickstart.ps1");

        using var runner = RunnerProcess.StartIn(folder.FullName, script);
        var result = runner.Finish();

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, result.Lines.Count(line => line.Contains("Granted for Contoso GmbH", StringComparison.Ordinal)));
        Assert.Contains(result.Lines, line => line.Contains("+493023125011", StringComparison.Ordinal));
        Assert.Equal(["quickstart.csv"], folder.GetFileSystemInfos().Select(file => file.Name));

        var reports = result.Lines.Select(line => ReportLine().Match(line)).Where(match => match.Success).ToList();
        Assert.Equal(24, reports.Count);
        Assert.All(reports.Take(12), report => Assert.NotEqual(0, Number(report, "added")));
        Assert.Equal(2, reports.Skip(12).Sum(report => Number(report, "added")));
        Assert.Equal(3, reports.Skip(12).Sum(report => Number(report, "updated")));
        Assert.Equal(1, reports.Skip(12).Sum(report => Number(report, "deleted")));
    }

    private static int Number(Match match, string column) => int.Parse(match.Groups[column].ValueSpan);

    [GeneratedRegex(@"Privat +(?<added>\d+) +(?<updated>\d+) +(?<deleted>\d+) +\d+ .*Succeeded")]
    private static partial Regex ReportLine();
}

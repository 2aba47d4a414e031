using ContactSync.Tests.Hosting;
using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>examples/quickstart.ps1, as README has a newcomer run it.</summary>
public sealed class QuickstartTests : IDisposable
{
    private static readonly string Script = Path.Combine(HostedModule.FindRoot(), "examples", "quickstart.ps1");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_second_run_finds_exactly_the_day_s_work()
    {
        using var host = new HostedModule();

        var objects = host.Run(
            "$null = $ExecutionContext.SessionState.Path.SetLocation($args[0]); & $args[1]", folder.FullName, Script)
            .ThrowOnError().Objects<object>();

        var reports = objects.OfType<SyncReport>().ToList();
        Assert.Equal(24, reports.Count);
        Assert.All(reports, report => Assert.Equal(SyncStatus.Succeeded, report.Status));
        var second = reports[12..];
        Assert.Equal((2, 3, 1), (second.Sum(r => r.Added), second.Sum(r => r.Updated), second.Sum(r => r.Deleted)));
        Assert.True(reports[..12].Sum(report => report.Added) > 12);
        Assert.All(objects.OfType<SyncConsent>(), consent => Assert.StartsWith("Granted for ", consent.State));
        Assert.All(objects.OfType<SyncCheck>(), check => Assert.Equal(CheckStatus.Passed, check.Status));
        Assert.Equal(12, objects.OfType<SyncPhoneBook>().Count());
        Assert.All(objects.OfType<SyncPhoneBookEntry>(), entry => Assert.Equal("+493023125011", entry.Match?.E164));
        Assert.NotEmpty(objects.OfType<SyncPhoneBookEntry>());
        Assert.Equal(6, objects.OfType<SyncSandboxChange>().Count());
        Assert.Equal(["quickstart.csv"], folder.EnumerateFileSystemInfos().Select(file => file.Name));
        Assert.Empty(host.Run("Get-SyncSandbox; Get-SyncConnection 'pb[x]'").ThrowOnError().Output);
    }

    [Fact]
    public void The_runner_shows_tables_and_ends_with_0()
    {
        using var runner = RunnerProcess.StartIn(folder.FullName, Script);
        var result = runner.Finish();

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"Contacts\.Read +Application +Granted for Contoso GmbH", result.Output);
        Assert.Equal(24, result.Lines.Count(line => line.Contains("Privat ") && line.EndsWith("Succeeded", StringComparison.Ordinal)));
        Assert.Contains("+493023125011", result.Output);
        Assert.DoesNotContain("ExitCode", result.Output);
        Assert.Equal(["quickstart.csv"], folder.EnumerateFileSystemInfos().Select(file => file.Name));
    }
}

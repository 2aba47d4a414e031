using System.Diagnostics;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.PowerShell;

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

        var objects = host.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($args[0]); & $args[1]", folder.FullName, Script).ThrowOnError().Objects<object>();

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
        Assert.Empty(host.Run("Get-SyncSandbox; Get-SyncConnection pbx*").ThrowOnError().Output);
    }

    [Fact]
    public async Task The_runner_shows_tables_and_ends_with_0()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [RunnerProcess.RunnerPath, Script])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", await error);
        Assert.Equal(0, process.ExitCode);
        Assert.Matches(@"Contacts\.Read +Application +Granted for ", output);
        Assert.Matches(@"@contoso\.example +Privat +\d+ +0 +0 ", output);
        Assert.DoesNotContain("ExitCode", output);
        Assert.True(File.Exists(Path.Combine(folder.FullName, "quickstart.csv")));
    }
}

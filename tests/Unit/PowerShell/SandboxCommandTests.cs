using System.Diagnostics;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>The sandbox as a process of its own: started, found, stopped, and gone with the session.</summary>
public sealed class SandboxCommandTests
{
    [Fact]
    public void A_sandbox_serves_until_it_is_stopped_and_leaves_nothing()
    {
        using var host = new HostedModule();
        var started = Assert.Single(host.Run("Start-SyncSandbox -MailboxCount 3 -Seed 7").ThrowOnError().Objects<SyncSandbox>());

        Assert.Equal(3, started.Mailboxes.Count);
        Assert.All(started.Mailboxes, address => Assert.EndsWith("@" + started.Domain, address));
        Assert.True(started.AdminClientSecret.IsReadOnly());
        Assert.Same(started, Assert.Single(host.Run("Get-SyncSandbox").ThrowOnError().Objects<SyncSandbox>()));
        Assert.True(Directory.Exists(Path.GetDirectoryName(started.DataPath)));

        host.Run("Stop-SyncSandbox -WhatIf").ThrowOnError();
        Assert.True(IsRunning(started));
        host.Run("Stop-SyncSandbox").ThrowOnError();

        Assert.False(IsRunning(started));
        Assert.False(Directory.Exists(Path.GetDirectoryName(started.DataPath)));
        Assert.Empty(host.Run("Get-SyncSandbox").ThrowOnError().Output);
        Assert.Empty(host.Run("Stop-SyncSandbox").ThrowOnError().Output);
    }

    [Fact]
    public void A_hybrid_sandbox_names_the_mailboxes_of_its_own_server_and_the_account_that_reads_them()
    {
        using var host = new HostedModule();
        var started = host.Run("Start-SyncSandbox -MailboxCount 2 -OnPremisesMailboxCount 3").ThrowOnError().Objects<SyncSandbox>()[0];

        Assert.Equal((2, 3), (started.Mailboxes.Count, started.OnPremisesMailboxes.Count));
        Assert.Empty(started.Mailboxes.Intersect(started.OnPremisesMailboxes));
        Assert.EndsWith("@" + started.Domain, started.ExchangeAccount);
        Assert.True(started.ExchangePassword.IsReadOnly());
        Assert.Equal("/EWS/Exchange.asmx", started.EwsUrl!.AbsolutePath);
        host.Run("Stop-SyncSandbox").ThrowOnError();
    }

    [Fact]
    public void The_admin_of_a_sandbox_signs_in_and_names_mean_the_sandbox_s()
    {
        using var host = new HostedModule();
        var result = host.Run(
            """
            $sandbox = Start-SyncSandbox -MailboxCount 1
            Connect-SyncTenant -Environment Sandbox -ClientId $sandbox.AdminClientId -ClientSecret $sandbox.AdminClientSecret
            $connection = New-SyncConnection -Name mine -ClientId $sandbox.AdminClientId -ClientSecret $sandbox.AdminClientSecret -Region DE
            $connection.StorePath.StartsWith($sandbox.DataPath)
            (Get-SyncConnection mine).Path -eq $connection.Path
            $sandbox | Stop-SyncSandbox
            Get-SyncConnection mine
            """);

        Assert.Equal([true, true], result.Objects<bool>());
        Assert.StartsWith("ConnectionNotFound,", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void Contact_files_that_cannot_be_read_are_warnings_with_file_and_line_and_the_rest_goes_in()
    {
        var folder = Directory.CreateTempSubdirectory("contactsync-");
        try
        {
            const string good = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Grünwald;Jörg\r\nFN:Jörg Grünwald\r\nTEL:030 23125011\r\nEND:VCARD\r\n";
            File.WriteAllText(Path.Combine(folder.FullName, "two.vcf"), good + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut off");
            using var host = new HostedModule();

            var result = host.Run(
                """
                $null = $ExecutionContext.SessionState.Path.SetLocation($args[0])
                Start-SyncSandbox -ContactPath . -MailboxCount 1
                """,
                folder.FullName).ThrowOnError();

            Assert.Contains("two.vcf", Assert.Single(result.Warnings));
            Assert.Single(result.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_script_that_is_stopped_still_stops_its_sandbox_in_finally()
    {
        using var host = new HostedModule();
        host.Run("Import-Module -Assembly $args[0]", typeof(InvokeTestWorkCommand).Assembly).ThrowOnError();
        using var stop = new CancellationTokenSource();
        SyncSandbox? sandbox = null;
        var work = new Work(async (_, input, token) =>
        {
            sandbox = (SyncSandbox)((System.Management.Automation.PSObject)input!).BaseObject;
            stop.CancelAfter(1);
            await Task.Delay(Timeout.Infinite, token);
        });

        var result = await host.RunAsync(
            "try { Start-SyncSandbox -MailboxCount 1 | Invoke-TestWork $args[0] } finally { Stop-SyncSandbox }", stop.Token, work);

        Assert.True(result.Stopped);
        Assert.False(IsRunning(sandbox!));
    }

    [Fact]
    public async Task Ctrl_C_in_the_terminal_stops_a_command_and_not_the_sandbox()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A Windows process without a window has a console of its own.");
        using var host = new HostedModule();
        var sandbox = host.Run("Start-SyncSandbox -MailboxCount 1").ThrowOnError().Objects<SyncSandbox>()[0];

        using (var kill = Process.Start("kill", ["-INT", $"{sandbox.ProcessId}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        host.Run("Connect-SyncTenant -Environment Sandbox -ClientId $args[0] -ClientSecret $args[1]",
            sandbox.AdminClientId, sandbox.AdminClientSecret).ThrowOnError();
        host.Run("Stop-SyncSandbox").ThrowOnError();
        Assert.False(IsRunning(sandbox));
    }

    [Fact]
    public async Task A_sandbox_ends_with_its_session()
    {
        SyncSandbox sandbox;
        Process process;
        using (var host = new HostedModule())
        {
            sandbox = host.Run("Start-SyncSandbox -MailboxCount 1").ThrowOnError().Objects<SyncSandbox>()[0];
            process = Process.GetProcessById(sandbox.ProcessId);
        }
        using (process)
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.False(Directory.Exists(Path.GetDirectoryName(sandbox.DataPath)));
    }

    private static bool IsRunning(SyncSandbox sandbox)
    {
        try
        {
            using var process = Process.GetProcessById(sandbox.ProcessId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

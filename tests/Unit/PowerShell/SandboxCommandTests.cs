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

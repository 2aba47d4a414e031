using System.Management.Automation;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Faults as an administrator sets, sees and clears them.</summary>
public sealed class SandboxFaultCommandTests
{
    [Fact]
    public void A_fault_is_set_shown_suffered_and_cleared()
    {
        using var host = new HostedModule();
        var sandbox = host.Run("Start-SyncSandbox -MailboxCount 1").ThrowOnError().Objects<SyncSandbox>()[0];
        const string connect = "Connect-SyncTenant -Environment Sandbox -ClientId $args[0] -ClientSecret $args[1]";

        host.Run("Set-SyncSandboxFault expiredSecret -WhatIf").ThrowOnError();
        Assert.Empty(host.Run("Get-SyncSandboxFault").ThrowOnError().Output);
        host.Run("Set-SyncSandboxFault expiredSecret").ThrowOnError();
        var failed = host.Run(connect, sandbox.AdminClientId, sandbox.AdminClientSecret);
        Assert.Contains("7000222", Assert.Single(failed.Errors).Exception.Message + failed.Errors[0].FullyQualifiedErrorId);
        host.Run(connect, sandbox.AdminClientId, sandbox.AdminClientSecret).ThrowOnError();

        host.Run("$args[0] | Set-SyncSandboxFault throttle 3 -Skip 2 -Target mailbox -RetryAfter 0:0:4 -Delay 0:0:2 -Status 504", sandbox)
            .ThrowOnError();
        var fault = Assert.Single(host.Run("Get-SyncSandboxFault").ThrowOnError().Objects<SyncSandboxFault>());
        Assert.Equal(("throttle", 3, 2, "mailbox", 504), (fault.Name, fault.Count, fault.Skip, fault.Target, fault.Status));
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2)), (fault.RetryAfter, fault.Delay));
        host.Run("Clear-SyncSandboxFault -WhatIf").ThrowOnError();
        Assert.Single(host.Run("Get-SyncSandboxFault").ThrowOnError().Output);
        host.Run("Clear-SyncSandboxFault").ThrowOnError();
        Assert.Empty(host.Run("Get-SyncSandboxFault").ThrowOnError().Output);
        host.Run("Stop-SyncSandbox").ThrowOnError();
    }

    [Fact]
    public void Names_are_completed_and_wrong_ones_refused()
    {
        using var host = new HostedModule();
        const string complete = "(TabExpansion2 'Set-SyncSandboxFault -Name ewsB').CompletionMatches.CompletionText";
        Assert.Equal([0], host.Run("@(TabExpansion2 'Set-SyncSandboxFault -Name ewsB').CompletionMatches.Count").Objects<int>());
        Assert.StartsWith("SandboxNotRunning,", Assert.Single(host.Run("Get-SyncSandboxFault").Errors).FullyQualifiedErrorId);

        host.Run("Start-SyncSandbox -MailboxCount 1").ThrowOnError();
        Assert.Equal(["ewsBlocked", "ewsBusy", "ewsBusy503", "ewsBusyInside"], host.Run(complete).ThrowOnError().Objects<string>());
        var known = host.Run("Get-SyncSandboxFault -ListAvailable").ThrowOnError().Objects<SyncSandboxFault>();
        Assert.All(known, fault => Assert.NotEmpty(fault.Effect));
        foreach (var wrong in (string[])["earthquake", "throttle -Count 0", "throttle -Target nowhere"])
        {
            var refused = Assert.Single(host.Run($"Set-SyncSandboxFault {wrong}").Errors);
            Assert.StartsWith("SandboxRefused,", refused.FullyQualifiedErrorId);
            Assert.Equal(ErrorCategory.InvalidArgument, refused.CategoryInfo.Category);
        }
        host.Run("Stop-SyncSandbox").ThrowOnError();
    }
}

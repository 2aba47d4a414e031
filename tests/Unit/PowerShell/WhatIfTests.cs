using System.Management.Automation;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Whatever changes a tenant can be asked what it would do, and then changes nothing: no writing request reaches the sandbox.</summary>
public sealed class WhatIfTests(TenantFixture tenant) : IClassFixture<TenantFixture>
{
    /// <summary>A line each; <c>$app</c> is the app that was set up, <c>$user</c> a user, <c>$group</c> a group with an address.</summary>
    private static readonly Dictionary<string, string> Lines = new()
    {
        ["New-SyncAppRegistration"] = "New-SyncAppRegistration -Name Planned -Preset UCware",
        ["Set-SyncAppRegistration"] = "$app | Set-SyncAppRegistration -Notes planned -RedirectUri https://planned.contoso.example/",
        ["Remove-SyncAppRegistration"] = "$app | Remove-SyncAppRegistration -Permanent",
        ["Grant-AdminConsent"] = "New-SyncAppRegistration -Name Ungranted -Preset Calendar -WhatIf:$false | Grant-AdminConsent",
        ["Revoke-AdminConsent"] = "$app | Revoke-AdminConsent",
        ["Add-SyncAppUser"] = "$app | Add-SyncAppUser -User $user -AssignmentRequired",
        ["Remove-SyncAppUser"] = "$app | Remove-SyncAppUser -User $user",
        ["New-SyncAppCredential"] = "$app | New-SyncAppCredential",
        ["Remove-SyncAppCredential"] = "$app | Get-SyncAppCredential | Remove-SyncAppCredential -Force",
        ["Update-SyncAppCredential"] = "$app | Update-SyncAppCredential -MinDaysLeft 400",
        ["Grant-SyncMailboxAccess"] = "$app | Grant-SyncMailboxAccess -Group $group -RemoveTenantWideGrant -Force",
        ["Revoke-SyncMailboxAccess"] = "$app | Revoke-SyncMailboxAccess",
        ["Set-SyncEwsPolicy"] = "Set-SyncEwsPolicy -AppId $app.AppId",
        ["Convert-SyncAppRegistration"] = "New-SyncAppRegistration -Name Old -ApplicationPermission 'Office 365 Exchange Online/full_access_as_app' "
            + "-WhatIf:$false | Convert-SyncAppRegistration -Step Grant",
    };

    /// <summary>What changes this machine, and no tenant.</summary>
    private static readonly string[] Local =
    [
        "Backup-SyncStore", "Initialize-SyncStore", "Optimize-SyncStore",
        "Clear-SyncSandboxFault", "Export-SyncConnection", "Export-SyncPhoneBook", "Import-SyncConnection", "Import-SyncPhoneBook",
        "Invoke-ContactSync", "New-SyncConnection", "New-SyncPhoneBook", "Publish-SyncPhoneBook", "Register-SyncDestination",
        "Remove-SyncConnection", "Remove-SyncPhoneBook", "Set-SyncConnection", "Set-SyncDestination", "Set-SyncSandboxFault",
        "Stop-SyncSandbox", "Unregister-SyncDestination", "Update-SyncSandbox",
    ];

    public static TheoryData<string> Names { get; } = [.. Lines.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Nothing_is_written(string name)
    {
        var group = $"Group for {name}";
        await tenant.ControlAsync("groups", new { displayName = group, mailEnabled = true });
        await tenant.ControlAsync($"groups/{group}/members", new { member = tenant.Mailboxes[0] });
        using var admin = tenant.Connect();
        // What a line needs to be there is made first.
        admin.Run("$app, $user, $group = $args", tenant.App, tenant.Mailboxes[0], group).ThrowOnError();
        var line = Lines[name];
        if (line.Split("-WhatIf:$false | ") is [var first, var second])
        {
            admin.Run("$app = " + first).ThrowOnError();
            line = "$app | " + second;
        }
        var before = Writes;

        var result = admin.Run("$WhatIfPreference = $true; " + line).ThrowOnError();

        Assert.Equal(before, Writes);
        Assert.DoesNotContain(result.Output, output => output.BaseObject is SyncAppRegistration { Change: not "Unchanged" });
    }

    /// <summary>What was written to Graph, and what Exchange's cmdlets wrote.</summary>
    private (long Graph, long Exchange) Writes => (tenant.Server.Requests.Writes, tenant.Server.Context.Exchange.Writes);

    [Fact]
    public void Whatever_can_be_asked_is_asked_here()
    {
        using var host = new HostedModule();

        var able = host.Run("Get-Command -Module ContactSync").ThrowOnError().Objects<CmdletInfo>()
            .Where(command => command.Parameters.ContainsKey("WhatIf")).Select(command => command.Name);

        Assert.Equal(Lines.Keys.Concat(Local).Order(), able.Order());
    }
}

using System.Management.Automation;
using System.Text.RegularExpressions;
using ContactSync.Microsoft365.Identity;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Consent and users of an app as an admin types them, and the permissions that the cmdlets declare.</summary>
public sealed partial class ConsentCommandTests(TenantFixture tenant) : IClassFixture<TenantFixture>
{
    [Fact]
    public void Consent_is_taken_back_only_when_confirmed()
    {
        using var host = tenant.Connect();
        var result = host.Run(
            """
            $app = New-SyncAppRegistration -Name 'Taken back' -Preset ContactImport
            $null = $app | Grant-AdminConsent
            $app | Revoke-AdminConsent -WhatIf
            ($app | Get-AdminConsent).Where{ $_.Granted }.Count
            ($app | Revoke-AdminConsent -Permission Contacts.Read -Confirm:$false).Where{ $_.Granted }.Count
            ($app | Revoke-AdminConsent -Confirm:$false).Where{ $_.Granted }.Count
            ($app | Revoke-AdminConsent -Confirm:$false).Where{ $_.Granted }.Count
            """).ThrowOnError();

        Assert.Equal([3, 2, 0, 0], result.Objects<int>());
    }

    [Fact]
    public void Users_are_assigned_shown_and_taken_off()
    {
        using var host = tenant.Connect();
        var result = host.Run(
            """
            $app = New-SyncAppRegistration -Name 'Assigned' -Preset ContactImport
            $app | Add-SyncAppUser -Group 'Phone users' -WhatIf
            ($app | Get-SyncAppUser).Count
            ($app | Add-SyncAppUser -User $args[0] -Group 'Phone users' -AssignmentRequired).Change
            ($app | Get-SyncAppUser).AssignmentRequired
            ($app | Remove-SyncAppUser -Group 'Phone users').Name
            $app | Add-SyncAppUser -AssignmentRequired:$false
            ($app | Get-SyncAppUser).AssignmentRequired
            """,
            tenant.Mailboxes[0]).ThrowOnError();

        Assert.Equal([0, "Added", "Added", true, true, "Phone users", false], result.Objects<object>());
    }

    [Fact]
    public void The_address_for_another_administrator_is_written()
    {
        using var host = tenant.Connect();
        var result = host.Run("Grant-AdminConsent -AppId $args[0] -AsUrl", tenant.App.AppId).ThrowOnError();
        var refused = host.Run("Grant-AdminConsent -AppId $args[0] -AsUrl -User x@y.example", tenant.App.AppId);

        var url = Assert.Single(result.Objects<string>());
        Assert.StartsWith($"{tenant.Server.Authority}{tenant.Server.TenantId}/v2.0/adminconsent?client_id={tenant.App.AppId}&scope=", url);
        Assert.Contains("AADSTS500113", Assert.Single(result.Warnings));
        Assert.StartsWith("ConsentUrlIsForAll,", Assert.Single(refused.Errors).FullyQualifiedErrorId);
    }

    public static TheoryData<string, string> Lines => new()
    {
        { "Get-SyncAppRegistration", "$null = Get-SyncAppRegistration -Name 'Contoso PBX'" },
        { "Get-AdminConsent", "$null = Get-AdminConsent -Name 'Contoso PBX' -User $args[4]" },
        { "Grant-AdminConsent", "$null = Grant-AdminConsent -Name $args[3]" },
        { "Revoke-AdminConsent", "$null = Revoke-AdminConsent -Name $args[3] -Confirm:$false" },
        { "Get-SyncAppUser", "$null = Get-SyncAppUser -Name 'Contoso PBX'" },
        { "Add-SyncAppUser", "$null = Add-SyncAppUser -Name $args[3] -User $args[4] -Group 'Phone users'" },
        { "Remove-SyncAppUser", "$null = Remove-SyncAppUser -Name $args[3] -User $args[4] -Group 'Phone users'" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_a_cmdlet_declares_is_all_it_needs_and_what_is_missing_is_named(string command, string line)
    {
        using var host = tenant.Connect();
        // What only a change of the app itself needs is left out: the app is another's.
        var declared = Declared(command).Where(name => name != DirectoryPermission.WriteApps).ToList();
        var app = host.Run("New-SyncAppRegistration -Name $args[0] -Preset ContactImport", $"Caller of {command}").ThrowOnError()
            .Objects<SyncAppRegistration>().Single();
        var secret = host.Run("$args[0] | New-SyncAppCredential", app).ThrowOnError().Objects<SyncAppCredential>().Single();
        var target = $"Target of {command}";
        host.Run("New-SyncAppRegistration -Name $args[0] -Preset ContactImport | Grant-AdminConsent", target).ThrowOnError();
        if (command == "Grant-AdminConsent")
            host.Run("Revoke-AdminConsent -Name $args[0] -Confirm:$false", target).ThrowOnError();
        object[] arguments = [tenant.Lab, app.AppId, secret.Secret!, target, tenant.Mailboxes[0]];

        GivePermissions(app, declared);
        Run(host, line, arguments).ThrowOnError();
        // Whoever may read the directory sees its apps too.
        GivePermissions(app, [.. declared.Except([DirectoryPermission.ReadApps, DirectoryPermission.ReadDirectory])]);
        var error = Assert.Single(Run(host, line, arguments).Errors);

        Assert.StartsWith("PermissionMissing,", error.FullyQualifiedErrorId);
        Assert.Contains("the permission Application.Read.All is missing", error.Exception.Message);
    }

    [Fact]
    public void A_page_names_the_permissions_that_its_cmdlet_declares()
    {
        using var host = new HostedModule();
        var commands = host.Run("Get-Command -Module ContactSync").ThrowOnError().Objects<CmdletInfo>();
        var declaring = commands.Where(command => Declared(command.Name).Count > 0).ToList();

        Assert.True(declaring.Count >= 9);
        Assert.All(declaring, command =>
        {
            var page = File.ReadAllText(Path.Combine(HostedModule.FindRoot(), "docs", "commands", command.Name + ".md"));
            var notes = page[page.IndexOf("## Notes", StringComparison.Ordinal)..];
            var named = PermissionName().Matches(notes).Select(match => match.Groups[1].Value).Distinct().ToList();
            var declared = Declared(command.Name);
            Assert.All(declared, permission => Assert.Contains(permission, named));
            var instead = declared.SelectMany(name => DirectoryPermission.Of(name).OrElse);
            // Exchange has permissions of its own.
            var ofGraph = named.Where(name => !name.StartsWith("Exchange.", StringComparison.Ordinal));
            Assert.All(ofGraph, name => Assert.Contains(name, declared.Concat(instead)));
        });
    }

    private static HostedResult Run(HostedModule host, string line, object[] arguments) =>
        host.Run("Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -ClientSecret $args[2]; " + line, arguments);

    /// <summary>Gives an app these permissions of Graph and no others, in effect at once.</summary>
    private void GivePermissions(SyncAppRegistration app, IReadOnlyList<string> permissions)
    {
        var directory = tenant.Server.Context.Tenant;
        lock (directory.Gate)
        {
            var client = directory.FindPrincipal(app.AppId)!;
            var graph = directory.FindResource("https://graph.microsoft.com")!;
            directory.Assignments.RemoveAll(assignment => assignment.Principal == client);
            foreach (var name in permissions)
            {
                var role = graph.Permissions.First(permission => permission.Value == name).RoleId!.Value;
                directory.Assignments.Add(new(
                    Guid.NewGuid().ToString(), client, graph, role, DateTimeOffset.MinValue, DateTimeOffset.MinValue));
            }
        }
    }

    private static List<string> Declared(string command)
    {
        using var host = new HostedModule();
        var type = host.Run("(Get-Command $args[0]).ImplementingType", command).ThrowOnError().Objects<Type>().Single();
        // The module has its own copy of the assembly: attributes are read by name.
        return type.GetCustomAttributes(inherit: true)
            .Where(attribute => attribute.GetType().Name == "RequiredPermissionAttribute")
            .Select(attribute => (string)attribute.GetType().GetProperty("Name")!.GetValue(attribute)!)
            .Distinct()
            .ToList();
    }

    [GeneratedRegex("`([A-Z][A-Za-z]+(?:\\.[A-Za-z]+)+)`")]
    private static partial Regex PermissionName();
}

using System.Management.Automation;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Presets and New-, Get-, Set- and Remove-SyncAppRegistration, as an admin types them.</summary>
public sealed class RegistrationReconcileTests(TenantFixture tenant) : IClassFixture<TenantFixture>
{
    [Fact]
    public void Presets_are_listed_and_found()
    {
        using var host = new HostedModule();

        var all = host.Run("Get-SyncAppPreset").ThrowOnError().Objects<SyncAppPreset>();
        Assert.Equal(
            ["BueroWare", "Calendar", "ContactImport", "ContactPublish", "Datapump", "Microtech", "Presence", "ProCall", "UCware"],
            all.Select(preset => preset.Name));
        Assert.Equal(
            ["BueroWare", "Datapump", "Microtech", "UCware"],
            all.Where(preset => preset.Ends == new DateOnly(2027, 4, 1)).Select(preset => preset.Name));
        Assert.All(all, preset => Assert.NotEmpty(preset.CredentialAdvice));
        Assert.All(all, preset => Assert.Equal(
            preset.Permissions.Any(one => one.Permission == "full_access_as_app"),
            preset is { Warning: not null, WayOut: not null, Ends: not null }));
        Assert.Equal(["ContactImport", "ContactPublish"], host.Run("(Get-SyncAppPreset contact*).Name").Objects<string>());
        var error = Assert.Single(host.Run("Get-SyncAppPreset -Name Everything").Errors);
        Assert.StartsWith("PresetNotFound,", error.FullyQualifiedErrorId);
    }

    [Fact]
    public void An_own_preset_is_used_by_name_and_by_path_and_a_bad_one_hides_no_other()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Environment.GetEnvironmentVariable("CONTACTSYNC_HOME")!, "presets"));
        var file = Path.Combine(folder.FullName, "Doorbell.json");
        var bad = Path.Combine(folder.FullName, "Broken.json");
        try
        {
            File.WriteAllText(file, """
                {
                  "name": "Doorbell", "description": "Shows who is in.", "appName": "Contoso doorbell", "signInAudience": "AzureADMyOrg",
                  "permissions": [
                    { "resourceAppId": "00000003-0000-0000-c000-000000000000", "resource": "Microsoft Graph",
                      "permission": "Presence.Read.All", "type": "Application", "reason": "Reads who is in." }
                  ],
                  "credentialAdvice": "A certificate."
                }
                """);
            File.WriteAllText(bad, "{\n  \"name\": 5\n}");
            using var host = tenant.Connect();

            var result = host.Run("Get-SyncAppPreset");
            Assert.Equal(10, result.Output.Count);
            var error = Assert.Single(result.Errors);
            Assert.StartsWith("PresetInvalid,", error.FullyQualifiedErrorId);
            Assert.Contains($"'{bad}', line 2, property 'name'", error.ToString());
            Assert.Contains("Doorbell", Complete(host, "New-SyncAppRegistration -Preset Door"));

            var app = host.Run("New-SyncAppRegistration -Preset doorbell").ThrowOnError().Objects<SyncAppRegistration>().Single();
            Assert.Equal(("Contoso doorbell", "Created"), (app.Name, app.Change));
            Assert.Equal("Presence.Read.All", Assert.Single(app.Permissions).Permission);
            Assert.Equal(
                ["Unchanged"], host.Run("(New-SyncAppRegistration -PresetPath $args[0]).Change", file).ThrowOnError().Objects<string>());
            var both = Assert.Single(host.Run("New-SyncAppRegistration -Preset UCware -PresetPath $args[0]", file).Errors);
            Assert.StartsWith("PresetNamedTwice,", both.FullyQualifiedErrorId);
        }
        finally
        {
            File.Delete(file);
            File.Delete(bad);
        }
    }

    [Fact]
    public void A_preset_warns_and_gives_the_name()
    {
        using var host = tenant.Connect();

        var result = host.Run("New-SyncAppRegistration -Preset UCware").ThrowOnError();

        Assert.Equal("UCware", result.Objects<SyncAppRegistration>().Single().Name);
        Assert.Contains("1 April 2027", Assert.Single(result.Warnings));
        Assert.Empty(host.Run("New-SyncAppRegistration -Preset ProCall").ThrowOnError().Warnings);
    }

    [Fact]
    public void What_is_named_one_by_one_is_registered_changed_and_taken_away()
    {
        using var host = tenant.Connect();
        var made = host.Run(
            """
            New-SyncAppRegistration -Name 'One by one' -ApplicationPermission Contacts.Read, Calendars.ReadBasic.All `
                -DelegatedPermission 'Office 365 Exchange Online/EWS.AccessAsUser.All' -RedirectUri https://pbx.contoso.com/back `
                -PublicClientRedirectUri pbx://back -SpaRedirectUri https://pbx.contoso.com/spa -Notes 'For the test' -Owner $args[0]
            """,
            tenant.Mailboxes[0]).ThrowOnError().Objects<SyncAppRegistration>().Single();
        Assert.Equal(("AzureADMyOrg", "For the test"), (made.SignInAudience, made.Notes));
        Assert.Equal(3, made.Permissions.Count);
        Assert.Equal(
            [RedirectPlatform.Web, RedirectPlatform.PublicClient, RedirectPlatform.Spa], made.RedirectUris.Select(one => one.Platform));

        const string Exact =
            "Get-SyncAppRegistration -Name 'One by one' | " +
            "Set-SyncAppRegistration -ApplicationPermission Contacts.Read " +
            "-SpaRedirectUri @() -RedirectUri https://pbx.contoso.com/back -Exact";
        var before = Writes();
        Assert.Empty(host.Run(Exact + " -WhatIf").ThrowOnError().Output);
        Assert.Equal(before, Writes());
        var result = host.Run(Exact).ThrowOnError();
        var left = result.Objects<SyncAppRegistration>().Single();
        Assert.Equal(["Contacts.Read"], left.Permissions.Select(one => one.Permission));
        Assert.Equal(["https://pbx.contoso.com/back"], left.RedirectUris.Select(one => one.Uri));
        Assert.Contains("stays granted", Assert.Single(result.Warnings));
        before = Writes();
        Assert.Equal("Unchanged", host.Run(Exact).ThrowOnError().Objects<SyncAppRegistration>().Single().Change);
        Assert.Equal(before, Writes());
    }

    [Fact]
    public void An_app_is_removed_restored_and_removed_for_good()
    {
        using var host = tenant.Connect();
        const string Line = "New-SyncAppRegistration -Name Fleeting -Preset ContactImport";
        var app = host.Run(Line).ThrowOnError().Objects<SyncAppRegistration>().Single();
        var before = Writes();
        host.Run("Remove-SyncAppRegistration -Name Fleeting -WhatIf").ThrowOnError();
        Assert.Equal(before, Writes());

        host.Run("Remove-SyncAppRegistration -Name Fleeting -Confirm:$false").ThrowOnError();
        Assert.Equal([app.AppId], host.Run("(Get-SyncAppRegistration -Name Fleeting -Deleted).AppId").ThrowOnError().Objects<string>());
        before = Writes();
        host.Run("$args[0] | Remove-SyncAppRegistration -Confirm:$false", app).ThrowOnError();
        host.Run("Remove-SyncAppRegistration -Name Fleeting -Confirm:$false").ThrowOnError();
        Assert.Equal(before, Writes());
        var error = Assert.Single(host.Run(Line).Errors);
        Assert.StartsWith("AppDeleted,", error.FullyQualifiedErrorId);

        Assert.Equal(
            ["Restored"], host.Run($"({Line} -Restore).Change").ThrowOnError().Objects<string>());
        host.Run("Remove-SyncAppRegistration -AppId $args[0] -Permanent -Confirm:$false", app.AppId).ThrowOnError();
        var gone = host.Run("Remove-SyncAppRegistration -AppId $args[0] -Permanent -Confirm:$false", app.AppId).ThrowOnError();
        Assert.Contains(app.AppId, Assert.Single(gone.Warnings));
        Assert.Empty(host.Run("Get-SyncAppRegistration -Name Fleeting -Deleted").ThrowOnError().Output);
    }

    [Theory]
    [InlineData("New-SyncAppRegistration -Name x", "PermissionsNotNamed")]
    [InlineData("New-SyncAppRegistration -ApplicationPermission Contacts.Read", "AppNotNamed")]
    [InlineData("New-SyncAppRegistration -Name x -ApplicationPermission Contacts.Raed", "PermissionNotOffered")]
    [InlineData("New-SyncAppRegistration -Preset Datapump -RedirectUri http://localhost:9000/ews", "RedirectUriNotOfPreset")]
    [InlineData("New-SyncAppRegistration -Preset ContactImport -RedirectUri http://pbx.contoso.com", "RedirectUriInvalid")]
    [InlineData("New-SyncAppRegistration -Preset ContactImport -LogoPath ./no-such.png", "FileInaccessible")]
    [InlineData("Set-SyncAppRegistration -Name 'Contoso PBX' -Exact", "NothingToBeExact")]
    [InlineData("Set-SyncAppRegistration -Name Nobody -Preset ContactImport", "AppRegistrationNotFound")]
    public void A_mistake_is_named_and_nothing_is_written(string line, string id)
    {
        using var host = tenant.Connect();
        var before = Writes();

        var error = Assert.Single(host.Run(line).Errors);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(before, Writes());
    }

    [Fact]
    public void Permissions_are_completed_from_the_tenants_resources_once()
    {
        using var host = tenant.Connect();

        Assert.Contains("Calendars.ReadBasic.All", Complete(host, "New-SyncAppRegistration -ApplicationPermission Cal"));
        var requests = tenant.Server.Requests.Requests;
        Assert.Contains(
            "'Office 365 Exchange Online/full_access_as_app'", Complete(host, "New-SyncAppRegistration -ApplicationPermission Off"));
        Assert.Contains("Presence.Read", Complete(host, "Set-SyncAppRegistration -DelegatedPermission Pres"));
        Assert.Equal(requests, tenant.Server.Requests.Requests);
        using var offline = new HostedModule();
        Assert.Contains("Contacts.Read", Complete(offline, "New-SyncAppRegistration -ApplicationPermission Con"));
    }

    private static IEnumerable<string> Complete(HostedModule host, string line)
    {
        using var shell = System.Management.Automation.PowerShell.Create(host.Runspace);
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches.Select(match => match.CompletionText)];
    }

    private long Writes() => tenant.Server.Requests.Writes;
}

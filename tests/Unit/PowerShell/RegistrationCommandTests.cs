using System.Management.Automation;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>App, consent and credential, as an admin types them, against a sandbox.</summary>
public sealed class RegistrationCommandTests(TenantFixture tenant) : IClassFixture<TenantFixture>
{
    [Fact]
    public void The_lines_of_the_quickstart_give_an_app_consents_a_credential_and_a_connection()
    {
        var app = tenant.App;
        var consents = tenant.SetUp.Output.Select(o => o.BaseObject).OfType<SyncConsent>().ToList();
        var connection = tenant.SetUp.Output.Select(o => o.BaseObject).OfType<SyncConnection>().Single();

        Assert.Equal(("Contoso PBX", "Created"), (app.Name, app.Change));
        Assert.Equal(["Contacts.Read", "GroupMember.Read.All", "User.ReadBasic.All"], app.Permissions.Select(p => p.Permission).Order());
        Assert.Equal(3, consents.Count);
        Assert.All(consents, consent => Assert.StartsWith("Granted for ", consent.State));
        Assert.Equal((app.AppId, app.TenantId), (connection.ClientId, connection.TenantId));
    }

    [Fact]
    public void Run_again_the_lines_change_nothing()
    {
        using var host = tenant.Connect();
        var result = host.Run(
            """
            $app = New-SyncAppRegistration -Name 'Contoso PBX' -Preset contactimport
            $app.Change
            ($app | Grant-AdminConsent).Count
            ($app | Get-AdminConsent).Granted
            (Get-SyncAppRegistration -Name 'Contoso PBX').AppId -eq $app.AppId
            ($app | Get-SyncAppRegistration).AppId -eq $app.AppId
            """).ThrowOnError();

        Assert.Equal(["Unchanged", 3, true, true, true, true, true], result.Objects<object>());
    }

    [Fact]
    public void WhatIf_registers_grants_and_issues_nothing()
    {
        using var host = tenant.Connect();
        Assert.Empty(host.Run("New-SyncAppRegistration -Name Planned -Preset ContactImport -WhatIf").ThrowOnError().Output);
        Assert.NotEmpty(host.Run("Get-SyncAppRegistration -Name Planned").Errors);

        var result = host.Run(
            """
            $app = New-SyncAppRegistration -Name Unconsented -Preset ContactImport
            $app | Grant-AdminConsent -WhatIf
            $app | New-SyncAppCredential -WhatIf
            ($app | Get-AdminConsent).Granted
            """).ThrowOnError();
        Assert.Equal([false, false, false], result.Objects<bool>());
    }

    [Fact]
    public void A_credential_says_nothing_of_its_secret()
    {
        var credential = tenant.SetUp.Output.Single(o => o.BaseObject is SyncAppCredential);
        var shown = string.Join('\n', credential.Properties.Select(property => $"{property.Value}")) + credential;

        Assert.DoesNotContain(tenant.Secret, shown);
        Assert.True(tenant.Secret.Length >= 16);
    }

    [Theory]
    [InlineData("New-SyncAppRegistration -Name x -Preset ContactImport")]
    [InlineData("Get-SyncAppRegistration")]
    public void Without_a_sign_in_the_error_shows_the_line_to_type(string script)
    {
        using var host = new HostedModule();
        var error = Assert.Single(host.Run(script).Errors);

        Assert.StartsWith("NotConnected,", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.Contains("Connect-SyncTenant -TenantId", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_wrong_sign_in_leaves_the_one_before()
    {
        using var host = tenant.Connect();
        var result = host.Run(
            """
            Connect-SyncTenant -Environment $args[0] -ClientId $args[1] -ClientSecret $args[2]
            (Get-SyncAppRegistration -Name 'Contoso PBX').Name
            Disconnect-SyncTenant
            Get-SyncAppRegistration
            """,
            tenant.Lab, tenant.Server.AdminClientId, new System.Net.NetworkCredential("", "wrong").SecurePassword);

        Assert.Equal(["Contoso PBX"], result.Objects<string>());
        Assert.Equal(["SecretWrong", "NotConnected"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void An_app_of_another_tenant_is_refused()
    {
        using var host = tenant.Connect();
        var app = new SyncAppRegistration
        {
            Name = "Elsewhere",
            AppId = Guid.NewGuid().ToString(),
            ObjectId = "o",
            ServicePrincipalId = "p",
            TenantId = Guid.NewGuid().ToString(),
            SignInAudience = "AzureADMyOrg",
            Permissions = [],
            Environment = tenant.Lab,
            Change = "Unchanged",
        };

        foreach (var command in new[] { "Grant-AdminConsent", "Get-AdminConsent", "New-SyncAppCredential" })
        {
            var error = Assert.Single(host.Run("$args[0] | " + command, app).Errors);
            Assert.StartsWith("AppOfOtherTenant,", error.FullyQualifiedErrorId);
        }
    }

    [Fact]
    public void Presets_are_completed()
    {
        using var host = new HostedModule();
        using var shell = System.Management.Automation.PowerShell.Create(host.Runspace);
        const string Line = "New-SyncAppRegistration -Name x -Preset con";

        Assert.Contains("ContactImport", CommandCompletion.CompleteInput(Line, Line.Length, null, shell).CompletionMatches
            .Select(match => match.CompletionText));
    }
}

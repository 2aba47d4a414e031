using System.Management.Automation;
using System.Net;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Saving, showing and removing connections as an admin types it. Nothing here goes over a network.</summary>
public sealed class ConnectionCommandTests : IDisposable
{
    private const string AppId = "11111111-2222-3333-4444-555555555555", Tenant = "99999999-8888-7777-6666-555555555555";

    private readonly HostedModule host = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");
    private readonly string name = "test " + Guid.NewGuid().ToString("N")[..8];
    private readonly SyncEnvironment lab;
    private readonly SyncAppRegistration app;
    private readonly SyncAppCredential credential;

    public ConnectionCommandTests()
    {
        lab = new SyncEnvironment("lab", new("https://login.lab.example"), new("https://graph.lab.example")) { DataPath = folder.FullName };
        app = new SyncAppRegistration
        {
            Name = "Contoso PBX",
            AppId = AppId,
            ObjectId = "o",
            ServicePrincipalId = "p",
            TenantId = Tenant,
            SignInAudience = "AzureADMyOrg",
            Permissions = [],
            Environment = lab,
            Change = "Created",
        };
        credential = new SyncAppCredential
        {
            App = "Contoso PBX",
            Kind = AppCredentialKind.ClientSecret,
            AppId = AppId,
            TenantId = Tenant,
            Description = "PBX",
            KeyId = Guid.NewGuid(),
            Start = DateTimeOffset.UnixEpoch,
            End = new DateTimeOffset(2027, 5, 22, 0, 0, 0, TimeSpan.Zero),
            Secret = new NetworkCredential("", "the-secret").SecurePassword,
        };
    }

    public void Dispose()
    {
        host.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_part_is_taken_away_and_the_rest_stays()
    {
        var here = new SyncEnvironment("lab", new("https://login.lab.example"), new("https://graph.lab.example"));
        var password = new NetworkCredential("", "the-password").SecurePassword;
        host.Run(
            """
            New-SyncConnection -Name $args[0] -Environment $args[1] -ClientId $args[2] -TenantId $args[3] -ClientSecret $args[4] -Region DE `
                -ExchangeCredential $args[5] -EwsUrl https://mail.lab.example/EWS/Exchange.asmx -PinnedThumbprint $args[6] -Protocol Ews
            """,
            name, here, AppId, Tenant, credential.Secret!, new PSCredential("svc", password), new string('A', 40)).ThrowOnError();

        Assert.Contains("AAAA", File.ReadAllText(Set("-Region AT").Path));
        Assert.DoesNotContain("AAAA", File.ReadAllText(Set("-Remove PinnedThumbprint").Path));
        host.Run("Set-SyncConnection $args[0] -Remove Exchange -WhatIf", name).ThrowOnError();
        Assert.NotNull(host.Run("Get-SyncConnection $args[0]", name).Objects<SyncConnection>().Single().EwsUrl);

        var server = Set("-Remove Tenant");
        Assert.Equal((null, null, null, "svc"), (server.TenantId, server.ClientId, server.CredentialKind, server.ExchangeAccount));
        Assert.DoesNotContain("clientId", File.ReadAllText(server.Path));
        var refused = Assert.Single(host.Run("Set-SyncConnection $args[0] -Remove Exchange", name).Errors);
        Assert.StartsWith("NothingToSignInWith,", refused.FullyQualifiedErrorId);
        Assert.Equal("svc", host.Run("Get-SyncConnection $args[0]", name).Objects<SyncConnection>().Single().ExchangeAccount);

        var cloud = Assert.Single(host.Run(
            "Set-SyncConnection $args[0] -Remove Exchange -ClientId $args[1] -TenantId $args[2] -ClientSecret $args[3]",
            name, AppId, Tenant, credential.Secret!).ThrowOnError().Objects<SyncConnection>());
        Assert.Equal((AppId, null, null, SyncProtocol.Auto), (cloud.ClientId, cloud.EwsUrl, cloud.ExchangeAccount, cloud.Protocol));
        Assert.DoesNotContain("svc", File.ReadAllText(cloud.Path));
        host.Run("Remove-SyncConnection $args[0]", name).ThrowOnError();

        SyncConnection Set(string parameters) => Assert.Single(
            host.Run($"Set-SyncConnection $args[0] {parameters}", name).ThrowOnError().Objects<SyncConnection>());
    }

    [Fact]
    public void An_app_and_its_credential_become_a_connection()
    {
        var saved = Assert.Single(Save("-Region de").ThrowOnError().Objects<SyncConnection>());

        Assert.Equal((name, AppId, Tenant), (saved.Name, saved.ClientId, saved.TenantId));
        Assert.Equal(("DE", credential.End), (saved.Region, saved.CredentialEnd));
        Assert.Equal(Path.Combine(folder.FullName, "phonebooks.db"), saved.StorePath);
        Assert.StartsWith(folder.FullName, saved.Path);
        Assert.Equal(lab.Authority, saved.Environment.Authority);
        Assert.DoesNotContain("the-secret", File.ReadAllText(saved.Path));
    }

    [Fact]
    public void A_name_that_exists_is_updated_and_keeps_what_is_not_given()
    {
        Save("-Region AT -StorePath ./elsewhere.db").ThrowOnError();

        var again = Assert.Single(Save("").ThrowOnError().Objects<SyncConnection>());

        Assert.Equal(("AT", "elsewhere.db"), (again.Region, Path.GetFileName(again.StorePath)));
        Assert.True(Path.IsPathFullyQualified(again.StorePath));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(folder.FullName, "connections")));
    }

    [Fact]
    public void WhatIf_saves_nothing()
    {
        Assert.Empty(Save("-Region DE -WhatIf").ThrowOnError().Output);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_saved_connection_is_listed_by_wildcard_and_removed_by_pipeline()
    {
        SaveForUser("-Region DE").ThrowOnError();

        Assert.Equal([name], host.Run("(Get-SyncConnection $args[0]).Name", name[..^1] + "?").ThrowOnError().Objects<string>());
        host.Run("Get-SyncConnection $args[0] | Remove-SyncConnection -WhatIf", name).ThrowOnError();
        Assert.Single(host.Run("Get-SyncConnection $args[0]", name.ToUpperInvariant()).ThrowOnError().Output);

        host.Run("Get-SyncConnection $args[0] | Remove-SyncConnection -Confirm:$false", name).ThrowOnError();

        Assert.Empty(host.Run("Get-SyncConnection $args[0]", name + "*").ThrowOnError().Output);
    }

    [Theory]
    [InlineData("Get-SyncConnection nowhere", "ConnectionNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-SyncConnection nowhere", "ConnectionNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-SyncPhoneBook -Connection nowhere", "ConnectionNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-SyncPhoneBook -StorePath ./nowhere.db", "StoreNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-SyncPhoneBook -StorePath env:PATH", "NotAFilePath", ErrorCategory.InvalidArgument)]
    [InlineData("Start-SyncSandbox -ContactPath ./nowhere", "FolderNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Update-SyncSandbox -Group g", "SandboxNotRunning", ErrorCategory.ObjectNotFound)]
    [InlineData("New-SyncEnvironment Global -Authority https://a.example -GraphEndpoint https://b.example", "EnvironmentNameTaken",
        ErrorCategory.ResourceExists)]
    [InlineData("New-SyncEnvironment x -Authority http://a.example -GraphEndpoint https://b.example", "InvalidArgument",
        ErrorCategory.InvalidArgument)]
    [InlineData("New-SyncEnvironment x -Authority https://a.example -GraphEndpoint https://b.example -TrustedCertificate ./none.pem",
        "FileInaccessible", ErrorCategory.ResourceUnavailable)]
    public void A_mistake_is_an_error_with_an_id_and_advice(string script, string id, ErrorCategory category)
    {
        var error = Assert.Single(host.Run(script).Errors);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_machine_without_a_country_needs_the_region_named()
    {
        var environment = new Dictionary<string, string?> { ["LC_ALL"] = "C", ["LANG"] = "C" };
        using var runner = RunnerProcess.Start(
            environment, "-Command",
            "New-SyncConnection -Name a -TenantId t -ClientId 0f0f0f0f-0000-0000-0000-000000000001 -ClientSecret ([securestring]::new())");

        var result = runner.Finish();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("-Region DE", result.Error);
    }

    [Theory]
    [InlineData("-Region ZZ", "RegionUnknown")]
    [InlineData("-Region DE -ClientId 00000000-0000-0000-0000-000000000000", "CredentialOfOtherApp")]
    public void A_connection_that_makes_no_sense_is_refused(string parameters, string id) =>
        Assert.StartsWith(id + ",", Assert.Single(Save(parameters).Errors).FullyQualifiedErrorId);

    [Fact]
    public void Without_a_tenant_the_error_shows_the_line_to_type()
    {
        var result = host.Run("Connect-SyncTenant -ClientId $args[0] -ClientSecret $args[1]", AppId, credential.Secret);
        var error = Assert.Single(result.Errors);

        Assert.StartsWith("TenantIdMissing,", error.FullyQualifiedErrorId);
        Assert.Contains("-TenantId contoso.com", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_damaged_connection_does_not_hide_the_others()
    {
        SaveForUser("-Region DE").ThrowOnError();
        var good = host.Run("Get-SyncConnection $args[0]", name).ThrowOnError().Objects<SyncConnection>()[0];
        var bad = Path.Combine(Path.GetDirectoryName(good.Path)!, name + " bad.json");
        File.WriteAllText(bad, "{");

        var result = host.Run("Get-SyncConnection $args[0]", name + "*");
        File.Delete(bad);

        Assert.Equal([name], result.Objects<SyncConnection>().Select(connection => connection.Name));
        Assert.StartsWith("ConnectionFileDamaged,", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void An_environment_made_in_the_session_is_known_by_its_name()
    {
        var result = host.Run(
            """
            $null = New-SyncEnvironment -Name Lab2 -Authority https://login.lab.example -GraphEndpoint https://graph.lab.example -TenantId t
            (New-SyncConnection -Name $args[0] -Environment lab2 -ClientId $args[1] -ClientSecret $args[2] -Region DE).Environment
            New-SyncConnection -Name x -Environment nonsense -ClientId $args[1] -ClientSecret $args[2] -Region DE
            """,
            name, AppId, credential.Secret);

        Assert.Equal("https://graph.lab.example/v1.0", Assert.Single(result.Objects<SyncEnvironment>()).GraphEndpoint.AbsoluteUri);
        Assert.StartsWith("ParameterArgumentTransformationError,", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Contains("Global, USGov, USGovDoD, China, Lab2", result.Errors[0].ToString());
    }

    [Theory]
    [InlineData("Connect-SyncTenant -Environment ", "Global", "USGov", "USGovDoD", "China")]
    [InlineData("Connect-SyncTenant -Environment usg", "USGov", "USGovDoD")]
    public void Environments_are_completed(string line, params string[] expected) => Assert.Equal(expected, Complete(line));

    [Theory]
    [InlineData("Get-SyncConnection ")]
    [InlineData("Get-SyncPhoneBook -Connection ")]
    [InlineData("Remove-SyncConnection -Name ")]
    public void Connections_are_completed_and_quoted(string line)
    {
        SaveForUser("-Region DE").ThrowOnError();

        Assert.Equal([$"'{name}'"], Complete($"{line}'{name}"));
    }

    private List<string> Complete(string line)
    {
        // Completion runs in the runspace of the present thread.
        using var shell = System.Management.Automation.PowerShell.Create(host.Runspace);
        var found = CommandCompletion.CompleteInput(line, line.Length, null, shell);
        return [.. found.CompletionMatches.Select(match => match.CompletionText)];
    }

    private HostedResult Save(string parameters) =>
        host.Run($"$args[0] | New-SyncConnection -Name $args[1] -Credential $args[2] {parameters}", app, name, credential);

    private HostedResult SaveForUser(string parameters) => host.Run(
        $"New-SyncConnection -Name $args[0] -TenantId contoso.example -ClientId $args[1] -ClientSecret $args[2] {parameters}",
        name, AppId, credential.Secret);
}

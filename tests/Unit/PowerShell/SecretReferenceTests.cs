using System.Net;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>
/// Secrets that lie elsewhere, read when a connection is used. The commands of SecretManagement and Azure Automation are functions of the
/// session, called as those are.
/// </summary>
public sealed class SecretReferenceTests : IDisposable
{
    private const string Secret = "geheim~4711", Commands =
        """
        function Get-Secret { [CmdletBinding()] param($Name, $Vault)
            $global:asked = "$Name of $Vault"
            switch ($Name) {
                'text' { $global:secret }
                'secure' { [System.Net.NetworkCredential]::new('', $global:secret).SecurePassword }
                'credential' { [pscredential]::new('app', [System.Net.NetworkCredential]::new('', $global:secret).SecurePassword) }
                'table' { @{ password = $global:secret } }
                'empty' { '' }
                default { throw "The secret $Name was not found." }
            }
        }
        function Set-Secret { [CmdletBinding()] param($Name, $Vault, [securestring] $SecureStringSecret)
            $global:written = "$Name of ${Vault}: $([System.Net.NetworkCredential]::new('', $SecureStringSecret).Password)"
        }
        function Get-AutomationVariable { [CmdletBinding()] param([string] $Name)
            if ($Name -ne 'pbx') { throw "No variable $Name" }; $global:secret
        }
        function Get-AutomationPSCredential { [CmdletBinding()] param([string] $Name)
            [pscredential]::new('app', [System.Net.NetworkCredential]::new('', $global:secret).SecurePassword)
        }
        $global:secret = $args[0]
        """;

    private readonly HostedModule host = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");
    private readonly string name = "test-" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose()
    {
        host.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("-SecretName text -VaultName Ops", "text of Ops")]
    [InlineData("-SecretName secure", "secure of ")]
    [InlineData("-SecretName credential -VaultName Ops", "credential of Ops")]
    public void A_vault_is_asked_at_use(string place, string asked)
    {
        Define();

        Assert.Equal(Secret, Read(place));
        Assert.Equal(asked, host.Run("$global:asked").Objects<string>()[0]);
        Assert.DoesNotContain(Secret, AllText());
    }

    [Theory]
    [InlineData("-AutomationVariable pbx")]
    [InlineData("-AutomationCredential any")]
    public void A_runbook_s_own_commands_are_asked(string place)
    {
        Define();

        Assert.Equal(Secret, Read(place));
        Assert.DoesNotContain(Secret, AllText());
    }

    [Fact]
    public void An_environment_variable_is_read_at_use()
    {
        var variable = "CONTACTSYNC_TEST_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(variable, Secret);

        Assert.Equal(Secret, Read($"-EnvironmentVariable {variable}"));
        Environment.SetEnvironmentVariable(variable, null);
        AssertFails(variable, "EnvironmentVariableMissing");
    }

    [Fact]
    public void Systemd_s_credential_is_read_in_its_folder()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "pbx"), Secret);
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", folder.FullName);
        try
        {
            Assert.Equal(Secret, Read("-SystemdCredential pbx"));
            Save("-SystemdCredential other");
            AssertFails("LoadCredentialEncrypted=other", "SystemdCredentialMissing");
        }
        finally
        {
            Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", null);
        }
        AssertFails("systemd", "SystemdCredentialMissing");
    }

    [Theory]
    [InlineData(UnixFileMode.None, null)]
    [InlineData(UnixFileMode.OtherRead, "SecretFileOpen")]
    [InlineData(UnixFileMode.GroupRead, "SecretFileOpen")]
    [InlineData(UnixFileMode.OtherWrite, "SecretFileOpen")]
    public void A_file_is_read_where_nobody_else_may(UnixFileMode others, string? error)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var path = Path.Combine(folder.FullName, "secret");
        File.WriteAllText(path, Secret + "\r\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, others | UnixFileMode.UserRead | UnixFileMode.UserWrite);

        if (error is null)
        {
            Assert.Equal(Secret, Read($"-SecretPath '{path}'"));
            return;
        }
        Save($"-SecretPath '{path}'");
        AssertFails("chmod 600", error);
    }

    [Theory]
    [InlineData("-SecretName nowhere -VaultName Ops", "VaultRefused", "Set-Secret -Name 'nowhere'")]
    [InlineData("-SecretName table", "ReferredSecretUnusable", "SecureString")]
    [InlineData("-SecretName empty", "ReferredSecretUnusable", "SecureString")]
    [InlineData("-AutomationVariable other", "AutomationRefused", "other")]
    [InlineData("-SecretPath /nowhere/secret", "SecretFileMissing", "-SecretPath")]
    public void What_is_not_there_is_named_with_the_next_step(string place, string id, string advice)
    {
        Define();
        Save(place);

        AssertFails(advice, id);
    }

    [Theory]
    [InlineData("-SecretName text", "SecretManagementMissing", "Install-PSResource Microsoft.PowerShell.SecretManagement")]
    [InlineData("-AutomationVariable pbx", "AutomationMissing", "runbook")]
    [InlineData("-AutomationCredential pbx", "AutomationMissing", "runbook")]
    public void Without_the_commands_the_error_says_where_they_come_from(string place, string id, string advice)
    {
        Save(place);

        AssertFails(advice, id);
    }

    [Theory]
    [InlineData("-SecretName a -SecretPath b", "OnePlaceOnly")]
    [InlineData("-VaultName a", "OnePlaceOnly")]
    [InlineData("-ManagedIdentity -SecretName a", "OnePlaceOnly")]
    [InlineData("-ClientSecret ([securestring]::new()) -SecretName a", "OnePlaceOnly")]
    [InlineData("-UserName a@b.example", "AccountWithoutPassword")]
    [InlineData("-ExchangeUserName a -EwsUrl https://a.example/x", "AccountWithoutPassword")]
    public void Two_places_are_refused(string parameters, string id) =>
        Assert.StartsWith(id + ",", Assert.Single(Try(parameters).Errors).FullyQualifiedErrorId);

    [Fact]
    public void A_place_stands_for_the_secret_of_what_is_named_beside_it()
    {
        var user = Save("-UserName svc@contoso.example -SecretName user");
        var exchange = Save("-ClientSecret $args[2] -ExchangeUserName svc -EwsUrl https://mail.lab.example/x -SecretName exchange");

        Assert.Equal((CredentialKind.Password, "user"), (user.CredentialKind, user.CredentialReference?.Name));
        Assert.Equal((CredentialKind.ClientSecret, null), (exchange.CredentialKind, exchange.CredentialReference));
        Assert.Equal(
            ("svc", "exchange", ExchangeAuthentication.Basic),
            (exchange.ExchangeAccount, exchange.ExchangeReference?.Name, exchange.ExchangeAuthentication));
    }

    private void Define() => host.Run(Commands, Secret).ThrowOnError();

    private HostedResult Try(string parameters) => host.Run(
        $"New-SyncConnection -Name $args[0] -TenantId contoso.example -ClientId $args[1] -Region DE {parameters}",
        name, "11111111-2222-3333-4444-555555555555", new NetworkCredential("", "s").SecurePassword);

    private SyncConnection Save(string parameters) => Assert.Single(Try(parameters).ThrowOnError().Objects<SyncConnection>());

    /// <summary>What a connection with the place uses: seen in what an export writes.</summary>
    private string Read(string place)
    {
        Save(place);
        var text = Assert.Single(Export().ThrowOnError().Objects<string>());
        return System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("clientSecret").GetString()!;
    }

    private void AssertFails(string advice, string id)
    {
        var error = Assert.Single(Export().Errors);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId);
        Assert.Contains(advice, $"{error} {error.ErrorDetails.RecommendedAction}");
        Assert.DoesNotContain(Secret, $"{error} {error.ErrorDetails.RecommendedAction} {error.Exception}");
    }

    private HostedResult Export() => host.Run("Export-SyncConnection -Name $args[0] -Format Json -IncludeSecret -Force", name);

    private string AllText() => File.ReadAllText(host.Run("(Get-SyncConnection $args[0]).Path", name).Objects<string>()[0]);
}

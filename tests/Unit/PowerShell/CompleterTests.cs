using ContactSync.Tests.PhoneBooks;
using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>What Tab offers out of a data folder of its own, in a process of its own.</summary>
public sealed class CompleterTests
{
    [Fact]
    public void Destinations_are_completed_though_another_store_is_damaged()
    {
        using var home = new TemporaryFolder();
        using var script = new ScriptFile(
            """
            param($Broken, $Target)
            $secret = [System.Net.NetworkCredential]::new('', 'not a secret').SecurePassword
            $app = @{ TenantId = 'a.example'; ClientId = [guid]::NewGuid(); ClientSecret = $secret; Region = 'DE' }
            $null = New-SyncConnection Broken @app -StorePath $Broken
            $null = New-SyncConnection Well @app
            $null = Register-SyncDestination 'The desk' Csv -Path $Target -StorePath (Get-SyncConnection Well).StorePath
            [System.IO.File]::WriteAllText($Broken, 'no store')
            (TabExpansion2 'Publish-SyncPhoneBook the').CompletionMatches.CompletionText
            """);
        var environment = new Dictionary<string, string?> { ["CONTACTSYNC_HOME"] = home.Path("home") };

        using var runner = RunnerProcess.Start(environment, script.FilePath, home.Path("a.db"), home.Path("out.csv"));
        var result = runner.Finish();

        Assert.Equal("", result.Error);
        Assert.Equal(["'The desk'"], result.Lines);
    }
}

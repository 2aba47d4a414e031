using ContactSync.Sandbox;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>The scan finds what it is to find.</summary>
public class SecretScanTests
{
    [Fact]
    public async Task A_secret_of_a_sandbox_is_known_from_the_moment_it_is_given_out()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 1 });

        Assert.True(SecretScan.Contains($"the secret is {sandbox.AdminClientSecret}, keep it"));
        Assert.True(SecretScan.Contains(sandbox.ControlKey));
        Assert.True(SecretScan.Contains(sandbox.Users[0].Password));
        Assert.False(SecretScan.Contains($"the app is {sandbox.AdminClientId} of {sandbox.TenantId}, at {sandbox.Authority}"));
    }

    [Fact]
    public void A_secret_of_a_sandbox_in_another_process_is_known_too()
    {
        using var host = new HostedModule();
        // What a script reveals on purpose is no find.
        var revealed = host.Run(
            """
            $sandbox = Start-SyncSandbox -MailboxCount 1 -ContactsPerMailbox 0
            [Net.NetworkCredential]::new('', $sandbox.AdminClientSecret).Password
            [Net.NetworkCredential]::new('', $sandbox.ExchangePassword).Password
            $sandbox.AdminClientId
            Stop-SyncSandbox -Confirm:$false
            """).ThrowOnError().Objects<string>();

        Assert.Equal([true, true, false], revealed.Select(SecretScan.Contains));
    }

    [Fact]
    public async Task A_file_may_hold_a_secret_where_that_was_asked_for_by_name()
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 1 });
        var folder = Directory.CreateTempSubdirectory("contactsync-");
        try
        {
            var path = Path.Combine(folder.FullName, "product.cfg");
            await File.WriteAllTextAsync(path, "secret=" + sandbox.AdminClientSecret);
            SecretScan.Except(path);
            SecretScan.CheckFolder(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

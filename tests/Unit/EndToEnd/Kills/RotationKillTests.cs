using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PowerShell;
using Xunit;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>A tenant whose answers take long enough for a process to be killed between two of them.</summary>
public sealed class SlowTenantFixture : TenantFixture
{
    protected override SandboxOptions Options { get; } = new()
    {
        MailboxCount = 1,
        LatencyMilliseconds = 15,
        ReplicationDelay = TimeSpan.FromMilliseconds(200),
    };
}

/// <summary>
/// A process that rotates a connection's credential is killed at a random request and a random time after it. The connection signs in all the
/// same, and the next call goes on to the right end: one credential, the one that the connection uses.
/// </summary>
public sealed class RotationKillTests(SlowTenantFixture tenant) : IClassFixture<SlowTenantFixture>, IDisposable
{
    private const string SignIn = """
        $secret = [System.Net.NetworkCredential]::new('', $env:ROTATION_ADMIN).SecurePassword
        $lab = New-SyncEnvironment -Name lab -Authority $env:ROTATION_AUTHORITY -GraphEndpoint $env:ROTATION_GRAPH -TrustedCertificate $env:ROTATION_CA
        Connect-SyncTenant -Environment $lab -TenantId $env:ROTATION_TENANT -ClientId $env:ROTATION_CLIENT -ClientSecret $secret
        """;

    /// <summary>Requests of the command itself, its sign-in included.</summary>
    private const int Requests = 32;

    private readonly HostedModule host = tenant.Connect();

    public static TheoryData<int> Sample { get; } = [.. Enumerable.Range(1, 4)];

    public static TheoryData<int> Rest { get; } = [.. Enumerable.Range(5, 40)];

    public void Dispose() => host.Dispose();

    [Theory, MemberData(nameof(Sample))]
    public Task The_next_call_makes_a_killed_rotation_good(int seed) => KillAsync(seed);

    [Theory(Explicit = true), MemberData(nameof(Rest))]
    public Task The_next_call_makes_a_killed_rotation_good_at_many_moments(int seed) => KillAsync(seed);

    private long Operations =>
        tenant.Server.Requests.OperationsOf(RequestKind.Directory) + tenant.Server.Requests.OperationsOf(RequestKind.Token);

    private async Task KillAsync(int seed)
    {
        var random = new Random(seed);
        var name = $"killed-{seed}-{Guid.NewGuid():N}"[..20];
        var app = Connect(name, isCertificate: seed % 2 == 0);
        await KilledRuns.KillAsync(
            $"{SignIn}; Update-SyncAppCredential -Connection {name} -MinDaysLeft 36500 -Overlap 0",
            new WatchedMeter(() => Operations), random.Next(2, Requests), TimeSpan.FromMilliseconds(random.Next(0, 30)), Environment());
        host.Run("Get-SyncSourceMailbox -Connection $args[0]", name).ThrowOnError();

        var done = Assert.Single(
            host.Run("Update-SyncAppCredential -Connection $args[0] -MinDaysLeft 36500 -Overlap 0", name).ThrowOnError()
                .Objects<SyncCredentialRotation>());

        TestContext.Current.TestOutputHelper?.WriteLine($"Resumed: {done.IsResumed}; removed {done.Removed.Count}.");
        Assert.Equal("Renewed", done.Change);
        var left = host.Run("$args[0] | Get-SyncAppCredential", app).ThrowOnError().Objects<SyncAppCredential>();
        Assert.Equal((done.KeyId, name), (Assert.Single(left).KeyId, Assert.Single(left[0].Connections)));
        host.Run("Get-SyncSourceMailbox -Connection $args[0]", name).ThrowOnError();
    }

    private Dictionary<string, string?> Environment() => new()
    {
        ["ROTATION_ADMIN"] = tenant.Server.AdminClientSecret,
        ["ROTATION_CLIENT"] = tenant.Server.AdminClientId,
        ["ROTATION_TENANT"] = tenant.Server.TenantId.ToString(),
        ["ROTATION_AUTHORITY"] = tenant.Server.Authority.ToString(),
        ["ROTATION_GRAPH"] = tenant.Server.Graph.ToString(),
        ["ROTATION_CA"] = tenant.Server.CaFile,
    };

    private SyncAppRegistration Connect(string name, bool isCertificate) => host.Run(
        """
        $app = New-SyncAppRegistration -Name $args[0] -Preset ContactImport
        $app | Grant-AdminConsent | Out-Null
        $kind = if ($args[1]) { @{ Kind = 'Certificate'; OutFile = $args[2] } } else { @{} }
        $credential = $app | New-SyncAppCredential @kind
        $app | New-SyncConnection -Name $args[0] -Credential $credential -Region DE | Out-Null
        $app
        """,
        name, isCertificate, Path.Combine(tenant.Folder, name + ".pfx")).ThrowOnError().Objects<SyncAppRegistration>().Single();
}

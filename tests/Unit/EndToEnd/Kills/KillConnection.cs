using ContactSync.Tests.Hosting;
using ContactSync.Tests.PhoneBooks.Destinations;
using ContactSync.Tests.PowerShell;
using Xunit;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>A connection to a tenant with a store of its own.</summary>
internal sealed class KillConnection : IAsyncDisposable
{
    private readonly HostedModule host;

    public KillConnection(HostedModule host, TenantFixture tenant, StoreKind kind, string what)
    {
        this.host = host;
        Name = $"{what}-{Guid.NewGuid():N}"[..20];
        Store = KillStore.Make(kind, Path.Combine(tenant.Folder, Name + ".db"));
        host.Run(
            "New-SyncConnection $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE -StorePath $args[4]",
            Name, tenant.Lab, tenant.App.AppId, TestServers.Secure(tenant.Secret), Store.StorePath).ThrowOnError();
    }

    public string Name { get; }

    public KillStore Store { get; }

    /// <summary>The command that fills the store.</summary>
    public string Command =>
        $"Invoke-ContactSync -Connection {Name} -Group 'Phone users' -OverrideGuard SourceEmpty, TooManyDeletes -SkipPublish";

    public IReadOnlyList<SyncReport> Import() => host.Run(Command).ThrowOnError().Objects<SyncReport>();

    /// <summary>An import of which nothing fails.</summary>
    public Task ImportAllAsync() => Task.Run(() =>
        Assert.All(Import(), report => Assert.True(report.Status == SyncStatus.Succeeded, $"{report.Mailbox}: {report.Reason}")));

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}

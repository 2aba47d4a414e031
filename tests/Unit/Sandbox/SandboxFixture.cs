using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>One sandbox for the tests of a class; each makes its own apps in it.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    public SandboxClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await SandboxClient.StartAsync();

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}

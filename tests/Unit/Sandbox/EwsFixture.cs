using ContactSync.Sandbox;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>One sandbox for the tests of a class, which run one after the other.</summary>
public sealed class EwsFixture : IAsyncLifetime
{
    public const int ContactsPerMailbox = 40;

    internal EwsClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Client = await EwsClient.StartAsync(new SandboxOptions { MailboxCount = 6, ContactsPerMailbox = ContactsPerMailbox });

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}

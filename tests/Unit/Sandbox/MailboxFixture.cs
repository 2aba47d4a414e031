using ContactSync.Sandbox;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>One sandbox for the tests of a class, which run one after the other.</summary>
public sealed class MailboxFixture : IAsyncLifetime
{
    public const int ContactsPerMailbox = 40;

    internal MailboxSandbox Sandbox { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Sandbox = await MailboxSandbox.StartAsync(new SandboxOptions { MailboxCount = 8, ContactsPerMailbox = ContactsPerMailbox });
        Sandbox.Use(Sandbox.Token("Contacts.ReadWrite"));
    }

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}

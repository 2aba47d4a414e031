using ContactSync.Sandbox.Autodiscover;
using ContactSync.Sandbox.Control;
using ContactSync.Sandbox.Entra;
using ContactSync.Sandbox.Ews;
using ContactSync.Sandbox.ExchangeAdmin;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes;

namespace ContactSync.Sandbox;

/// <summary>The parts a sandbox is made of; one line a part.</summary>
internal static class SandboxModules
{
    public static IReadOnlyList<ISandboxModule> Create(SandboxContext context) =>
    [
        new EntraModule(context),
        new DirectoryModule(context),
        new MailboxModule(context),
        new EwsModule(context),
        new ExchangeAdminModule(context),
        new AutodiscoverModule(context),
        new ControlModule(context),
    ];
}

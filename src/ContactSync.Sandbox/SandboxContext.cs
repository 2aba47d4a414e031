using System.Collections.Concurrent;
using ContactSync.Sandbox.Entra;
using ContactSync.Sandbox.Ews;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.ExchangeAdmin;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Mailboxes.Limits;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox;

/// <summary>What every part of one running sandbox shares.</summary>
internal sealed class SandboxContext(SandboxOptions options, Tenant tenant, string folder, string controlKey)
{
    private NtlmUsers? _ntlmUsers;

    public SandboxOptions Options { get; } = options;
    public TimeProvider Time => Options.TimeProvider;
    public Tenant Tenant { get; } = tenant;
    public TokenIssuer Tokens { get; } = new(tenant, options);
    public DeviceCodes DeviceCodes { get; } = new();
    public AuthorizationCodes AuthorizationCodes { get; } = new();
    public IdentityProviders IdentityProviders { get; } = new();
    public BrowserPerson Person { get; } = new();
    public MailboxStore Mailboxes { get; } = new(options.TimeProvider);
    public MailboxGate MailboxGate { get; } = new(options, user => tenant.FindUser(user)?.Id.ToString() ?? user);
    public EwsSettings Ews { get; } = new(options.ExchangeServer, tenant.Domain);
    public ExchangeOrganization Exchange { get; } = new(tenant, options.TimeProvider);
    public EwsGate EwsGate { get; } = new();
    public EwsBudget EwsBudget { get; } = new(options.TimeProvider);
    public NtlmUsers NtlmUsers => _ntlmUsers ??= new NtlmUsers(this);
    public FaultBoard Faults { get; } = new(address => tenant.FindUser(address)?.Id.ToString());
    public RequestLog Requests { get; } = new();
    public string Folder { get; } = folder;
    public string ControlKey { get; } = controlKey;

    /// <summary>The way of every operation; set once the server is configured.</summary>
    public RequestDelegate Pipeline { get; set; } = _ => Task.CompletedTask;

    /// <summary>Completed by the control API.</summary>
    public TaskCompletionSource StopRequested { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the person who started the sandbox should read: a contact file that could not be read, and where.</summary>
    public ConcurrentQueue<string> Notices { get; } = new();
}

using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox;

/// <summary>A user of the sandbox's tenant who has a mailbox.</summary>
public sealed record SandboxUser(string Address, string Password);

/// <summary>A running sandbox: a tenant with its sign-in service and Microsoft Graph over HTTPS on loopback.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly SandboxFolder _folder;
    private readonly SandboxCertificates _certificates;
    private readonly CancellationTokenSource _stopping;
    private readonly Application _administrator;
    private readonly WebApplication _server;

    private SandboxHost(
        SandboxFolder folder, SandboxCertificates certificates, CancellationTokenSource stopping,
        SandboxContext context, Application administrator, WebApplication server, int port)
    {
        _folder = folder;
        _certificates = certificates;
        _stopping = stopping;
        _administrator = administrator;
        _server = server;
        Context = context;
        Authority = new Uri($"https://localhost:{port}");
    }

    /// <summary>Sign-in service without tenant; a client appends the tenant id or a domain.</summary>
    public Uri Authority { get; }

    public Guid TenantId => Context.Tenant.Id;

    public string Domain => Context.Tenant.Domain;

    /// <summary>Base of Microsoft Graph, version included.</summary>
    public Uri Graph => new(Authority, "v1.0");

    public Uri Ews => new(Authority, "EWS/Exchange.asmx");

    /// <summary>
    /// The account on the organisation's own Exchange server that may act for every mailbox there (role ApplicationImpersonation).
    /// It signs in with its password.
    /// </summary>
    public SandboxUser EwsServiceAccount => new(Context.Ews.ServiceAccount, Context.Ews.ServicePassword);

    public Uri Autodiscover => new(Authority, "autodiscover/autodiscover.svc");

    /// <summary>The certification authority as a PEM file in <see cref="Folder"/>.</summary>
    public string CaFile => Path.Combine(Folder, "ca.pem");

    public string AdminClientId => _administrator.AppId;

    public string AdminClientSecret => _administrator.Secrets[0].Text;

    /// <summary>Opens the control API; header X-Sandbox-Key.</summary>
    public string ControlKey => Context.ControlKey;

    public Uri Control => new(Authority, "sandbox/");

    /// <summary>Temporary folder, mode 0700, that goes when the sandbox goes. The one who started it may keep data here too.</summary>
    public string Folder => _folder.Path;

    /// <summary>The users with a mailbox in the cloud.</summary>
    public IReadOnlyList<SandboxUser> Users
    {
        get
        {
            lock (Context.Tenant.Gate)
            {
                return Context.Tenant.Users
                    .Where(user => user.Mailbox == MailboxPlace.Cloud)
                    .Select(user => new SandboxUser(user.UserPrincipalName, user.Password))
                    .ToList();
            }
        }
    }

    /// <summary>The members of "Everyone" whose mailbox lies on the organisation's own Exchange server.</summary>
    public IReadOnlyList<SandboxUser> OnPremisesUsers
    {
        get
        {
            lock (Context.Tenant.Gate)
            {
                return Context.Tenant.FindGroup(TenantBuilder.Everyone)!.Members.OfType<DirectoryUser>()
                    .Where(user => user.Mailbox == MailboxPlace.OnPremises)
                    .Select(user => new SandboxUser(user.UserPrincipalName, user.Password))
                    .ToList();
            }
        }
    }

    /// <summary>The user who is Global Administrator.</summary>
    public SandboxUser Administrator
    {
        get
        {
            lock (Context.Tenant.Gate)
            {
                var user = Context.Tenant.Users.First(candidate => candidate.IsAdministrator);
                return new SandboxUser(user.UserPrincipalName, user.Password);
            }
        }
    }

    public FaultBoard Faults => Context.Faults;

    public RequestLog Requests => Context.Requests;

    /// <summary>Completes when the sandbox was asked over the control API to stop.</summary>
    public Task StopRequested => Context.StopRequested.Task;

    /// <summary>Messages for the one who started the sandbox, such as contact files that could not be read.</summary>
    public IReadOnlyCollection<string> Notices => Context.Notices;

    internal SandboxContext Context { get; }

    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that makes no tenant.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MailboxCount);
        ArgumentOutOfRangeException.ThrowIfNegative(options.OnPremisesMailboxCount);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ContactsPerMailbox);
        ArgumentOutOfRangeException.ThrowIfNegative(options.LatencyMilliseconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReplicationDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MailboxConcurrency, 1);
        var folder = SandboxFolder.Create();
        var stopping = new CancellationTokenSource();
        SandboxCertificates? certificates = null;
        try
        {
            certificates = SandboxCertificates.Create();
            await File.WriteAllTextAsync(
                Path.Combine(folder.Path, "ca.pem"), certificates.Authority.ExportCertificatePem() + "\n", cancellationToken);
            var tenant = TenantBuilder.Build(options, out var administrator);
            var context = new SandboxContext(options, tenant, folder.Path, SandboxIds.ControlKey());
            var modules = SandboxModules.Create(context);
            foreach (var module in modules)
                await module.PrepareAsync(cancellationToken);
            var (server, port) = await LoopbackServer.StartAsync(
                options.Port, certificates, application => Configure(application, context, modules, stopping.Token), cancellationToken);
            lock (tenant.Gate)
                tenant.NameGraphHost(port);
            return new SandboxHost(folder, certificates, stopping, context, administrator, server, port);
        }
        catch
        {
            certificates?.Dispose();
            stopping.Dispose();
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Answers that are held back on purpose end first; nobody waits for them.
        await _stopping.CancelAsync();
        await _server.StopAsync();
        await _server.DisposeAsync();
        _certificates.Dispose();
        _stopping.Dispose();
        _folder.Dispose();
    }

    private static void Configure(
        WebApplication application, SandboxContext context, IReadOnlyList<ISandboxModule> modules, CancellationToken stopping)
    {
        application.Use(next => request => context.MailboxGate.HoldAsync(request, next));
        application.Use(next => request => context.EwsGate.HoldAsync(request, next));
        application.Use(next => request => new Wire(context, stopping).InvokeAsync(request, next));
        // From here on an entry of a $batch takes the same way as a request of its own.
        application.Use(next => context.Pipeline = request => new Operations(context).InvokeAsync(request, next));
        application.Use(next => request => context.MailboxGate.CheckAsync(request, next));
        application.UseRouting();
        foreach (var module in modules)
            module.Map(application);
    }
}

using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>What a connection needs of an Exchange that is read over EWS: the way there, and an account that is let in.</summary>
internal sealed class ExchangeStages : IAsyncDisposable
{
    private readonly EwsClientOptions options;
    private readonly EwsSourceOptions naming;
    private readonly EwsClient client;

    /// <summary>Makes the stages. Nothing is sent.</summary>
    /// <exception cref="SyncException">The environment's own certificate makes no sense.</exception>
    public ExchangeStages(EwsClientOptions options, EwsSourceOptions naming)
    {
        this.options = options;
        this.naming = naming;
        client = new EwsClient(options with { Retry = options.Retry with { TotalTime = TimeSpan.FromMinutes(1) } });
        Source = new EwsContactSource(client, naming);
    }

    /// <summary>Where it is.</summary>
    public Uri Url => client.Url;

    /// <summary>The account that signs in.</summary>
    public string Account => options.SignIn.Account;

    /// <summary>Reads the mailboxes.</summary>
    public EwsContactSource Source { get; }

    /// <summary>Whether an app signs in by a token, in Exchange Online.</summary>
    public bool IsOnline => options.SignIn is EwsTokenSignIn && Url == options.Environment.EwsUrl;

    /// <summary>What the server is.</summary>
    public string Server => client.Server?.ToString() ?? Url.Authority;

    /// <summary>Connects.</summary>
    public async Task<SyncCheck> EndpointAsync(CancellationToken cancellationToken)
    {
        var trust = new ServerTrust(options.Environment, isExchange: true);
        var transport = options.Transport?.Invoke() ?? EwsSockets.Create(trust, null);
        using var http = new HttpClient(transport) { Timeout = options.Retry.TryTimeout };
        return await new EndpointCheck(http, trust, options.TimeProvider).RunAsync(Url, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks a name up. That nobody has it is an answer too: the account was let in. That EWS is closed says nothing of the account.
    /// </summary>
    public async Task<SyncCheck> SignInAsync(string? mailbox, CancellationToken cancellationToken)
    {
        // An app has no mailbox of its own to ask the directory in the name of.
        var name = naming.DirectoryMailbox ?? mailbox;
        var impersonation = naming.DirectoryMailbox is { } own ? new EwsImpersonation(naming.Impersonation, own) : null;
        try
        {
            await client.GetAsync(new ResolveNames(name ?? Account), client.Call(Account, impersonation), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ServiceRefusedException error)
            when (error.Code is "ErrorNameResolutionNoResults" or "ErrorNameResolutionNoMailbox" or "ErrorMissingEmailAddress")
        {
        }
        catch (SyncException error)
        {
            return IsClosed(error) ? Checks.Failed(Checks.Protocol, Url.Authority, error) : Checks.Failed(Checks.SignIn, Account, error);
        }
        return Checks.Passed(Checks.SignIn, Account, Texts.Catalog.Text(nameof(Errors.Text_SignedInToExchange), client.Server));
    }

    /// <summary>Whether it is EWS that is refused, to whomever.</summary>
    public static bool IsClosed(SyncException error) =>
        error.ErrorId is nameof(Errors.EwsDisabled) or nameof(Errors.EwsBlockedByPolicy) or nameof(Errors.EwsForbidden);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync().ConfigureAwait(false);
        client.Dispose();
    }
}

using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// A person who signs in by himself, second factor and all: the tokens carry his name and can do what both he and the app may. What the
/// sign-in gave is kept in memory only; later tokens come without asking while that lasts.
/// </summary>
public abstract class PersonCredential : AppCredential
{
    /// <summary>Microsoft Graph Command Line Tools: Microsoft's own client, known in every tenant, for who has no app of his own.</summary>
    public const string GraphCommandLineTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    /// <summary>
    /// The client of Exchange Online PowerShell. Microsoft's own clients are let in by the services they were made for only
    /// (AADSTS65002), so that this one asks for tokens of Exchange where the one above asks for those of Graph.
    /// </summary>
    private const string ExchangePowerShell = "fb78d390-0c51-40cd-8e17-fdbfab77341b";

    private readonly IReadOnlyList<string> scopes;

    /// <param name="scopes">The permissions of Microsoft Graph to ask for, by name; none for what was consented to before.</param>
    private protected PersonCredential(IReadOnlyList<string> scopes) => this.scopes = scopes;

    /// <inheritdoc/>
    internal override bool IsPerson => true;

    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http)
    {
        var clients = new Dictionary<string, IPublicClientApplication>(StringComparer.OrdinalIgnoreCase);
        var accounts = new Dictionary<string, IAccount>(StringComparer.OrdinalIgnoreCase);
        return async (resource, forceRefresh, cancellationToken) =>
        {
            var isGraph = resource == options.Environment.GraphResource;
            var clientId = !isGraph && options.ClientId == GraphCommandLineTools ? ExchangePowerShell : options.ClientId;
            if (!clients.TryGetValue(clientId, out var client))
                clients[clientId] = client = AppSignIn.PreparePublic(options with { ClientId = clientId }, http).Build();
            string[] wanted = isGraph && scopes.Count > 0
                ? [.. scopes.Select(scope => $"{resource.TrimEnd('/')}/{scope}")]
                : [AppSignIn.DefaultScope(resource)];
            if (accounts.TryGetValue(clientId, out var account)
                && await TrySilentAsync(client, wanted, account, forceRefresh, cancellationToken).ConfigureAwait(false) is { } held)
                return AppSignIn.ToToken(held);
            var hint = (account ?? accounts.Values.FirstOrDefault())?.Username;
            var result = await AskAsync(client, wanted, hint, cancellationToken).ConfigureAwait(false);
            accounts[clientId] = result.Account;
            return AppSignIn.ToToken(result);
        };
    }

    /// <summary>Asks the person.</summary>
    /// <param name="client">The sign-in library's client.</param>
    /// <param name="wanted">The scopes in full.</param>
    /// <param name="userName">Who signed in before; null for the first time.</param>
    /// <param name="cancellationToken">Ends the wait for the person.</param>
    private protected abstract Task<AuthenticationResult> AskAsync(
        IPublicClientApplication client, string[] wanted, string? userName, CancellationToken cancellationToken);

    private static async Task<AuthenticationResult?> TrySilentAsync(
        IPublicClientApplication client, string[] wanted, IAccount account, bool forceRefresh, CancellationToken cancellationToken)
    {
        try
        {
            return await client.AcquireTokenSilent(wanted, account).WithForceRefresh(forceRefresh).ExecuteAsync(cancellationToken)
                .ConfigureAwait(false);
        }
        catch (MsalUiRequiredException)
        {
            return null;
        }
    }
}

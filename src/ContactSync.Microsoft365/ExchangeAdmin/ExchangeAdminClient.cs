using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>
/// Runs cmdlets of Exchange Online by its admin API, which is what Connect-ExchangeOnline uses: POST
/// /adminapi/beta/{tenant}/InvokeCommand. It needs the app role Exchange.ManageAsApp and a directory role.
/// </summary>
/// <remarks>https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2</remarks>
internal sealed class ExchangeAdminClient(TenantSession session)
{
    /// <summary>The mailbox that every organisation has.</summary>
    private const string SystemMailbox = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}";

    private const string PageSize = "odata.maxpagesize=1000";

    /// <summary>
    /// The address of the API in an environment. In Microsoft's clouds it has Exchange Online's name, elsewhere that of Graph.
    /// </summary>
    internal static Uri EndpointOf(SyncEnvironment environment) => new(
        environment.IsMicrosoftCloud ? new Uri(environment.ExchangeResource) : environment.GraphEndpoint, "/adminapi/beta");

    /// <summary>Runs a cmdlet and reads what it wrote to the end.</summary>
    /// <exception cref="ServiceRefusedException">Exchange, or the identity platform, said no.</exception>
    /// <exception cref="ConnectionLostException">No answer, or not the whole of it.</exception>
    internal async Task<ExchangeAnswer> RunAsync(ExchangeCommand command, CancellationToken cancellationToken)
    {
        var endpoint = EndpointOf(session.Environment);
        var call = new GraphCall(session.ClientId, endpoint, command.Target);
        var objects = new List<ExchangeObject>();
        var warnings = new List<string>();
        var followed = new HashSet<string>(StringComparer.Ordinal);
        var address = new Uri($"{endpoint}/{session.TenantId}/InvokeCommand");
        while (true)
        {
            var page = await call.RunAsync(token => SendAsync(call, command, address, token), cancellationToken).ConfigureAwait(false);
            objects.AddRange(page.Objects);
            warnings.AddRange(page.Warnings);
            if (page.NextLink is not { } next)
                break;
            if (!followed.Add(next) || !Uri.TryCreate(next, UriKind.Absolute, out address!))
                throw GraphErrors.Unreadable(call, null);
        }
        foreach (var warning in warnings)
            session.Trace?.Invoke($"{command.Name}: {warning}");
        return new ExchangeAnswer(objects, warnings);
    }

    /// <summary>The object of a cmdlet that writes one; null where Exchange knows none.</summary>
    internal async Task<ExchangeObject?> FindAsync(ExchangeCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(command, cancellationToken).ConfigureAwait(false)).Objects.FirstOrDefault();
        }
        catch (ServiceRefusedException error) when (error.ErrorId == nameof(Errors.ExchangeObjectUnknown))
        {
            return null;
        }
    }

    /// <summary>The object of a cmdlet that always writes one.</summary>
    internal async Task<ExchangeObject> GetAsync(ExchangeCommand command, CancellationToken cancellationToken) =>
        (await RunAsync(command, cancellationToken).ConfigureAwait(false)).Objects.FirstOrDefault()
        ?? throw GraphErrors.Unreadable(new GraphCall(session.ClientId, EndpointOf(session.Environment), command.Target), null);

    private async Task<ExchangePage> SendAsync(GraphCall call, ExchangeCommand command, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new StringContent(command.ToJson(), Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8"));
        request.Headers.TryAddWithoutValidation("X-CmdletName", command.Name);
        request.Headers.TryAddWithoutValidation("X-AnchorMailbox", await AnchorAsync(cancellationToken).ConfigureAwait(false));
        request.Headers.TryAddWithoutValidation("X-ResponseFormat", "json");
        request.Headers.TryAddWithoutValidation("X-SerializationLevel", "Partial");
        request.Headers.TryAddWithoutValidation("Prefer", PageSize);
        // A next link is posted the same body; what only reads is repeated as a GET is.
        request.Options.Set(GraphRetry.OnlyReads, command.IsReading);
        using var response = await session.Exchange.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw await ExchangeAdminErrors.ReadAsync(call, command, response, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        // A cmdlet that writes nothing may be answered without a body.
        return body.Length == 0 ? new ExchangePage([], [], null) : ExchangePage.Read(body);
    }

    /// <summary>
    /// The mailbox by which a request is led to the organisation's servers: a person's own, for an app the organisation's.
    /// </summary>
    private async Task<string> AnchorAsync(CancellationToken cancellationToken)
    {
        var resource = session.Environment.ExchangeResource;
        var token = await session.GetTokenAsync(resource, forceRefresh: false, cancellationToken).ConfigureAwait(false);
        return $"UPN:{(token.IsOfUser && token.UserName is { } user ? user : $"{SystemMailbox}@{session.TenantId}")}";
    }
}

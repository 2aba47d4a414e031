using System.Net;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// The managed identity of the Azure resource this runs on: a virtual machine, App Service, Functions, Automation, a server with Arc. No
/// secret exists; the resource's own endpoint gives the tokens.
/// </summary>
/// <param name="clientId">The client id of a user-assigned identity; null for the resource's own.</param>
/// <remarks>https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token</remarks>
public sealed class ManagedIdentityCredential(string? clientId) : AppCredential
{
    /// <summary>What a session of the resource's own identity calls itself in place of a client id.</summary>
    public const string SystemAssigned = "system-assigned managed identity";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http)
    {
        var id = clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.WithUserAssignedClientId(clientId);
        var client = ManagedIdentityApplicationBuilder.Create(id)
            .WithHttpClientFactory(new AppSignIn.Factory(http), retryOnceOn5xx: false)
            .Build();
        return async (resource, forceRefresh, cancellationToken) => AppSignIn.ToToken(await client
            .AcquireTokenForManagedIdentity(resource.TrimEnd('/'))
            .WithForceRefresh(forceRefresh)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The endpoint is on this machine or its link, speaks plain http, and must not be looked for through a proxy. Where there is none,
    /// nobody answers: that is soon said.
    /// </summary>
    internal override HttpMessageHandler CreateWay(TenantSessionOptions options)
    {
        var transport = options.Transport?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            UseCookies = false,
            UseProxy = false,
        };
        var retry = options.Retry with
        {
            TimeProvider = options.TimeProvider, Trace = options.Trace, ConnectionRetries = 0, TryTimeout = TryTimeout,
        };
        return new Graph.GraphRetry(retry, new WireHandler(options.TimeProvider, options.Trace, transport, IsOnThisLink));
    }

    /// <inheritdoc/>
    internal override SyncException Translate(MsalException error, TenantSessionOptions options) =>
        ManagedIdentityErrors.Translate(error, clientId ?? SystemAssigned);

    private static bool IsOnThisLink(Uri address) =>
        address.IsLoopback || IPAddress.TryParse(address.Host, out var ip) && ip.GetAddressBytes() is [169, 254, _, _];
}

using System.Net;
using System.Net.Security;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Connections to Exchange: validated, without cookies, and never elsewhere by themselves.</summary>
internal static class EwsSockets
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Makes a pool of connections, for one identity.</summary>
    /// <param name="trust">Judges the servers' certificates.</param>
    /// <param name="credentials">What connections are signed in with; null where requests are.</param>
    public static SocketsHttpHandler Create(ServerTrust trust, ICredentials? credentials) => new()
    {
        // Elsewhere is for someone else to decide: a password must not follow a redirect.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = ConnectTimeout,
        Credentials = credentials,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trust.Validate },
    };

    /// <summary>Whether both addresses are of one server: the same name and port.</summary>
    public static bool IsSameServer(Uri one, Uri other) =>
        one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port && one.Scheme == other.Scheme;
}

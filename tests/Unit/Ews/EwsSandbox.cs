using System.Net;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Graph;
using ContactSync.Sandbox;

namespace ContactSync.Tests.Ews;

/// <summary>Clients of a sandbox's Exchange.</summary>
internal static class EwsSandbox
{
    /// <summary>A client over TLS with the sandbox's own authority; without a sign-in, as the service account by its password.</summary>
    public static EwsClient Client(SandboxHost host, EwsSignIn? signIn = null, Action<string>? trace = null) => new(new EwsClientOptions
    {
        Environment = new SyncEnvironment("own", host.Authority, host.Graph, host.Ews)
        {
            TrustedCertificate = File.ReadAllText(host.CaFile),
        },
        SignIn = signIn ?? Basic(host),
        Retry = new GraphRetryOptions { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(5) },
        Trace = trace,
    });

    public static EwsBasicSignIn Basic(SandboxHost host, string? password = null) => new(
        host.EwsServiceAccount.Address, new NetworkCredential("", password ?? host.EwsServiceAccount.Password).SecurePassword);
}

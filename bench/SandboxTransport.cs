using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.Bench;

/// <summary>Pooled connections that trust the sandbox: the same for what is measured and for what it is compared with.</summary>
internal static class SandboxTransport
{
    public static SocketsHttpHandler Create(string trustedCertificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(trustedCertificate);
        return new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            UseCookies = false,
        };
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>An assertion with which an app proves that it holds the key of a registered certificate.</summary>
internal static class ClientAssertion
{
    /// <exception cref="EntraException">The assertion proves nothing.</exception>
    public static void Check(Assertion assertion, Application application, string host, SandboxContext sandbox)
    {
        if (!Is(assertion.Subject, application.AppId) || !Is(assertion.Issuer, application.AppId))
            throw EntraErrors.AssertionClient();
        var key = FindKey(assertion, application, sandbox.Time.GetUtcNow());
        using (var publicKey = key.Certificate.GetRSAPublicKey())
        {
            if (!assertion.IsSignedBy(publicKey, "PS256", "RS256"))
                throw Unknown(application, assertion, "Client assertion contains an invalid signature.");
        }
        if (!assertion.Audiences.Any(audience => IsForHere(audience, host, sandbox.Tenant)))
            throw EntraErrors.AssertionAudience();
        assertion.CheckTime(sandbox.Time.GetUtcNow());
    }

    private static ApplicationKey FindKey(Assertion assertion, Application application, DateTimeOffset now)
    {
        var key = application.Keys.Find(candidate => IsThumbprint(assertion, candidate.Certificate));
        if (key is null || now < key.Usable)
            throw Unknown(application, assertion, "The key was not found.");
        if (now < key.Start || now >= key.End)
            throw Unknown(application, assertion, "The key used is expired.");
        return key;
    }

    private static bool IsThumbprint(Assertion assertion, X509Certificate2 certificate) => assertion.Header["x5t#S256"] is { } sha256
        ? sha256.ToString() == Base64Url.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256))
        : (assertion.Header["x5t"]?.ToString() ?? "").TrimEnd('=') == Base64Url.Encode(certificate.GetCertHash());

    /// <summary>The token endpoint or the issuer, under any name of the tenant.</summary>
    private static bool IsForHere(string audience, string host, Tenant tenant)
    {
        string[] names = [tenant.Id.ToString(), tenant.Domain, tenant.InitialDomain, "common", "organizations"];
        return names.Any(name =>
            Same($"{host}/{name}/oauth2/v2.0/token") || Same($"{host}/{name}/v2.0") || Same($"{host}/{name}/oauth2/token"));

        bool Same(string candidate) => candidate.Equals(audience.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
    }

    private static bool Is(string? value, string text) => string.Equals(value, text, StringComparison.OrdinalIgnoreCase);

    private static EntraException Unknown(Application application, Assertion assertion, string reason)
    {
        var header = assertion.Header;
        var named = (header["x5t#S256"] ?? header["x5t"] ?? header["kid"])?.ToString() ?? "";
        return EntraErrors.UnknownCertificate(application.AppId, named, reason);
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// The property keyCredentials as it is sent. The collection replaces the one that was there; an entry without its key stands for the
/// entry of the same keyId. https://learn.microsoft.com/graph/api/resources/keycredential
/// </summary>
internal static class KeyCredentials
{
    private const byte DerSequence = 0x30;

    /// <param name="body">What was sent; its types have been checked.</param>
    /// <param name="application">The app that is changed; null for a new one.</param>
    /// <param name="sandbox">The running sandbox.</param>
    /// <exception cref="GraphException">400: not a public certificate, or times it does not have.</exception>
    public static List<ApplicationKey> Read(JsonObject body, Application? application, SandboxContext sandbox)
    {
        var keys = new List<ApplicationKey>();
        foreach (var entry in body["keyCredentials"]?.AsArray().Select(item => item!.AsObject()) ?? [])
        {
            var id = entry["keyId"] is { } sent ? Guid.Parse((string)sent!) : Guid.NewGuid();
            var present = application?.Keys.Find(key => key.KeyId == id);
            keys.Add(entry["key"] is { } key ? New(entry, id, (string)key!, present, sandbox) : present ?? throw Invalid("key"));
        }
        if (keys.DistinctBy(key => key.KeyId).Count() != keys.Count)
            throw Invalid("keyId");
        foreach (var key in application is null ? [] : keys.Except(application.Keys))
            CredentialPolicy.CheckKey(sandbox, application!, key);
        body.Remove("keyCredentials");
        return keys;
    }

    /// <summary>A key that is added to those there are.</summary>
    /// <exception cref="GraphException">400: not a public certificate, there already, or times it does not have.</exception>
    public static ApplicationKey ReadOne(JsonObject entry, Application application, SandboxContext sandbox)
    {
        var id = entry["keyId"] is { } sent ? Guid.Parse((string)sent!) : Guid.NewGuid();
        var added = New(entry, id, (string?)entry["key"] ?? throw Invalid("key"), null, sandbox);
        if (application.Keys.Exists(key => key.KeyId == id || key.Certificate.Thumbprint == added.Certificate.Thumbprint))
            throw Invalid("key");
        CredentialPolicy.CheckKey(sandbox, application, added);
        return added;
    }

    private static ApplicationKey New(JsonObject entry, Guid id, string key, ApplicationKey? present, SandboxContext sandbox)
    {
        if ((string?)entry["type"] != "AsymmetricX509Cert")
            throw Invalid("type");
        if ((string?)entry["usage"] != "Verify")
            throw Invalid("usage");
        var certificate = Certificate(Convert.FromBase64String(key));
        var start = GraphTime.Parse(entry["startDateTime"]) ?? certificate.NotBefore;
        var end = GraphTime.Parse(entry["endDateTime"]) ?? certificate.NotAfter;
        // What is sent back as it was stays, ended or not.
        if (present?.Certificate.Thumbprint == certificate.Thumbprint && present.Start == start && present.End == end)
            return present with { DisplayName = (string?)entry["displayName"] ?? present.DisplayName };
        if (start < certificate.NotBefore || start >= end)
            throw new GraphException(400, "KeyCredentialsInvalidStartDate", "Key credential start date is invalid.");
        if (end > certificate.NotAfter || end <= sandbox.Time.GetUtcNow())
            throw new GraphException(400, "KeyCredentialsInvalidEndDate", "Key credential end date is invalid.");
        var isSame = present?.Certificate.Thumbprint == certificate.Thumbprint;
        return new ApplicationKey(
            id,
            (string?)entry["displayName"] ?? certificate.Subject,
            certificate,
            start,
            end,
            isSame ? present!.Usable : sandbox.Tenant.KnownEverywhere());
    }

    private static X509Certificate2 Certificate(byte[] bytes)
    {
        try
        {
            // A PKCS #12 file would bring its private key along, which never belongs here.
            if (bytes is [DerSequence, ..] && X509Certificate2.GetCertContentType(bytes) == X509ContentType.Cert)
                return new X509Certificate2(bytes);
        }
        catch (CryptographicException)
        {
            // Refused below.
        }
        throw Invalid("key");
    }

    private static GraphException Invalid(string part) =>
        GraphException.InvalidRequest($"Invalid value specified for property 'keyCredentials.{part}' of resource 'Application'.");
}

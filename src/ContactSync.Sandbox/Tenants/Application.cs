using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

/// <summary>An app registration.</summary>
internal sealed class Application(Guid id, string appId) : DirectoryObject(id, "application")
{
    public string AppId { get; } = appId;

    public string? UniqueName => Text("uniqueName");

    public List<ApplicationSecret> Secrets { get; } = [];

    public List<ApplicationKey> Keys { get; } = [];

    public List<FederatedCredential> Federated { get; } = [];

    public List<DirectoryObject> Owners { get; } = [];

    /// <summary>The picture shown at sign-in, with its media type.</summary>
    public (byte[] Bytes, string Type)? Logo { get; set; }

    /// <summary>May sign users in without proving who it is itself: device code, password.</summary>
    public bool IsPublicClient => (bool?)Properties["isFallbackPublicClient"] ?? false;

    public bool IsMultiTenant => Text("signInAudience") is not "AzureADMyOrg";

    public bool IsDisabled => (bool?)Properties["isDisabled"] ?? false;

    /// <summary>Brings the properties in line with secrets and keys; the text of a secret never gets there.</summary>
    public void ShowCredentials()
    {
        Properties["passwordCredentials"] = new JsonArray(Secrets.Select(secret => (JsonNode?)secret.ToJson()).ToArray());
        Properties["keyCredentials"] = new JsonArray(Keys.Select(key => (JsonNode?)key.ToJson()).ToArray());
    }
}

/// <summary>A client secret. <paramref name="Usable"/> is when every token server knows it.</summary>
internal sealed record ApplicationSecret(
    Guid KeyId, string? DisplayName, string Text, DateTimeOffset Start, DateTimeOffset End, DateTimeOffset Usable)
{
    public JsonObject ToJson() => new()
    {
        ["customKeyIdentifier"] = null,
        ["displayName"] = DisplayName,
        ["endDateTime"] = GraphTime.Format(End),
        ["hint"] = Text[..3],
        ["keyId"] = KeyId.ToString(),
        ["secretText"] = null,
        ["startDateTime"] = GraphTime.Format(Start),
    };
}

/// <summary>A certificate an app signs its assertions with. <paramref name="Usable"/> is when every token server knows it.</summary>
internal sealed record ApplicationKey(
    Guid KeyId, string? DisplayName, X509Certificate2 Certificate, DateTimeOffset Start, DateTimeOffset End, DateTimeOffset Usable)
{
    public JsonObject ToJson() => new()
    {
        ["customKeyIdentifier"] = Convert.ToBase64String(Certificate.GetCertHash()),
        ["displayName"] = DisplayName,
        ["endDateTime"] = GraphTime.Format(End),
        ["key"] = Convert.ToBase64String(Certificate.RawData),
        ["keyId"] = KeyId.ToString(),
        ["startDateTime"] = GraphTime.Format(Start),
        ["type"] = "AsymmetricX509Cert",
        ["usage"] = "Verify",
    };
}

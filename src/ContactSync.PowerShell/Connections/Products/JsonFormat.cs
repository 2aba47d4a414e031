using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>A JSON object with all that a connection says, for scripts.</summary>
internal sealed class JsonFormat : ProductFormat
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly (string Key, Func<ProductValues, string?> Value)[] Rows =
    [
        ("name", values => values.Name),
        ("authority", values => values.Authority?.AbsoluteUri),
        ("tenantId", values => values.TenantId),
        ("clientId", values => values.ClientId),
        ("credential", values => values.Kind?.ToString()),
        ("clientSecret", values => values.CertificatePath is null ? values.Secret : null),
        ("certificatePath", values => values.CertificatePath),
        ("certificateThumbprint", values => values.CertificateThumbprint),
        ("certificatePassword", values => values.CertificatePath is null ? null : values.Secret),
        ("userName", values => values.UserName),
        ("password", values => values.Password),
        ("ewsUrl", values => values.EwsUrl?.AbsoluteUri),
        ("exchangeAccount", values => values.Account),
        ("exchangePassword", values => values.AccountPassword),
    ];

    /// <inheritdoc/>
    public override SyncProductFormat Format => SyncProductFormat.Json;

    /// <inheritdoc/>
    public override string Title => "JSON";

    /// <inheritdoc/>
    public override string FileName => "contactsync.json";

    /// <inheritdoc/>
    public override string Write(ProductValues values, ProductText? existing)
    {
        var json = new JsonObject();
        foreach (var (key, value) in Rows)
        {
            if (value(values) is { } text)
                json[key] = text;
        }
        return json.ToJsonString(Options).ReplaceLineEndings("\n") + "\n";
    }

    /// <inheritdoc/>
    public override ProductValues Read(ProductText text)
    {
        var json = FlatJson.Read(text);
        return new ProductValues
        {
            Name = json.Get("name", Any),
            Authority = json.Get("authority", FormValue.Https),
            TenantId = json.Get("tenantId", FormValue.Tenant),
            ClientId = json.Get("clientId", FormValue.Id),
            Kind = json.Get("credential", Kind)?.Value,
            Secret = json.Get("clientSecret", Any) ?? json.Get("certificatePassword", Any),
            CertificatePath = json.Get("certificatePath", Any),
            CertificateThumbprint = json.Get("certificateThumbprint", Any),
            UserName = json.Get("userName", Any),
            Password = json.Get("password", Any),
            EwsUrl = json.Get("ewsUrl", FormValue.Https),
            Account = json.Get("exchangeAccount", Any),
            AccountPassword = json.Get("exchangePassword", Any),
        };
    }

    private static string Any(string text) => text;

    private static Known Kind(string text) => Enum.TryParse<CredentialKind>(text, out var kind) && Enum.IsDefined(kind)
        ? new Known(kind)
        : throw new FormatException($"it is none of {string.Join(", ", Enum.GetNames<CredentialKind>())}");

    private sealed record Known(CredentialKind Value);
}

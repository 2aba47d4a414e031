using System.Text;

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>
/// Environment variables, a line each, by the names that Azure's libraries know
/// (https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential); shells, systemd and containers read the lines.
/// </summary>
internal sealed class EnvFormat : LabelledFormat
{
    private const string Harmless = "_.~:/@%+,-";

    /// <inheritdoc/>
    public override SyncProductFormat Format => SyncProductFormat.Env;

    /// <inheritdoc/>
    public override string Title => "Environment variables";

    /// <inheritdoc/>
    public override string FileName => "contactsync.env";

    private protected override string Separator => "=";

    private protected override bool AllowsOthers => true;

    private protected override IReadOnlyList<LabelledRow> Rows { get; } =
    [
        new("AZURE_AUTHORITY_HOST", values => values.Authority?.AbsoluteUri,
            (values, text) => values with { Authority = FormValue.Https(text) }),
        new("AZURE_TENANT_ID", values => values.TenantId,
            (values, text) => values with { TenantId = FormValue.Tenant(text) }, IsNeeded: true),
        new("AZURE_CLIENT_ID", values => values.ClientId, (values, text) => values with { ClientId = FormValue.Id(text) }),
        new("AZURE_CLIENT_SECRET", values => values.CertificatePath is null ? values.Secret : null,
            (values, text) => values with { Secret = text }, IsSecret: true),
        new("AZURE_CLIENT_CERTIFICATE_PATH", values => values.CertificatePath, (values, text) => values with { CertificatePath = text }),
        new("AZURE_CLIENT_CERTIFICATE_PASSWORD", values => values.CertificatePath is null ? null : values.Secret,
            (values, text) => values with { Secret = text }, IsSecret: true),
        new("AZURE_USERNAME", values => values.UserName, (values, text) => values with { UserName = text }),
        new("AZURE_PASSWORD", values => values.UserName is null ? null : values.Password,
            (values, text) => values with { Password = text }, IsSecret: true),
    ];

    /// <inheritdoc/>
    public override void Check(SyncConnection connection, ProductValues values)
    {
        if (connection.CredentialKind is null)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.ConnectionWithoutTenant), SyncErrorKind.InvalidArgument, connection.Name, connection.Name, connection.EwsUrl);
        }
    }

    private protected override string Encode(string value) =>
        value.All(one => char.IsAsciiLetterOrDigit(one) || Harmless.Contains(one)) && !value.StartsWith('~') ? value
            : !value.Contains('\'') ? $"'{value}'"
            : Escape(value);

    private protected override string? Decode(string text) => text switch
    {
        ['\'', .. var inner, '\''] => inner.Contains('\'') ? null : inner,
        ['"', .. var inner, '"'] => Unescape(inner),
        ['\'' or '"', ..] => null,
        _ => text,
    };

    private static string Escape(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var one in value)
            text.Append(one is '"' or '\\' or '$' or '`' ? $"\\{one}" : one.ToString());
        return text.Append('"').ToString();
    }

    private static string? Unescape(string inner)
    {
        var text = new StringBuilder();
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '"' || (inner[i] == '\\' && ++i == inner.Length))
                return null;
            text.Append(inner[i]);
        }
        return text.ToString();
    }
}

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>welcome-soft Datapump: a profile, for Exchange Online by the password grant or for a server of one's own.</summary>
internal sealed class DatapumpFormat : LabelledFormat
{
    private static readonly Uri DefaultRedirect = new("http://localhost:8080/ews");

    /// <inheritdoc/>
    public override SyncProductFormat Format => SyncProductFormat.Datapump;

    /// <inheritdoc/>
    public override string Title => "welcome-soft Datapump";

    /// <inheritdoc/>
    public override string FileName => "datapump.txt";

    /// <inheritdoc/>
    public override string NextSteps => Texts.Catalog.Text(nameof(Errors.DatapumpNextSteps));

    private protected override IReadOnlyList<LabelledRow> Rows { get; } =
    [
        new("Service URL", values => (values.EwsUrl ?? values.DefaultEwsUrl)?.AbsoluteUri,
            (values, text) => values with { EwsUrl = FormValue.Https(text) }, IsNeeded: true),
        new("Use OAuth2", values => values.IsServer ? "off" : "on"),
        LabelledRow.Fixed("Grant Type", "Password", values => !values.IsServer),
        LabelledRow.Fixed("Use the following credentials", "on"),
        LabelledRow.Fixed("Store the credentials with the profile (encrypted)", "on"),
        new("User name", values => values.IsServer ? values.Account : values.UserName ?? "",
            (values, text) => values with { UserName = text }),
        new("Password", values => values.IsServer ? values.AccountPassword : values.Password,
            (values, text) => values with { Password = text }, IsSecret: true),
        LabelledRow.Fixed("Domain", ""),
        new("Application (client) ID", values => values.IsServer ? null : values.ClientId,
            (values, text) => values with { ClientId = FormValue.Id(text) }),
        new("Client secret", values => values.IsServer ? null : values.Secret,
            (values, text) => values with { Secret = text }, IsSecret: true),
        new("Redirect URI", values => values.IsServer ? null : (values.RedirectUri ?? DefaultRedirect).AbsoluteUri,
            (values, text) => values with { RedirectUri = FormValue.Address(text) }),
    ];

    /// <inheritdoc/>
    public override void Check(SyncConnection connection, ProductValues values)
    {
        if (!values.IsServer && connection.CredentialKind != CredentialKind.Password)
            RequireSecret(connection);
    }

    /// <summary>The form knows no tenant: the user's own domain is one of its names.</summary>
    public override ProductValues Read(ProductText text)
    {
        var values = base.Read(text);
        return values.ClientId is null
            ? values with { Account = values.UserName, AccountPassword = values.Password, UserName = null, Password = null }
            : values with { TenantId = values.UserName?.Split('@') is [_, var domain] ? domain : null };
    }
}

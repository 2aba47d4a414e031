namespace ContactSync.PowerShell.Connections.Products;

/// <summary>microtech büro+: the form of its Exchange server settings, for the cloud or a server of one's own.</summary>
internal sealed class MicrotechFormat : LabelledFormat
{
    private const string On = "on", Off = "off";

    /// <summary>The domains that a tenant has from the start, in each of Microsoft's clouds.</summary>
    private static readonly string[] InitialDomains = [".onmicrosoft.com", ".onmicrosoft.us", ".partner.onmschina.cn"];

    /// <inheritdoc/>
    public override SyncProductFormat Format => SyncProductFormat.Microtech;

    /// <inheritdoc/>
    public override string Title => "microtech büro+";

    /// <inheritdoc/>
    public override string FileName => "microtech.txt";

    /// <inheritdoc/>
    public override string NextSteps => Texts.Catalog.Text(nameof(Errors.MicrotechNextSteps));

    private protected override IReadOnlyList<LabelledRow> Rows { get; } =
    [
        new("Exchange Host für EWS", values => (values.EwsUrl ?? values.DefaultEwsUrl)?.Host,
            (values, text) => values with { EwsUrl = FormValue.Https($"https://{text}/EWS/Exchange.asmx") }, IsNeeded: true),
        new("Exchange Online mit OAuth2 benutzen", values => values.IsServer ? Off : On, ReadSwitch, IsNeeded: true),
        new("Name", values => values.IsServer ? values.Account : values.ClientId,
            (values, text) => values.Account is null ? values with { ClientId = FormValue.Id(text) } : values with { Account = text },
            IsNeeded: true),
        new("Mandant", values => values.IsServer ? null : values.Domain,
            (values, text) => values with { TenantId = FormValue.Domain(text) }),
        new("Passwort", values => values.IsServer ? values.AccountPassword : values.Secret,
            (values, text) => values.Account is null ? values with { Secret = text } : values with { AccountPassword = text },
            IsSecret: true),
    ];

    /// <inheritdoc/>
    public override void Check(SyncConnection connection, ProductValues values)
    {
        if (values.IsServer)
            return;
        RequireSecret(connection);
        RequireDomain(connection, values, "contoso.onmicrosoft.com", domain => InitialDomains.Any(end =>
            domain.EndsWith(end, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The switch stands above the name and says what that is: an account, here without its name yet, or a client id.</summary>
    private static ProductValues ReadSwitch(ProductValues values, string text) => text.ToLowerInvariant() switch
    {
        On => values,
        Off => values with { Account = "" },
        _ => throw new FormatException($"it is neither {On} nor {Off}"),
    };
}

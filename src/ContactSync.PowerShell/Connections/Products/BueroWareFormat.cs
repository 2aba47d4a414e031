namespace ContactSync.PowerShell.Connections.Products;

/// <summary>SoftENGINE BüroWARE/WEBWARE: the form of its Exchange synchronisation.</summary>
internal sealed class BueroWareFormat : LabelledFormat
{
    /// <inheritdoc/>
    public override SyncProductFormat Format => SyncProductFormat.BueroWare;

    /// <inheritdoc/>
    public override string Title => "SoftENGINE BüroWARE/WEBWARE";

    /// <inheritdoc/>
    public override string FileName => "bueroware.txt";

    /// <inheritdoc/>
    public override string NextSteps => Texts.Catalog.Text(nameof(Errors.BueroWareNextSteps));

    private protected override IReadOnlyList<LabelledRow> Rows { get; } =
    [
        new("Client-ID", values => values.ClientId, (values, text) => values with { ClientId = FormValue.Id(text) }, IsNeeded: true),
        new("Domain / Bezeichnung", values => values.Domain,
            (values, text) => values with { TenantId = FormValue.Domain(text) }, IsNeeded: true),
        new("Secret", values => values.Secret, (values, text) => values with { Secret = text }, IsSecret: true),
    ];

    /// <inheritdoc/>
    public override void Check(SyncConnection connection, ProductValues values)
    {
        RequireSecret(connection);
        RequireDomain(connection, values, "contoso.com");
    }
}

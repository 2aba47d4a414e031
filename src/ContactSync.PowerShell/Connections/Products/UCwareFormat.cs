namespace ContactSync.PowerShell.Connections.Products;

/// <summary>UCware contactsync: the three pairs of its key-value store.</summary>
internal sealed class UCwareFormat : LabelledFormat
{
    /// <inheritdoc/>
    public override SyncProductFormat Format => SyncProductFormat.UCware;

    /// <inheritdoc/>
    public override string Title => "UCware contactsync";

    /// <inheritdoc/>
    public override string FileName => "ucware.txt";

    /// <inheritdoc/>
    public override string NextSteps => Texts.Catalog.Text(nameof(Errors.UCwareNextSteps));

    private protected override string Separator => "=";

    private protected override IReadOnlyList<LabelledRow> Rows { get; } =
    [
        new("tenant_id", values => values.TenantId, (values, text) => values with { TenantId = FormValue.Tenant(text) }, IsNeeded: true),
        new("client_id", values => values.ClientId, (values, text) => values with { ClientId = FormValue.Id(text) }, IsNeeded: true),
        new("client_secret", values => values.Secret, (values, text) => values with { Secret = text }, IsSecret: true),
    ];

    /// <inheritdoc/>
    public override void Check(SyncConnection connection, ProductValues values) => RequireSecret(connection);
}

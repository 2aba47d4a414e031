using System.Management.Automation;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Connections.Products;

namespace ContactSync.PowerShell.Commands;

/// <summary>Writes a connection as a product takes it in. A secret is written only where that is asked for, and after a question.</summary>
[Cmdlet(VerbsData.Export, "SyncConnection", SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportSyncConnectionCommand : AsyncCmdlet
{
    /// <summary>The name of the connection.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>The product, or a form for scripts.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public SyncProductFormat Format { get; set; }

    /// <summary>The file, or the folder in which it has its usual name; without it, the text is written to the pipeline.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The tenant's domain, for a product that wants that.</summary>
    [Parameter]
    [ValidatePattern(@"^[^\s@/]+\.[^\s@/]+$")]
    public string? Domain { get; set; }

    /// <summary>The redirect URI, for a product that has one.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? RedirectUri { get; set; }

    /// <summary>Writes the secret, too.</summary>
    [Parameter]
    public SwitchParameter IncludeSecret { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool IsSecretAsked => IncludeSecret || ProductFormat.Of(Format).IsProductsOwn;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var (connection, store) = Session.GetConnection(Name);
        var product = await FindProductAsync(connection, pipeline).ConfigureAwait(false);
        ProductFormat.Of(Format).Check(connection, ProductValues.From(connection, product, secrets: null));
        var secrets = IsSecretAsked
            ? await store.ReadAllSecretsAsync(connection, cancellationToken).ConfigureAwait(false)
            : store.ReadSecrets(connection);
        var all = ProductValues.From(connection, product, secrets);
        var values = IsSecretAsked ? all : all.WithoutSecrets();
        if (!IsSecretAsked && (all.HasSecret || (connection.CredentialReference ?? connection.ExchangeReference) is not null))
            pipeline.WriteWarning(Texts.Catalog.Text(nameof(Errors.SecretLeftOut), connection.Name));
        if (Path is null)
            await ShowAsync(connection, values, pipeline).ConfigureAwait(false);
        else
            await WriteAsync(connection, store, product, values, pipeline, cancellationToken).ConfigureAwait(false);
    }

    private async Task ShowAsync(SyncConnection connection, ProductValues values, CmdletPipeline pipeline)
    {
        var text = ProductFormat.Of(Format).Write(values, existing: null);
        if (await IsAgreedAsync(connection, values, "the pipeline", pipeline).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(text.TrimEnd()).ConfigureAwait(false);
    }

    private async Task WriteAsync(
        SyncConnection connection, ConnectionStore store, SyncProductFile product, ProductValues values, CmdletPipeline pipeline,
        CancellationToken cancellationToken)
    {
        var (wanted, existing) = await ProductFile.PlanAsync(product, values, cancellationToken).ConfigureAwait(false);
        var isKnown = !values.HasSecret || connection.ProductFiles.Contains(product);
        if (wanted == existing)
            pipeline.WriteVerbose($"'{product.Path}' says the same already.");
        if (wanted != existing || !isKnown)
        {
            var action = Texts.Catalog.Text(nameof(Errors.Text_WriteConnection), connection.Name, ProductFormat.Of(Format).Title);
            if (!await pipeline.ShouldProcessAsync(product.Path, action).ConfigureAwait(false))
                return;
        }
        if (wanted != existing)
        {
            if (!await IsAgreedAsync(connection, values, product.Path, pipeline).ConfigureAwait(false))
                return;
            foreach (var warning in ProductFile.Write(product, wanted))
                pipeline.WriteWarning(warning);
        }
        if (!isKnown)
            store.Remember(connection, product);
        if (PassThru)
            await pipeline.WriteObjectAsync(new FileInfo(product.Path)).ConfigureAwait(false);
    }

    /// <summary>The file and what the product is told beside: as given, or as the last time.</summary>
    private async Task<SyncProductFile> FindProductAsync(SyncConnection connection, CmdletPipeline pipeline)
    {
        var format = ProductFormat.Of(Format);
        if (Path is null)
        {
            return !format.IsProductsOwn ? new SyncProductFile(Format, "", Domain, RedirectUri) : throw Texts.Catalog.Create(
                nameof(Errors.ProductNeedsPath), SyncErrorKind.InvalidArgument, connection, connection.Name, format.FileName);
        }
        var path = await pipeline.ResolvePathAsync(Path).ConfigureAwait(false);
        if (Directory.Exists(path))
            path = System.IO.Path.Combine(path, format.FileName);
        var before = connection.ProductFiles.FirstOrDefault(known => known.Path == path && known.Format == Format);
        return new SyncProductFile(Format, path, Domain ?? before?.Domain, RedirectUri ?? before?.RedirectUri);
    }

    private async Task<bool> IsAgreedAsync(SyncConnection connection, ProductValues values, string where, CmdletPipeline pipeline) =>
        !values.HasSecret || Force || await pipeline.ShouldContinueAsync(
            Texts.Catalog.Text(nameof(Errors.SecretQuestion), connection.Name, where), "Export-SyncConnection").ConfigureAwait(false);
}

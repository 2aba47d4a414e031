using System.Management.Automation;
using System.Security;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Connections.Products;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Saves a connection out of what a product takes in. One of the same name is updated.</summary>
[Cmdlet(VerbsData.Import, "SyncConnection", SupportsShouldProcess = true)]
[OutputType(typeof(SyncConnection))]
public sealed class ImportSyncConnectionCommand : AsyncCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The product whose form it has, or a form for scripts.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public SyncProductFormat Format { get; set; }

    /// <summary>The name the connection is called by; without it, the one in the file.</summary>
    [Parameter(Position = 2)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The directory (tenant) id or a domain, in place of what the file says.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The client secret, where the file has none.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>Where the tenant is; without it, what the file says, or where Connect-SyncTenant signed in, else Global.</summary>
    [Parameter]
    [EnvironmentTransformation]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNull]
    public SyncEnvironment? Environment { get; set; }

    /// <summary>The ISO 3166 region that national numbers are read in; without it, that of this machine.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>The file of the phone books.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var path = await pipeline.ResolvePathAsync(Path).ConfigureAwait(false);
        var text = await ProductFile.ReadTextAsync(path, cancellationToken).ConfigureAwait(false);
        var values = ProductFormat.Of(Format).Read(text);
        var name = Name ?? values.Name ?? throw Texts.Catalog.Create(
            nameof(Errors.ConnectionNameMissing), SyncErrorKind.InvalidArgument, path, path, Format);
        var environment = FindEnvironment(values.Authority);
        var store = new ConnectionStore(DataFolder.Of(environment));
        var basis = store.Get(name);
        if (basis?.Environment.Authority == environment.Authority)
            environment = basis.Environment;
        var import = new ProductImport(values, basis, ClientSecret);
        var secrets = import.ToSecrets(store);
        if (import.LacksSecret)
            throw text.Missing("the secret");
        var connection = (import.ToRequest(name, environment) with
        {
            TenantId = TenantId ?? values.TenantId,
            EwsUrl = IsOfEnvironment(values, environment) ? null : values.EwsUrl,
            Region = Region,
            StorePath = StorePath is null ? null : await PhoneBookStores.ResolveAsync(StorePath, pipeline).ConfigureAwait(false),
        }).ToConnection(found: null);
        var target = $"{name} ({connection.Describe()})";
        var action = Texts.Catalog.Text(nameof(Errors.Text_ImportConnection), path);
        if (await pipeline.ShouldProcessAsync(target, action).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(store.Save(connection, secrets, keep: true)).ConfigureAwait(false);
    }

    /// <summary>A product's form names Exchange Online always; that does not make it the way to read by.</summary>
    private bool IsOfEnvironment(ProductValues values, SyncEnvironment environment) =>
        Format != SyncProductFormat.Json && !values.IsServer && values.EwsUrl?.Host == environment.EwsUrl?.Host;

    private SyncEnvironment FindEnvironment(Uri? authority)
    {
        if (Environment is not null || authority is null)
            return Environment ?? Session.TenantEnvironment ?? SyncEnvironment.Global;
        var known = Session.Environments.Append(Session.TenantEnvironment).OfType<SyncEnvironment>().ToList();
        return known.FirstOrDefault(one => one.Authority == authority) ?? throw Texts.Catalog.Create(
            nameof(Errors.EnvironmentUnknown), SyncErrorKind.NotFound, authority,
            authority, string.Join(", ", known.Select(one => one.Name)));
    }
}

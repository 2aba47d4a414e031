using System.Globalization;
using System.Management.Automation;
using System.Security;
using ContactSync.Engine.Numbers;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Saves where and as whom to read contacts, the secret encrypted. A connection of the same name is updated.</summary>
[Cmdlet(VerbsCommon.New, "SyncConnection", DefaultParameterSetName = WithCredential, SupportsShouldProcess = true)]
[OutputType(typeof(SyncConnection))]
public sealed class NewSyncConnectionCommand : AsyncCmdlet
{
    private const string WithCredential = "Credential", WithSecret = "ClientSecret";

    /// <summary>The name the connection is called by.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>What New-SyncAppCredential issued.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCredential)]
    [ValidateNotNull]
    public SyncAppCredential? Credential { get; set; }

    /// <summary>The application (client) id to sign in as.</summary>
    [Parameter(ParameterSetName = WithCredential, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = WithSecret, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId")]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The client secret of an app that exists already.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithSecret)]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>The directory (tenant) id, or a domain of the tenant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>Where the tenant is; without it, where Connect-SyncTenant signed in, else Global.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EnvironmentTransformation]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNull]
    public SyncEnvironment? Environment { get; set; }

    /// <summary>The ISO 3166 region that national numbers are read in; without it, that of this machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>The file of the phone books.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var environment = Environment ?? Session.TenantEnvironment ?? SyncEnvironment.Global;
        var folder = DataFolder.Of(environment);
        var store = new ConnectionStore(folder);
        var previous = Previous(store);
        var connection = new SyncConnection
        {
            Name = Name,
            Environment = environment,
            TenantId = TenantId ?? Credential?.TenantId ?? environment.TenantId
                ?? throw Texts.Catalog.Create(nameof(Errors.TenantIdMissing), SyncErrorKind.InvalidArgument, environment, environment.Name),
            ClientId = CheckClientId(),
            CredentialKind = CredentialKind.ClientSecret,
            CredentialEnd = Credential?.End,
            Region = new PhoneNumberReader(Region ?? previous?.Region ?? RegionOfMachine()).Region,
            StorePath = StorePath is null
                ? previous?.StorePath ?? DataFolder.DefaultStore(folder)
                : await pipeline.ResolvePathAsync(StorePath).ConfigureAwait(false),
            Path = "",
        };
        var action = previous is null ? "Save connection" : "Update connection";
        if (!await pipeline.ShouldProcessAsync($"{Name} ({connection.ClientId} in {connection.TenantId})", action).ConfigureAwait(false))
            return;
        var secrets = new ConnectionSecrets { ClientSecret = Credential?.Secret ?? ClientSecret, KeyId = Credential?.KeyId };
        var saved = store.Save(connection, secrets);
        await pipeline.WriteObjectAsync(saved).ConfigureAwait(false);
    }

    /// <summary>The connection of that name, whose region and store stay unless others are given; a damaged one is replaced.</summary>
    private SyncConnection? Previous(ConnectionStore store)
    {
        try
        {
            return store.Get(Name);
        }
        catch (SyncException)
        {
            return null;
        }
    }

    private string CheckClientId() =>
        Credential is null || ClientId is null || string.Equals(ClientId, Credential.AppId, StringComparison.OrdinalIgnoreCase)
            ? ClientId ?? Credential!.AppId
            : throw Texts.Catalog.Create(
                nameof(Errors.CredentialOfOtherApp), SyncErrorKind.InvalidArgument, Credential, Credential.AppId, ClientId);

    /// <summary>The country of the machine's culture. A container or a runbook often has none.</summary>
    private string RegionOfMachine()
    {
        var region = RegionInfo.CurrentRegion.TwoLetterISORegionName;
        return PhoneNumberReader.IsRegion(region)
            ? region
            : throw Texts.Catalog.Create(nameof(Errors.RegionNeeded), SyncErrorKind.InvalidArgument, Name);
    }
}

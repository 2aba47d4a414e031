using System.Management.Automation;
using ContactSync.Engine.Numbers;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Reads numbers as people type them, and says how a phone system dials them. Nothing is asked of any service.</summary>
[Cmdlet(VerbsData.ConvertTo, "SyncPhoneNumber")]
[OutputType(typeof(SyncPhoneNumber))]
public sealed class ConvertToSyncPhoneNumberCommand : AsyncCmdlet, IDialRuleParameters
{
    private PhoneNumberReader reader = null!;

    /// <summary>The text; a field with several numbers gives several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Raw")]
    [AllowNull]
    [AllowEmptyString]
    public string? Text { get; set; }

    /// <summary>What the number is for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public PhoneNumberKind Kind { get; set; } = PhoneNumberKind.OtherTelephone;

    /// <summary>The connection whose region and dial rule count, as far as no others are given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Connection { get; set; }

    /// <summary>The ISO 3166 region that national numbers are read in and the phone system stands in; without it, that of this machine.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public DialForm? DialForm { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyString]
    public string? OutsideLine { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyString]
    public string? AreaCode { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? InternalNumber { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [AllowEmptyString]
    public string? ExtensionSeparator { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var connection = Connection is null ? null : Session.GetConnection(Connection).Connection;
        var region = Region ?? connection?.Region ?? MachineRegion.Require();
        reader = new PhoneNumberReader(region, new DialRule(this.ToDialRule(connection?.DialRule ?? new SyncDialRule()), region));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var number in reader.ReadAll(Kind, Text ?? ""))
            await pipeline.WriteObjectAsync(number).ConfigureAwait(false);
    }
}

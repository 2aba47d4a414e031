using System.Management.Automation;
using ContactSync.Engine.Numbers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Reads numbers as people type them, and says how a phone system dials them. Nothing is asked of any service.</summary>
[Cmdlet(VerbsData.ConvertTo, "SyncPhoneNumber")]
[OutputType(typeof(SyncPhoneNumber))]
public sealed class ConvertToSyncPhoneNumberCommand : DialRuleCmdlet
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

    /// <inheritdoc/>
    protected override Task BeginAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var (region, rule) = RuleFor(FindConnection());
        reader = new PhoneNumberReader(region, rule);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var number in reader.ReadAll(Kind, Text ?? ""))
            await pipeline.WriteObjectAsync(number).ConfigureAwait(false);
    }
}

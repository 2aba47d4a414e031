using System.Management.Automation;

namespace ContactSync.Tests.Help;

/// <summary>A cmdlet with one of everything that help has to say of a parameter.</summary>
[Cmdlet(VerbsCommon.New, "HelpFixture", SupportsShouldProcess = true, DefaultParameterSetName = "ByName")]
[OutputType(typeof(SyncReport))]
public sealed class NewHelpFixtureCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByName", ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = "ByReport", ValueFromPipeline = true)]
    public SyncReport? Report { get; set; }

    [Parameter]
    [Alias("Lifetime")]
    public TimeSpan ValidFor { get; set; } = TimeSpan.FromDays(180);

    [Parameter]
    [SupportsWildcards]
    public string[] Owner { get; set; } = [];

    [Parameter]
    public SyncStatus? Status { get; set; }

    [Parameter]
    public SwitchParameter NoWait { get; set; }
}

using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Makes destinations equal to their phone books, writing only what changed. Every sync does so at its end, too.</summary>
[Cmdlet(VerbsData.Publish, "SyncPhoneBook", SupportsShouldProcess = true)]
[OutputType(typeof(SyncPublishReport))]
public sealed class PublishSyncPhoneBookCommand : DestinationCmdlet
{
    /// <summary>The destinations; without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(DestinationCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Destination { get; set; } = ["*"];

    /// <summary>Compares and writes anew as if nothing were known of the destinations.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Guards lifted for this one time, by the name their error gives.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PublishGuardCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] OverrideGuard { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var options = new PublishOptions(WhatIf, Force, OverrideGuard.ToHashSet(StringComparer.OrdinalIgnoreCase));
        var opener = new DestinationOpener(Session);
        await using var _ = opener.ConfigureAwait(false);
        var found = FindDestinationsAsync(Destination, readOnly: WhatIf, pipeline, cancellationToken);
        await foreach (var (store, destination) in found.ConfigureAwait(false))
        {
            var place = DestinationSettings.Parse(destination.Settings).Place;
            // With -WhatIf each destination says what would change; asked before, PowerShell would only say that it would be published.
            var action = Texts.Catalog.Text(nameof(Errors.Text_PublishPhoneBooks));
            if (!WhatIf
                && !await pipeline.ShouldProcessAsync($"{destination.Name} ({destination.Kind}: {place})", action).ConfigureAwait(false))
            {
                continue;
            }
            await Destinations.PublishAsync(opener, store, store, destination, options, pipeline, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}

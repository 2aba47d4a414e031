using System.Management.Automation;
using ContactSync.Engine;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that compares mailboxes with their phone books, whether it then changes these or not.</summary>
public abstract class PhoneBookPlanningCmdlet : MailboxReadingCmdlet, IDialRuleParameters
{
    /// <summary>The title of the phone books.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string PhoneBookName { get; set; } = "Privat";

    /// <summary>Guards lifted for this one run, by the name their error gives.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GuardCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] OverrideGuard { get; set; } = [];

    /// <summary>The ISO 3166 region that all national numbers are read in and the phone system stands in.</summary>
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

    /// <summary>Whether phone books are only compared, and the store is not written.</summary>
    private protected abstract bool IsLook { get; }

    /// <inheritdoc/>
    private protected sealed override async Task ReadAsync(
        ConnectedSource source, MailboxQuery query, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var rules = RulesFor(source.Connection);
        await using var store = await PhoneBookStores.OpenForRunAsync(source.Connection.StorePath, IsLook, cancellationToken)
            .ConfigureAwait(false);
        var engine = new SyncEngine(source.Source, store, TimeProvider.System);
        var isLifted = OverrideGuard.Contains(MailboxQuery.ListingIncomplete, StringComparer.OrdinalIgnoreCase);
        var listing = await engine.ListAsync(query with { AcceptsIncomplete = isLifted }, cancellationToken).ConfigureAwait(false);
        pipeline.WriteVerbose(
            $"{listing.Mailboxes.Count} mailboxes, {listing.Skipped.Count} members skipped; phone books in '{store.Location}'.");
        await RunAsync(engine, listing, rules, store, pipeline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The work for the mailboxes that were found.</summary>
    private protected abstract Task RunAsync(
        SyncEngine engine, MailboxListing listing, SyncRules rules, IPhoneBookStore store, CmdletPipeline pipeline,
        CancellationToken cancellationToken);

    /// <exception cref="SyncException">The region is none, or something in the dial rule is not what it should be.</exception>
    private SyncRules RulesFor(SyncConnection connection)
    {
        var region = Region ?? connection.Region;
        return new(region, PhoneBookName, connection.Name, OverrideGuard.ToHashSet(StringComparer.OrdinalIgnoreCase))
        {
            Scope = Scope,
            Filter = Filter,
            IsRegionFixed = Region is not null,
            DialRule = new DialRule(this.ToDialRule(connection.DialRule), region).Settings,
        };
    }
}

using System.Management.Automation;
using ContactSync.Engine.Numbers;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that reads numbers which come from no mailbox, by what is given, else by a connection, else by this machine.</summary>
public abstract class DialRuleCmdlet : AsyncCmdlet, IDialRuleParameters
{
    /// <summary>The connection whose region and dial rule count, as far as no others are given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Connection { get; set; }

    /// <summary>The ISO 3166 region that national numbers are read in and the phone system stands in.</summary>
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

    /// <summary>The connection that is named; null where none is.</summary>
    /// <exception cref="SyncException">ConnectionNotFound, or it cannot be read.</exception>
    private protected SyncConnection? FindConnection() => Connection is null ? null : Session.GetConnection(Connection).Connection;

    /// <summary>The region and the rule that count.</summary>
    /// <exception cref="SyncException">The region is none, or something in the dial rule is not what it should be.</exception>
    private protected (string Region, DialRule Rule) RuleFor(SyncConnection? connection)
    {
        var region = Region ?? connection?.Region ?? MachineRegion.Require();
        return (region, new DialRule(this.ToDialRule(connection?.DialRule ?? new SyncDialRule()), region));
    }
}

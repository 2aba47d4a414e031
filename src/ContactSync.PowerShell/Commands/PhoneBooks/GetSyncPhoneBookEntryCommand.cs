using System.Globalization;
using System.Management.Automation;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Finds entries by name or company, or whom a number belongs to, however it is written.</summary>
[Cmdlet(VerbsCommon.Get, "SyncPhoneBookEntry", DefaultParameterSetName = ByName)]
[OutputType(typeof(SyncPhoneBookEntry))]
public sealed class GetSyncPhoneBookEntryCommand : PhoneBookCmdlet
{
    private const string ByName = "ByName", ByNumber = "ByNumber";

    /// <summary>Part of the name or company; with wildcards, the whole of it.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>A number as somebody would write or a phone show it; a national one is read in the connection's region.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNumber)]
    [ValidateNotNullOrEmpty]
    public string? Number { get; set; }

    /// <summary>The owner's address, wildcards allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>The phone book's title, wildcards allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Title")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? PhoneBook { get; set; }

    /// <summary>The ISO 3166 region that a national number is read in, where the connection's is not the right one.</summary>
    [Parameter(ParameterSetName = ByNumber)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var path in await FindStoresAsync(pipeline).ConfigureAwait(false))
        {
            var store = await PhoneBookStores.OpenAsync(path, readOnly: true, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            var which = new EntryQuery(Owner, PhoneBook, Name, Connection: Connection);
            if (Number is null)
            {
                await foreach (var entry in store.FindEntriesAsync(which, cancellationToken).ConfigureAwait(false))
                    await pipeline.WriteObjectAsync(entry).ConfigureAwait(false);
                continue;
            }
            foreach (var entry in await CallerSearch.FindAsync(store, ReaderFor(path), Number, which, cancellationToken).ConfigureAwait(false))
                await pipeline.WriteObjectAsync(entry).ConfigureAwait(false);
        }
    }

    private PhoneNumberReader ReaderFor(string path)
    {
        var connection = string.IsNullOrEmpty(Connection) ? PhoneBookStores.ConnectionOf(Session, path) : Session.GetConnection(Connection).Connection;
        var region = Region ?? connection?.Region ?? RegionInfo.CurrentRegion.TwoLetterISORegionName;
        return new PhoneNumberReader(region, new DialRule(connection?.DialRule ?? new SyncDialRule(), region));
    }
}

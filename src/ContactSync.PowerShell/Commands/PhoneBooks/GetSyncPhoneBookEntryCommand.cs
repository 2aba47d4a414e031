using System.Globalization;
using System.Management.Automation;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Finds entries by name or company, or whom a number belongs to, however it is written.</summary>
[Cmdlet(VerbsCommon.Get, "SyncPhoneBookEntry", DefaultParameterSetName = ByName, SupportsPaging = true)]
[OutputType(typeof(SyncPhoneBookEntry))]
public sealed class GetSyncPhoneBookEntryCommand : PhoneBookCmdlet
{
    private const string ByName = "ByName", ByNumber = "ByNumber";

    // Of all phone books that come down the pipeline together.
    private ulong? skip, first;

    /// <summary>Beginnings of words of the name or company, in any order, or a part of it; with wildcards, the whole of it.</summary>
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
        if (first is null && PagingParameters.IncludeTotalCount)
            await pipeline.WriteObjectAsync(PagingParameters.NewTotalCount(0, accuracy: 0)).ConfigureAwait(false);
        skip ??= PagingParameters.Skip;
        first ??= PagingParameters.First;
        foreach (var path in await FindStoresAsync(pipeline).ConfigureAwait(false))
        {
            if (first == 0)
                return;
            var store = await PhoneBookStores.OpenAsync(path, readOnly: true, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            await foreach (var entry in store.FindEntriesAsync(QueryFor(path), cancellationToken).ConfigureAwait(false))
            {
                if (skip > 0)
                {
                    skip--;
                    continue;
                }
                await pipeline.WriteObjectAsync(entry).ConfigureAwait(false);
                first--;
            }
        }
    }

    private EntryQuery QueryFor(string path)
    {
        var which = Number is null ? new EntryQuery(Name: Name) : ReaderFor(path).ToQuery(Number);
        long? wanted = first > int.MaxValue || skip > int.MaxValue ? null : (long)(first + skip)!;
        return which with { Owner = Owner, PhoneBook = PhoneBook, Connection = Connection, First = wanted };
    }

    private PhoneNumberReader ReaderFor(string path)
    {
        var connection = string.IsNullOrEmpty(Connection) ? PhoneBookStores.ConnectionOf(Session, path) : Session.GetConnection(Connection).Connection;
        var region = Region ?? connection?.Region ?? RegionInfo.CurrentRegion.TwoLetterISORegionName;
        return new PhoneNumberReader(region, new DialRule(connection?.DialRule ?? new SyncDialRule(), region));
    }
}

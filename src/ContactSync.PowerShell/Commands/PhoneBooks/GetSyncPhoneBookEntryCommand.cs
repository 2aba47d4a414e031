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
            var store = await PhoneBookStores.OpenAsync(path, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            await foreach (var entry in store.FindEntriesAsync(ToQuery(path), cancellationToken).ConfigureAwait(false))
                await pipeline.WriteObjectAsync(entry).ConfigureAwait(false);
        }
    }

    private EntryQuery ToQuery(string path)
    {
        var query = Number is null ? new EntryQuery(Name: Name) : new PhoneNumberReader(RegionOf(path)).ToQuery(Number);
        return query with { Owner = Owner, PhoneBook = PhoneBook, Connection = Connection };
    }

    private string RegionOf(string path) =>
        Region ?? (Connection is null ? null : Session.GetConnection(Connection).Connection.Region)
        ?? PhoneBookStores.RegionOf(Session, path) ?? RegionInfo.CurrentRegion.TwoLetterISORegionName;
}

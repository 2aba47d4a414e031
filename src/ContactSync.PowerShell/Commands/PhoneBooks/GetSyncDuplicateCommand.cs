using System.Management.Automation;
using ContactSync.Engine.Merging;
using ContactSync.Engine.Ports;

namespace ContactSync.PowerShell.Commands;

/// <summary>Finds entries of several phone books, or of one, that are the same person's.</summary>
[Cmdlet(VerbsCommon.Get, "SyncDuplicate")]
[OutputType(typeof(SyncDuplicate))]
public sealed class GetSyncDuplicateCommand : PhoneBookCmdlet
{
    private readonly List<SyncPhoneBookEntry> entries = [];

    /// <summary>The owner's address, wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>The phone book's title, wildcards allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Title")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? PhoneBook { get; set; }

    /// <summary>By what entries are taken for the same person's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DuplicateMatch[] MatchBy { get; set; } = [DuplicateMatch.Number, DuplicateMatch.Mail];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (var (store, book) in FindPhoneBooksAsync(Owner, PhoneBook, pipeline, cancellationToken).ConfigureAwait(false))
        {
            // What is merged would be found a second time.
            if (book.Source == PhoneBookSource.Merge)
                continue;
            var query = new EntryQuery { PhoneBookId = book.Id };
            await foreach (var entry in store.FindEntriesAsync(query, cancellationToken).ConfigureAwait(false))
                entries.Add(entry);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var groups = new DuplicateFinder(MatchBy).Group(entries.DistinctBy(entry => entry.Uid));
        foreach (var group in groups.Where(group => group.Entries.Count > 1))
        {
            await pipeline.WriteObjectAsync(new SyncDuplicate
            {
                Name = group.Entries[0].Name, MatchedBy = group.MatchedBy, Entries = group.Entries,
            }).ConfigureAwait(false);
        }
    }
}

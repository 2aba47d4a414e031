using System.Management.Automation;

namespace ContactSync.PowerShell.Commands;

/// <summary>The phone books: whose, how many entries, when last brought up to date.</summary>
[Cmdlet(VerbsCommon.Get, "SyncPhoneBook")]
[OutputType(typeof(SyncPhoneBook))]
public sealed class GetSyncPhoneBookCommand : PhoneBookCmdlet
{
    /// <summary>The owner's address, wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>The title, wildcards allowed.</summary>
    [Parameter(Position = 1)]
    [Alias("PhoneBook")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        await foreach (var (_, book) in FindPhoneBooksAsync(Owner, Title, pipeline, cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(book).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Removes phone books with their entries. The mailbox stays as it is; the next run of its connection reads it anew.</summary>
[Cmdlet(VerbsCommon.Remove, "SyncPhoneBook", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncErasure))]
public sealed class RemoveSyncPhoneBookCommand : PhoneBookCmdlet
{
    /// <summary>The owner's address, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Owner { get; set; } = null!;

    /// <summary>The title, wildcards allowed.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PhoneBook")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Erases the entries from every destination, too, and looks afterwards whether anything is left.</summary>
    [Parameter]
    public SwitchParameter Everywhere { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var books = new List<SyncPhoneBook>();
        await foreach (var (_, book) in FindPhoneBooksAsync(Owner, Title, pipeline, cancellationToken).ConfigureAwait(false))
            books.Add(book);
        if (books.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(Owner))
        {
            await pipeline.WriteErrorAsync(Texts.Catalog.Create(nameof(Errors.PhoneBookNotFound), SyncErrorKind.NotFound, Owner, Owner))
                .ConfigureAwait(false);
        }
        foreach (var book in books)
        {
            var target = Texts.Catalog.Text(nameof(Errors.Text_PhoneBookEntries), book, book.Entries);
            var action = Texts.Catalog.Text(Everywhere ? nameof(Errors.Text_ErasePhoneBook) : nameof(Errors.Text_RemovePhoneBook));
            if (!await pipeline.ShouldProcessAsync(target, action).ConfigureAwait(false))
                continue;
            var store = await PhoneBookStores.OpenAsync(book.StorePath, readOnly: false, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            if (Everywhere)
            {
                var erasure = await new Erasure(Session, store, pipeline).EraseAsync(book, cancellationToken).ConfigureAwait(false);
                await pipeline.WriteObjectAsync(erasure).ConfigureAwait(false);
            }
            else
            {
                await store.RemovePhoneBookAsync(book.Id, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

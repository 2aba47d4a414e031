using System.Management.Automation;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that looks into phone books, wherever they lie.</summary>
public abstract class PhoneBookCmdlet : AsyncCmdlet
{
    /// <summary>The name of the connection that fills the phone books; of those that none fills, empty.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [AllowEmptyString]
    public string? Connection { get; set; }

    /// <summary>
    /// The phone books' place, a SQLite file or a PostgreSQL database's address; without it, that of the connection, or those in use.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <summary>The stores meant.</summary>
    private protected async Task<IReadOnlyList<string>> FindStoresAsync(CmdletPipeline pipeline)
    {
        var path = StorePath is null ? null : await PhoneBookStores.ResolveAsync(StorePath, pipeline).ConfigureAwait(false);
        return PhoneBookStores.Find(Session, path, Connection);
    }

    /// <summary>The phone books meant, store by store.</summary>
    private protected async IAsyncEnumerable<(IPhoneBookStore Store, SyncPhoneBook PhoneBook)> FindPhoneBooksAsync(
        string? owner, string? title, CmdletPipeline pipeline,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var path in await FindStoresAsync(pipeline).ConfigureAwait(false))
        {
            var store = await PhoneBookStores.OpenAsync(path, readOnly: true, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            await foreach (var book in store.ListPhoneBooksAsync(owner, title, Connection, cancellationToken).ConfigureAwait(false))
                yield return (store, book);
        }
    }
}

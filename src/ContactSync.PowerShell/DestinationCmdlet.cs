using System.Management.Automation;
using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that works on destinations that are registered, whichever store they belong to.</summary>
public abstract class DestinationCmdlet : AsyncCmdlet
{
    /// <summary>The store's place, a SQLite file or a PostgreSQL database's address; without it, those in use.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <summary>The destinations of that name, store by store; a name without wildcards that is nowhere is an error.</summary>
    private protected async IAsyncEnumerable<(IStore Store, StoredDestination Destination)> FindDestinationsAsync(
        IReadOnlyCollection<string> names, bool readOnly, CmdletPipeline pipeline,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = StorePath is null ? null : await PhoneBookStores.ResolveAsync(StorePath, pipeline).ConfigureAwait(false);
        var missing = names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var storePath in PhoneBookStores.Find(Session, path, connection: null))
        {
            var store = await PhoneBookStores.OpenAsync(storePath, readOnly, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            var found = new Dictionary<long, StoredDestination>();
            foreach (var name in names)
            {
                await foreach (var destination in store.ListDestinationsAsync(name, cancellationToken).ConfigureAwait(false))
                    found[destination.Id] = destination;
            }
            foreach (var destination in found.Values)
            {
                missing.Remove(destination.Name);
                yield return (store, destination);
            }
        }
        foreach (var name in missing)
        {
            await pipeline.WriteErrorAsync(Texts.Catalog.Create(nameof(Errors.DestinationNotFound), SyncErrorKind.NotFound, name, name))
                .ConfigureAwait(false);
        }
    }
}

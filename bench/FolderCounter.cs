using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;

namespace ContactSync.Bench;

/// <summary>Counts the folders that a source reads, and how far a mailbox's requests go beyond its folders and one more.</summary>
internal sealed class FolderCounter(IContactSource source) : IContactSource
{
    public string TenantId => source.TenantId;

    public int Folders { get; private set; }

    /// <summary>The most requests of a mailbox beyond its folders + 1; at most zero where the aim is met.</summary>
    public int MostOverFolders { get; private set; } = int.MinValue;

    public Task<MailboxListing> ListMailboxesAsync(MailboxQuery query, CancellationToken cancellationToken) =>
        source.ListMailboxesAsync(query, cancellationToken);

    public async IAsyncEnumerable<MailboxRead> ReadAsync(
        IAsyncEnumerable<MailboxReadRequest> requests, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var read in source.ReadAsync(requests, options, cancellationToken))
        {
            Folders += read.Folders.Count;
            MostOverFolders = Math.Max(MostOverFolders, read.Requests - read.Folders.Count - 1);
            yield return read;
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations;

/// <summary>A destination that is one file: written beside the old one and put in its place at once.</summary>
/// <param name="settings">The place is the file.</param>
internal abstract class FileDestination(DestinationSettings settings) : IFileDestination
{
    /// <inheritdoc/>
    public string Place => Settings.Place;

    /// <summary>The settings.</summary>
    private protected DestinationSettings Settings { get; } = settings;

    /// <inheritdoc/>
    public abstract IReadOnlySet<string> Fields { get; }

    /// <inheritdoc/>
    public virtual bool IsInPlace => File.Exists(Place);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return FileCheck.Of(Place);
    }

    /// <inheritdoc/>
    public async Task<int> WriteAsync(
        IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteFilesAsync(entries, losses, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileCheck.Unwritable(Place, failure);
        }
    }

    /// <inheritdoc/>
    public virtual Task EraseAsync(CancellationToken cancellationToken)
    {
        FileCheck.Delete(Place);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Writes the file, or several in its place.</summary>
    private protected virtual async Task<int> WriteFilesAsync(
        IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken)
    {
        await using var file = ReplacedFile.Begin(Place);
        var count = await WriteAsync(file.Stream, entries, losses, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        file.Commit();
        return count;
    }

    /// <summary>Writes the file's content.</summary>
    /// <returns>The number of entries written.</returns>
    private protected abstract Task<int> WriteAsync(
        Stream stream, IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken);
}

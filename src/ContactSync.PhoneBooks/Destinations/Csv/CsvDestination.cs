using System.Runtime.CompilerServices;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>Phone books in one CSV file.</summary>
/// <param name="settings">The place is the file.</param>
internal sealed class CsvDestination(DestinationSettings settings) : IFileDestination
{
    /// <inheritdoc/>
    public string Place => settings.Place;

    /// <inheritdoc/>
    public IReadOnlySet<string> Fields { get; } = ContactFields.GivenOut.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool IsInPlace => File.Exists(settings.Place);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return FileCheck.Of(settings.Place);
    }

    /// <inheritdoc/>
    public Task<int> WriteAsync(
        IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken) =>
        new CsvPhoneBookWriter().WriteAsync(settings.Place, entries, cancellationToken);

    /// <inheritdoc/>
    public Task EraseAsync(CancellationToken cancellationToken)
    {
        FileCheck.Delete(settings.Place);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.VCards;

/// <summary>
/// Phone books as vCards, a file each in one folder. The files are named by the entries' ids, never by a name from the data; others in the
/// folder are not touched.
/// </summary>
/// <param name="settings">The place is the folder; it is made where there is none.</param>
internal sealed class VCardFolderDestination(DestinationSettings settings) : IItemDestination
{
    private const string Extension = ".vcf";

    private readonly VCardText cards = new(settings);

    /// <inheritdoc/>
    public string Place => settings.Place;

    /// <inheritdoc/>
    public IReadOnlySet<string> Fields => cards.Fields;

    /// <inheritdoc/>
    /// <remarks>Each file waits for the disk.</remarks>
    public int Parallelism => 4;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        // Where the folder is going to be made, what counts is the one it is made in.
        yield return FileCheck.Of(Directory.Exists(Place) ? Path.Combine(Place, Extension) : Place);
    }

    /// <inheritdoc/>
    public async Task<ItemListing> ListAsync(string? token, CancellationToken cancellationToken)
    {
        var items = new List<DestinationItem>();
        try
        {
            // The entry that a killed run was writing may not be wanted any more.
            foreach (var left in Directory.Exists(Place) ? Directory.EnumerateFiles(Place, $".*{Extension}.tmp") : [])
            {
                if (Guid.TryParseExact(Path.GetFileName(left)[1..^$"{Extension}.tmp".Length], "D", out _))
                    ReplacedFile.TryTakeAway(left);
            }
            foreach (var file in Directory.Exists(Place) ? Directory.EnumerateFiles(Place, "*" + Extension) : [])
            {
                if (!Guid.TryParseExact(Path.GetFileNameWithoutExtension(file), "D", out var uid))
                    continue;
                var content = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
                items.Add(new DestinationItem(uid, Path.GetFileName(file), VersionOf(content)));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileCheck.Unwritable(Place, failure);
        }
        return new ItemListing(items, [], IsWhole: true, Token: null);
    }

    /// <inheritdoc/>
    public async Task<DestinationItem> PutAsync(
        SyncPhoneBookEntry entry, DestinationItem? present, PublishLosses losses, CancellationToken cancellationToken)
    {
        var name = entry.Uid.ToString("D") + Extension;
        var content = Encoding.UTF8.GetBytes(cards.Write(entry, losses));
        try
        {
            Directory.CreateDirectory(Place);
            await using var file = ReplacedFile.Begin(Path.Combine(Place, name));
            await file.Stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            file.Commit();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileCheck.Unwritable(Place, failure);
        }
        return new DestinationItem(entry.Uid, name, VersionOf(content));
    }

    /// <inheritdoc/>
    public Task DeleteAsync(DestinationItem item, CancellationToken cancellationToken)
    {
        FileCheck.Delete(Path.Combine(Place, Path.GetFileName(item.Reference)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string VersionOf(byte[] content) => Convert.ToHexString(SHA256.HashData(content), 0, 16);
}

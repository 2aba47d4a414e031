using System.Text;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Formats.VCard;

namespace ContactSync.PhoneBooks.Destinations.VCards;

/// <summary>Phone books as vCards in one file.</summary>
internal sealed class VCardFileDestination(DestinationSettings settings) : FileDestination(settings)
{
    private readonly VCardText cards = new(settings);

    /// <inheritdoc/>
    public override IReadOnlySet<string> Fields => cards.Fields;

    /// <inheritdoc/>
    private protected override async Task<int> WriteAsync(
        Stream stream, IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(cards.Write(entry, losses)), cancellationToken).ConfigureAwait(false);
            count++;
        }
        return count;
    }
}

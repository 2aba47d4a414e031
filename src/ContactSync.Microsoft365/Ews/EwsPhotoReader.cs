using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Reads contacts' pictures. One that cannot be read, or is too long, costs no contact: it is left out.</summary>
internal sealed class EwsPhotoReader(EwsClient client, EwsCall call, EwsContactFolder folder)
    : EwsBatchReader<IReadOnlyList<EwsAttachment>>(client, call, folder, BatchSize)
{
    /// <summary>The longest picture that is read, in bytes. Outlook makes them smaller than a tenth of it.</summary>
    internal const int MaxBytes = 2 << 20;

    /// <summary>So few that an answer stays far below the longest that a client reads.</summary>
    internal const int BatchSize = 10;

    private readonly Dictionary<string, byte[]> photos = new(StringComparer.Ordinal);

    /// <summary>The attachment that is an item's picture; null where it has none to read.</summary>
    public static string? PhotoOf(EwsItem item) =>
        item.Attachments.FirstOrDefault(file => file is { IsContactPhoto: true, Size: null or <= MaxBytes })?.Id;

    /// <summary>Gives the items' contacts their pictures.</summary>
    /// <exception cref="SyncException">The server refused, or some failed however often they were asked for.</exception>
    public async Task<IReadOnlyList<SyncContact>> AddToAsync(IReadOnlyList<EwsItem> items, CancellationToken cancellationToken)
    {
        await ReadAsync([.. items.Select(PhotoOf).OfType<string>()], cancellationToken).ConfigureAwait(false);
        return [.. items.Select(item => item.Contact! with { Photo = photos.GetValueOrDefault(PhotoOf(item) ?? "") })];
    }

    protected override EwsOperation<IReadOnlyList<EwsAttachment>> Ask(IReadOnlyList<string> ids) => new GetAttachment(ids);

    protected override void Take(string id, IReadOnlyList<EwsAttachment>? payload)
    {
        if (payload is [{ Content: { Length: > 0 and <= MaxBytes } content }])
            photos[id] = content;
        else
            LeaveOut("it is empty or too long");
    }

    protected override bool GiveUp(string id, EwsRefusal refusal, bool isRepeated)
    {
        // A server that is busy or away has the picture still; one that cannot read it fails for it day after day.
        var isDamaged = isRepeated && refusal.DecidingCode == "ErrorInternalServerError";
        if (EwsErrors.IsTransient(refusal.DecidingCode) && !isDamaged)
            return false;
        LeaveOut(refusal.Code);
        return true;
    }

    private void LeaveOut(string reason) =>
        Client.Trace?.Invoke($"{Call.Target}: a picture in the folder '{Folder.Path}' is left out: {reason}");
}

using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// Reads what a delta or a listing did not bring, twenty a request and those of all folders of a mailbox together: contacts that changed,
/// and pictures. Each answer is judged by itself.
/// </summary>
internal sealed class GraphSingleReads(GraphMailboxChannel channel, IProgress<int>? contactsRead)
{
    /// <summary>A larger picture is none for a phone. Outlook makes those of contacts smaller than a tenth of it.</summary>
    internal const int LargestPhoto = 2 << 20;

    private const int Few = 5;

    private static readonly Action<SyncContact, byte[]?> SetPhoto = Fields.ContactMember.Setter<byte[]?>(nameof(SyncContact.Photo));

    private int damaged;
    private int read;

    /// <summary>Reads the contacts that are missing. One that is not there any more stays missing: the next delta says so.</summary>
    /// <exception cref="SyncException">The service refused, or failed for most of them.</exception>
    public async Task FillAsync(IReadOnlyList<GraphFolderContent> folders, CancellationToken cancellationToken)
    {
        var wanted = folders.SelectMany(folder => folder.Missing.Select(id => (Folder: folder, Id: id))).ToList();
        if (wanted.Count == 0)
            return;
        Tell("contacts that changed", wanted.Count);
        GraphAnswer? last = null;
        foreach (var chunk in wanted.Chunk(GraphBatch.Capacity))
        {
            var before = read;
            var questions = chunk.Select(item => GraphLinks.Contact(channel.MailboxId, item.Folder.Folder.Id, item.Id));
            var answers = await channel.GetManyAsync([.. questions], cancellationToken).ConfigureAwait(false);
            foreach (var ((folder, id), answer) in chunk.Zip(answers))
            {
                if (answer.IsSuccess)
                    Take(folder, id, answer);
                else if (!answer.IsGone && !LeaveOut(folder, id, answer))
                    throw answer.Refusal(channel.Call);
                last = answer.IsSuccess ? last : answer;
            }
            if (read > before)
                contactsRead?.Report(read - before);
        }
        // A few damaged items are left out; a service that fails for most of them is ill, and nothing may be concluded from what it lacks.
        if (damaged > Math.Max(Few, read))
            throw last!.Refusal(channel.Call);
    }

    /// <summary>Reads the pictures of the contacts that were read and have one. A picture that cannot be read costs only itself.</summary>
    /// <exception cref="SyncException">The service refused.</exception>
    public async Task AddPhotosAsync(IReadOnlyList<GraphFolderContent> folders, CancellationToken cancellationToken)
    {
        var wanted = folders.SelectMany(folder => folder.WithPhoto.Select(contact => (Folder: folder.Folder, Contact: contact))).ToList();
        if (wanted.Count == 0)
            return;
        Tell("pictures", wanted.Count);
        foreach (var chunk in wanted.Chunk(GraphBatch.Capacity))
        {
            var questions = chunk.Select(item => GraphLinks.Photo(channel.MailboxId, item.Folder.Id, item.Contact.Id));
            var answers = await channel.GetManyAsync([.. questions], cancellationToken).ConfigureAwait(false);
            foreach (var ((folder, contact), answer) in chunk.Zip(answers))
            {
                if (IsRefused(answer))
                    throw answer.Refusal(channel.Call);
                if (answer.IsSuccess && ReadPhoto(answer.Body.Span) is { } photo)
                    SetPhoto(contact, photo);
                else if (answer.Status != 404)
                    channel.Trace?.Invoke($"{channel.Call.Target}, {folder.Name}: a picture is left out: {answer.Status} {answer.Code}");
            }
        }
    }

    private void Tell(string what, int count) => channel.Trace?.Invoke(
        $"{channel.Call.Target}: {count} {what}, read in {(count + GraphBatch.Capacity - 1) / GraphBatch.Capacity} further requests.");

    private void Take(GraphFolderContent folder, string id, GraphAnswer answer)
    {
        var page = answer.ReadText(channel.Call, text => GraphContactPage.ReadOne(text.Span, folder.Folder.Id, channel.Trace));
        read += folder.Add(page);
        if (page.Unreadable > 0)
            folder.LeaveOut(id);
    }

    /// <summary>Leaves a contact out that the service cannot give; false where it is not about the contact.</summary>
    private bool LeaveOut(GraphFolderContent folder, string id, GraphAnswer answer)
    {
        if (IsRefused(answer))
            return false;
        damaged += answer.Status >= 500 && !folder.WasLeftOut(id) ? 1 : 0;
        folder.LeaveOut(id);
        channel.Trace?.Invoke(
            $"{channel.Call.Target}, {folder.Folder.Name}: a contact is left out, it cannot be read: {answer.Status} {answer.Code} ({id})");
        return true;
    }

    /// <summary>The answer is about the mailbox, the app, or a service that has no time.</summary>
    private static bool IsRefused(GraphAnswer answer) =>
        answer.Status is 401 or 403 or 429 or 503 or 504 || (answer.Status == 404 && !answer.IsGone && answer.Code is not null);

    private static byte[]? ReadPhoto(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        return reader.Read() && reader.TokenType == JsonTokenType.String && text.Length <= LargestPhoto / 3 * 4
            && reader.TryGetBytesFromBase64(out var photo) && photo.Length > 0
                ? photo
                : null;
    }
}

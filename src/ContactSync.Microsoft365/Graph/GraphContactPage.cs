using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// One page of <c>contacts/delta</c>, read by ourselves: the SDK's deserialiser makes an object and a dictionary of every contact
/// (bench/RESULTS.md has the figures).
/// </summary>
/// <param name="Contacts">Contacts that are new or changed.</param>
/// <param name="RemovedIds">Contacts that left the folder.</param>
/// <param name="Unreadable">Items that are no contact; the reason is in the trace.</param>
/// <param name="NextLink">The next page.</param>
/// <param name="DeltaLink">On the last page: where the next run goes on.</param>
internal sealed record GraphContactPage(
    IReadOnlyList<SyncContact> Contacts, IReadOnlyList<string> RemovedIds, int Unreadable, string? NextLink, string? DeltaLink)
{
    /// <summary>Reads a page.</summary>
    /// <param name="root">The answer's body.</param>
    /// <param name="folderId">The folder it was read from.</param>
    /// <param name="trace">Told of each item that cannot be read.</param>
    /// <exception cref="JsonException">It is no page.</exception>
    public static GraphContactPage Read(JsonElement root, string folderId, Action<string>? trace)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("value", out var items) || items.ValueKind != JsonValueKind.Array)
            throw new JsonException("A page of contacts without a list of contacts.");

        var contacts = new List<SyncContact>(items.GetArrayLength());
        var removed = new List<string>();
        var unreadable = 0;
        foreach (var item in items.EnumerateArray())
        {
            try
            {
                var id = IdOf(item);
                if (item.TryGetProperty("@removed", out _))
                    removed.Add(id);
                else
                    contacts.Add(ReadContact(item, id, folderId));
            }
            catch (Exception error) when (error is InvalidOperationException or FormatException or JsonException)
            {
                unreadable++;
                trace?.Invoke($"An item of folder {folderId} is left out, it cannot be read: {Describe(item)}: {error.Message}");
            }
        }
        return new GraphContactPage(contacts, removed, unreadable, LinkOf(root, "@odata.nextLink"), LinkOf(root, "@odata.deltaLink"));
    }

    private static SyncContact ReadContact(JsonElement item, string id, string folderId)
    {
        var draft = new GraphContactDraft(new SyncContact { Id = id, FolderId = folderId });
        var rows = GraphContactFields.Rows;
        var expected = 0;
        foreach (var property in item.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null)
                continue;
            // Graph sends the properties of every contact in the same order: the row is nearly always among the next ones.
            for (var tried = 0; tried < rows.Length; tried++)
            {
                var row = rows[(expected + tried) % rows.Length];
                if (!property.NameEquals(row.Utf8Property))
                    continue;
                Take(row, draft, property.Value);
                expected = (expected + tried + 1) % rows.Length;
                break;
            }
        }
        return draft.Finish();
    }

    private static void Take(GraphContactField row, GraphContactDraft draft, JsonElement value)
    {
        try
        {
            row.Take(draft, value);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new JsonException($"{row.Property} is a {value.ValueKind} that is not understood.", error);
        }
    }

    private static string IdOf(JsonElement item) =>
        item.TryGetProperty("id", out var id) && id.GetString() is { Length: > 0 } text ? text : throw new JsonException("It has no id.");

    private static string? LinkOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var link) && link.ValueKind == JsonValueKind.String ? link.GetString() : null;

    private static string Describe(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id) ? id.ToString() : item.ValueKind.ToString();
}

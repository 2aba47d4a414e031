using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// One page of <c>contacts/delta</c>, read by ourselves: the SDK's deserialiser makes several objects of every contact, and takes
/// many times as long (bench/RESULTS.md has the figures).
/// </summary>
/// <param name="Contacts">Contacts that are new or changed.</param>
/// <param name="RemovedIds">Contacts that left the folder.</param>
/// <param name="Unreadable">Items that are no contact; the reason is in the trace.</param>
/// <param name="UnreadableIds">The ids of those that have one.</param>
/// <param name="NextLink">The next page.</param>
/// <param name="DeltaLink">On the last page: where the next run goes on.</param>
internal sealed record GraphContactPage(
    IReadOnlyList<SyncContact> Contacts, IReadOnlyList<string> RemovedIds, int Unreadable, IReadOnlyList<string> UnreadableIds,
    string? NextLink, string? DeltaLink)
{
    /// <summary>Reads a page.</summary>
    /// <param name="text">The answer's body.</param>
    /// <param name="folderId">The folder it was read from.</param>
    /// <param name="trace">Told of each item that cannot be read.</param>
    /// <exception cref="JsonException">It is no page.</exception>
    public static GraphContactPage Read(ReadOnlySpan<byte> text, string folderId, Action<string>? trace)
    {
        var reader = new Utf8JsonReader(text);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A page of contacts that is no object.");
        string? nextLink = null;
        string? deltaLink = null;
        Items? items = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                items = new Items(folderId, trace);
                items.Read(ref reader);
            }
            else if (reader.ValueTextEquals("@odata.nextLink"u8))
            {
                nextLink = ReadLink(ref reader);
            }
            else if (reader.ValueTextEquals("@odata.deltaLink"u8))
            {
                deltaLink = ReadLink(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
        // A text that is cut short has thrown by now, or throws here.
        reader.Read();
        return items is null
            ? throw new JsonException("A page of contacts without a list of contacts.")
            : new GraphContactPage(items.Contacts, items.RemovedIds, items.Unreadable, items.UnreadableIds, nextLink, deltaLink);
    }

    private static string? ReadLink(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    /// <summary>The list of a page while it is read.</summary>
    private sealed class Items(string folderId, Action<string>? trace)
    {
        private readonly GraphContactDraft draft = new(folderId);

        public List<SyncContact> Contacts { get; } = [];

        public List<string> RemovedIds { get; } = [];

        public List<string> UnreadableIds { get; } = [];

        public int Unreadable { get; private set; }

        public void Read(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException("A page whose contacts are no list.");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var beginning = reader;
                try
                {
                    ReadItem(ref reader);
                }
                catch (Exception error) when (error is InvalidOperationException or FormatException or UnreadableFieldException)
                {
                    reader = beginning;
                    var id = ReadId(reader);
                    reader.Skip();
                    Unreadable++;
                    if (id is not null)
                        UnreadableIds.Add(id);
                    trace?.Invoke($"An item of folder {folderId} is left out: {id ?? "without an id"}: {error.Message}");
                }
            }
        }

        private void ReadItem(ref Utf8JsonReader reader)
        {
            draft.Begin();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new UnreadableFieldException($"it is a {reader.TokenType}", null);
            var expected = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                ReadProperty(ref reader, ref expected);

            var id = draft.Id ?? throw new UnreadableFieldException("it has no id", null);
            if (draft.IsRemoved)
                RemovedIds.Add(id);
            else
                Contacts.Add(draft.Finish(id));
        }

        private void ReadProperty(ref Utf8JsonReader reader, ref int expected)
        {
            // Graph sends the properties of every contact in the same order: the row is nearly always the expected one.
            var rows = GraphContactFields.Rows;
            for (var tried = 0; tried < rows.Length; tried++)
            {
                var place = expected + tried < rows.Length ? expected + tried : expected + tried - rows.Length;
                if (!reader.ValueTextEquals(rows[place].Utf8Property))
                    continue;
                expected = place + 1 < rows.Length ? place + 1 : 0;
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                    Take(rows[place], ref reader);
                return;
            }
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                draft.Id = reader.GetString() is { Length: > 0 } id ? id : null;
                return;
            }
            draft.IsRemoved |= reader.ValueTextEquals("@removed"u8);
            reader.Skip();
        }

        /// <summary>The id of an item that could not be read, wherever in it the id stands. Works on a copy of the reader.</summary>
        private static string? ReadId(Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId)
                    return reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } id ? id : null;
                reader.Skip();
            }
            return null;
        }

        private void Take(GraphContactField row, ref Utf8JsonReader reader)
        {
            var type = reader.TokenType;
            try
            {
                row.Take(draft, ref reader);
            }
            catch (Exception error) when (error is InvalidOperationException or FormatException)
            {
                throw new UnreadableFieldException($"{row.Property} is a {type} that is not understood", error);
            }
        }
    }

    /// <summary>One item of a page cannot be read; the page can.</summary>
    private sealed class UnreadableFieldException(string message, Exception? cause) : Exception(message, cause);
}

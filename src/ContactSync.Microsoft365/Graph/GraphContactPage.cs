using System.Text.Json;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// One page of <c>contacts</c> or <c>contacts/delta</c>, read by ourselves: the SDK's deserialiser makes several objects of every contact,
/// and takes many times as long (bench/RESULTS.md has the figures).
/// </summary>
/// <param name="Contacts">Contacts that are new or changed.</param>
/// <param name="RemovedIds">Contacts that left the folder.</param>
/// <param name="Unreadable">Items that are no contact; the reason is in the trace.</param>
/// <param name="UnreadableIds">The ids of those that have one.</param>
/// <param name="PhotoIds">The ids of those contacts that have a picture.</param>
/// <param name="NextLink">The next page.</param>
/// <param name="DeltaLink">On the last page: where the next run goes on.</param>
internal sealed record GraphContactPage(
    IReadOnlyList<SyncContact> Contacts, IReadOnlyList<string> RemovedIds, int Unreadable, IReadOnlyList<string> UnreadableIds,
    IReadOnlyList<string> PhotoIds, string? NextLink, string? DeltaLink)
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
            : items.ToPage(nextLink, deltaLink);
    }

    /// <summary>Reads a contact that was asked for by itself, as a page of one.</summary>
    /// <exception cref="JsonException">It is cut short.</exception>
    public static GraphContactPage ReadOne(ReadOnlySpan<byte> text, string folderId, Action<string>? trace)
    {
        var reader = new Utf8JsonReader(text);
        reader.Read();
        var items = new Items(folderId, trace);
        items.ReadOne(ref reader);
        return items.ToPage(null, null);
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

        // Brought into the order in which the service sends them: it is the same for all contacts.
        private readonly GraphContactField[] rows = [.. GraphContactFields.Properties];
        private readonly GraphContactField[] extended = [.. GraphContactFields.Extended];

        private readonly List<SyncContact> contacts = [];
        private readonly List<string> removedIds = [];
        private readonly List<string> unreadableIds = [];
        private readonly List<string> photoIds = [];
        private int unreadable;

        public GraphContactPage ToPage(string? nextLink, string? deltaLink) =>
            new(contacts, removedIds, unreadable, unreadableIds, photoIds, nextLink, deltaLink);

        public void Read(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException("A page whose contacts are no list.");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                ReadOne(ref reader);
        }

        /// <summary>Reads an item. One that cannot be read is counted, and costs no other one.</summary>
        public void ReadOne(ref Utf8JsonReader reader)
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
                unreadable++;
                if (id is not null)
                    unreadableIds.Add(id);
                trace?.Invoke($"An item of folder {folderId} is left out: {id ?? "without an id"}: {error.Message}");
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
            {
                removedIds.Add(id);
                return;
            }
            if (draft.HasPhoto)
                photoIds.Add(id);
            contacts.Add(draft.Finish(id));
        }

        private void ReadProperty(ref Utf8JsonReader reader, ref int expected)
        {
            for (var place = expected; place < rows.Length; place++)
            {
                if (!reader.ValueTextEquals(rows[place].Utf8Property))
                    continue;
                (rows[expected], rows[place]) = (rows[place], rows[expected]);
                TakeNext(rows[expected++], ref reader);
                return;
            }
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                draft.Id = reader.GetString() is { Length: > 0 } id ? id : null;
            }
            else if (reader.ValueTextEquals("singleValueExtendedProperties"u8))
            {
                reader.Read();
                ReadExtended(ref reader);
            }
            else
            {
                draft.IsRemoved |= reader.ValueTextEquals("@removed"u8);
                reader.Skip();
            }
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

        /// <summary>The list of extended properties, which holds those that the contact has, each as an id and a text.</summary>
        private void ReadExtended(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Null)
                return;
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new UnreadableFieldException("its extended properties are no list", null);
            var expected = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                GraphContactField? row = null;
                var early = default(Utf8JsonReader);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("id"u8))
                    {
                        reader.Read();
                        row = FindExtended(ref reader, ref expected);
                        if (row is not null && early.TokenType == JsonTokenType.PropertyName)
                            TakeNext(row, ref early);
                    }
                    else if (reader.ValueTextEquals("value"u8) && row is not null)
                    {
                        TakeNext(row, ref reader);
                    }
                    else
                    {
                        // A value before its id waits for it.
                        if (reader.ValueTextEquals("value"u8))
                            early = reader;
                        reader.Skip();
                    }
                }
            }
        }

        private GraphContactField? FindExtended(ref Utf8JsonReader reader, ref int expected)
        {
            for (var place = expected; place < extended.Length; place++)
            {
                if (reader.ValueTextEquals(extended[place].Utf8Property))
                {
                    expected = place + 1;
                    return extended[place];
                }
            }
            // Out of the order in which they were asked for, or written in another way: 0x0036, 0x3A24.
            var id = PlainId(reader.GetString());
            return Array.Find(extended, field => field.Property.Equals(id, StringComparison.OrdinalIgnoreCase));
        }

        private static string? PlainId(string? id)
        {
            var digits = id?.LastIndexOf("0x", StringComparison.OrdinalIgnoreCase) ?? -1;
            return digits < 0 ? id : id![..(digits + 2)] + id[(digits + 2)..].TrimStart('0');
        }

        private void TakeNext(GraphContactField row, ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                return;
            var type = reader.TokenType;
            try
            {
                row.Take(draft, ref reader);
            }
            catch (Exception error) when (error is InvalidOperationException or FormatException or OverflowException)
            {
                throw new UnreadableFieldException($"{row.Property} is a {type} that is not understood", error);
            }
        }
    }

    /// <summary>One item of a page cannot be read; the page can.</summary>
    private sealed class UnreadableFieldException(string message, Exception? cause) : Exception(message, cause);
}

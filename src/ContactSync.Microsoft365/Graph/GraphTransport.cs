using System.Net.Http.Headers;
using System.Text;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Sends requests, GETs also many in one <c>$batch</c>, and hands back what came without judging it.</summary>
/// <param name="http">The session's client: puts tokens on requests, repeats them, refuses other servers.</param>
/// <param name="links">The addresses.</param>
/// <param name="retry">How often an entry of a batch is asked again.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class GraphTransport(HttpClient http, GraphLinks links, GraphRetryOptions retry, TimeProvider time)
{
    /// <summary>Contacts a page. Graph's bound is 1000; half of it keeps a page that must be asked again cheap.</summary>
    internal const string PageSize = "500";

    /// <summary>Asks for ids that survive a move between folders; must stand on every request.</summary>
    private const string Prefer = $"IdType=\"ImmutableId\", odata.maxpagesize={PageSize}";

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    /// <summary>The addresses.</summary>
    public GraphLinks Links => links;

    /// <summary>Asks for one address, relative to Graph's.</summary>
    /// <exception cref="SyncException">No answer, or not the whole of it.</exception>
    public Task<GraphAnswer> GetAsync(GraphCall call, string relative, CancellationToken cancellationToken) =>
        SendAsync(call, new GraphChange(HttpMethod.Get, relative), cancellationToken);

    /// <summary>Sends a request; a change is repeated only where the service says that it did nothing.</summary>
    /// <exception cref="SyncException">No answer, or not the whole of it: a change may have been made.</exception>
    public Task<GraphAnswer> SendAsync(GraphCall call, GraphChange change, CancellationToken cancellationToken) => call.RunAsync(
        async token =>
        {
            using var request = new HttpRequestMessage(change.Method, links.Absolute(change.Relative));
            if (change.Body is { } text)
                request.Content = new StringContent(text, Encoding.UTF8, "application/json");
            if (change.Version is { } version)
                request.Headers.TryAddWithoutValidation("If-Match", $"W/\"{version}\"");
            request.Headers.Accept.Add(Json);
            request.Headers.TryAddWithoutValidation("Prefer", Prefer);
            // The body is there already; the client would only copy it once more.
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            var body = await BodyOfAsync(response, token).ConfigureAwait(false);
            return new GraphAnswer((int)response.StatusCode, body, RequestIdOf(response), Content: response.Content as BufferedContent);
        },
        cancellationToken);

    /// <summary>
    /// Asks for many addresses, twenty a request. The answers stand in the order of the questions. Entries that the service was too busy
    /// for are asked again, within the limits of single requests.
    /// </summary>
    /// <exception cref="SyncException">A request as a whole was refused or lost.</exception>
    public async Task<GraphAnswer[]> GetManyAsync(GraphCall call, IReadOnlyList<string> relatives, CancellationToken cancellationToken)
    {
        var answers = new GraphAnswer[relatives.Count];
        foreach (var chunk in Enumerable.Range(0, relatives.Count).Chunk(GraphBatch.Capacity))
            await FillAsync(call, relatives, answers, chunk, cancellationToken).ConfigureAwait(false);
        return answers;
    }

    private async Task FillAsync(
        GraphCall call, IReadOnlyList<string> relatives, GraphAnswer[] answers, int[] open, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var repetition = 0; ; repetition++)
        {
            var received = await PostAsync(call, [.. open.Select(index => relatives[index])], cancellationToken).ConfigureAwait(false);
            for (var place = 0; place < open.Length; place++)
                answers[open[place]] = received[place];

            open = [.. open.Where(index => repetition < retry.RepetitionsAfter(answers[index].Status))];
            if (open.Length == 0)
                return;
            var delay = retry.DelayFor(repetition, open.Max(index => answers[index].RetryAfter));
            if (time.GetElapsedTime(start) + delay > retry.TotalTime)
                return;
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<GraphAnswer[]> PostAsync(GraphCall call, IReadOnlyList<string> relatives, CancellationToken cancellationToken) =>
        call.RunAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, links.Absolute("/$batch"));
                request.Content = GraphBatch.Write(relatives, Prefer);
                request.Headers.Accept.Add(Json);
                request.Options.Set(GraphRetry.OnlyReads, true);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
                if (!response.IsSuccessStatusCode)
                    throw await GraphErrors.ReadAsync(call, response, token).ConfigureAwait(false);
                return GraphBatch.Read(await BodyOfAsync(response, token).ConfigureAwait(false), relatives.Count, time);
            },
            cancellationToken);

    private static async ValueTask<ReadOnlyMemory<byte>> BodyOfAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content is BufferedContent buffered
            ? buffered.Bytes
            : await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);

    private static string? RequestIdOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("request-id", out var ids) ? ids.FirstOrDefault() : null;
}

/// <summary>A request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Relative">The address, relative to Graph's.</param>
/// <param name="Body">The body, as JSON.</param>
/// <param name="Version">The change key that the object must have.</param>
internal sealed record GraphChange(HttpMethod Method, string Relative, string? Body = null, string? Version = null);

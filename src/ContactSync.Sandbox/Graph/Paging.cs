using System.Text;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>Cuts a collection of the directory into pages and writes the answer with its absolute @odata.nextLink.</summary>
internal static class Paging
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    /// <param name="request">The call; its $top, $skiptoken and $count are honoured.</param>
    /// <param name="set">What stands behind the # of @odata.context.</param>
    /// <param name="items">All items of the answer in a stable order.</param>
    /// <param name="show">An item as JSON.</param>
    /// <param name="key">What tells an item from every other; the next page begins behind it.</param>
    public static GraphResponse Answer<T>(
        GraphRequest request, string set, IReadOnlyList<T> items, Func<T, JsonNode> show, Func<T, string> key)
    {
        var options = request.Options;
        var top = options.Top(DefaultPage, LargestPage);
        var start = Start(options["$skiptoken"], items, key);
        var page = items.Skip(start).Take(top).ToList();
        var body = new JsonObject { ["@odata.context"] = request.ODataContext(set) };
        // Without the header the real service takes $count=true and leaves the count out.
        if (options.Counts && options.IsEventual && start == 0)
            body["@odata.count"] = items.Count;
        if (start + page.Count < items.Count)
            body["@odata.nextLink"] = NextLink(request, key(page[^1]));
        body["value"] = new JsonArray(page.Select(item => (JsonNode?)show(item)).ToArray());
        return GraphResponse.Ok(body);
    }

    private static string NextLink(GraphRequest request, string last)
    {
        var query = request.Options.Values
            .Where(option => option.Key != "$skiptoken")
            .Append(KeyValuePair.Create("$skiptoken", Base64Url.Encode(Encoding.UTF8.GetBytes("k:" + last))))
            .Select(option => $"{option.Key}={Uri.EscapeDataString(option.Value)}");
        var call = request.Context.Request;
        return $"{call.Scheme}://{call.Host}{call.Path.ToUriComponent()}?{string.Join('&', query)}";
    }

    private static int Start<T>(string? skipToken, IReadOnlyList<T> items, Func<T, string> key)
    {
        if (skipToken is null)
            return 0;
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.Decode(skipToken));
            for (var index = 0; text.StartsWith("k:", StringComparison.Ordinal) && index < items.Count; index++)
            {
                if (key(items[index]) == text[2..])
                    return index + 1;
            }
        }
        catch (FormatException)
        {
            // Said below, as for a token whose item is gone.
        }
        throw new GraphException(400, "Directory_ExpiredPageToken",
            "The specified page token value has expired and can no longer be included in your request.");
    }
}

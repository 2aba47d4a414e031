using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Ews;

/// <summary>An HTTP answer, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">What the body is said to be.</param>
/// <param name="Headers">The headers that decide what an answer means.</param>
/// <param name="Body">The body.</param>
internal sealed record EwsAnswer(int Status, string? MediaType, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    private static readonly string[] Kept =
        ["request-id", "Location", "Retry-After", "X-EWS-Policy-Reason", "x-ms-diagnostics"];

    private const string Challenges = "WWW-Authenticate";

    private const string AffinityCookie = "X-BackEndOverrideCookie";

    /// <summary>The id under which the server's logs have the request: its own, or else ours.</summary>
    public string? RequestId => Headers.GetValueOrDefault("request-id") ?? Headers.GetValueOrDefault(WireHandler.RequestIdHeader);

    /// <summary>By which schemes the server lets sign in, where it says so.</summary>
    public IReadOnlyList<string> Schemes => Headers.GetValueOrDefault(Challenges)?.Split(' ') ?? [];

    /// <summary>Whether the body can be a SOAP envelope: a success, or a fault, which comes with status 500.</summary>
    public bool IsSoap =>
        Status is 200 or 500 && MediaType is not null && MediaType.EndsWith("xml", StringComparison.OrdinalIgnoreCase) && !Body.IsEmpty;

    /// <summary>Takes the headers over, and the id that the request was sent with.</summary>
    public static Dictionary<string, string> ReadHeaders(HttpRequestMessage request, HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in Kept)
        {
            if (response.Headers.TryGetValues(name, out var values))
                headers[name] = string.Join(", ", values);
        }
        if (request.Headers.TryGetValues(WireHandler.RequestIdHeader, out var ids))
            headers[WireHandler.RequestIdHeader] = ids.First();
        if (response.Headers.WwwAuthenticate.Count > 0)
            headers[Challenges] = string.Join(' ', response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme).Distinct());
        return headers;
    }

    /// <summary>The affinity cookie as a request sends it back; null where the answer sets none.</summary>
    public static string? ReadAffinity(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var cookies)
            ? cookies.Select(cookie => cookie.Split(';', 2)[0].Trim())
                .FirstOrDefault(cookie => cookie.StartsWith(AffinityCookie + "=", StringComparison.OrdinalIgnoreCase))
            : null;
}

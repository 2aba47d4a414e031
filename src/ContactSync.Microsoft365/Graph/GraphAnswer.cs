using System.Text.Json;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Graph;

/// <summary>What Graph answered to one GET, be it a request of its own or an entry of a <c>$batch</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body as JSON text; empty where there was none.</param>
/// <param name="RequestId">The id under which the service's support finds the request.</param>
/// <param name="RetryAfter">How long the service asks to wait.</param>
/// <param name="Content">What holds the body, where it holds nothing else.</param>
internal sealed record GraphAnswer(
    int Status, ReadOnlyMemory<byte> Body, string? RequestId, TimeSpan? RetryAfter = null, BufferedContent? Content = null)
{
    /// <summary>Codes by which Graph and Exchange say that they no longer know a delta link; other clients have met each.</summary>
    private static readonly HashSet<string> StaleCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "SyncStateNotFound", "SyncStateInvalid", "resyncRequired", "ErrorInvalidSyncStateData", "ErrorInvalidIdMalformed",
    };

    private static readonly HashSet<string> GoneCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ErrorItemNotFound", "ErrorFolderNotFound",
    };

    /// <summary>The service did what it was asked.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// The link asked for must be begun anew. 400 without a known code is among it: a link is the service's own word, not ours.
    /// </summary>
    public bool IsStale => Status is 410 or 400 || (!IsSuccess && Code is { } code && StaleCodes.Contains(code));

    /// <summary>The folder asked for is not there. Other 404s are about the mailbox.</summary>
    public bool IsGone => Status == 404 && Code is { } code && GoneCodes.Contains(code);

    /// <summary>Graph's error code.</summary>
    public string? Code => ErrorText("code");

    /// <summary>Reads the body; what is read must not hold on to the document.</summary>
    /// <exception cref="SyncException">The service said no, or the body is not what it should be.</exception>
    public T Read<T>(GraphCall call, Func<JsonElement, T> read) => ReadText(call, text =>
    {
        using var document = JsonDocument.Parse(text);
        return read(document.RootElement);
    });

    /// <summary>Reads the body's text.</summary>
    /// <exception cref="SyncException">The service said no, or the body is not what it should be.</exception>
    public T ReadText<T>(GraphCall call, Func<ReadOnlyMemory<byte>, T> read)
    {
        if (!IsSuccess)
            throw Refusal(call);
        try
        {
            return read(Body);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw GraphErrors.Unreadable(call, error);
        }
    }

    /// <summary>The error for an answer that says no.</summary>
    public ServiceRefusedException Refusal(GraphCall call) =>
        GraphErrors.FromAnswer(call, Status, Code, ErrorText("message"), RequestId);

    private string? ErrorText(string name)
    {
        if (IsSuccess || Body.IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
                    ? text.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

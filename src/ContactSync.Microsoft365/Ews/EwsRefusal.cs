using System.Globalization;

namespace ContactSync.Microsoft365.Ews;

/// <summary>What a server says when it says no, in a SOAP fault or in the answer to one part of a request.</summary>
/// <param name="Code">The response code, for example <c>ErrorAccessDenied</c>.</param>
/// <param name="Text">The server's own words.</param>
/// <param name="Values">What it says beside it, by name.</param>
internal sealed record EwsRefusal(string Code, string? Text, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>How long the server asks to be left alone; null where it names no time.</summary>
    public TimeSpan? BackOff =>
        Values.TryGetValue("BackOffMilliseconds", out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds is > 0 and < 86_400_000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    /// <summary>The code that decides what to do: an internal error may hide another one that says more.</summary>
    public string DecidingCode =>
        Code == "ErrorInternalServerError" && Values.TryGetValue("InnerErrorResponseCode", out var inner) && EwsErrors.IsKnown(inner)
            ? inner
            : Code;
}

using System.Text.Json;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>Version 2: one protocol's address, without sign-in. Exchange 2013 and older do not have it.</summary>
/// <remarks>https://learn.microsoft.com/exchange/architecture/client-access/autodiscover</remarks>
internal sealed class JsonQuestion : AutodiscoverQuestion
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    public override AutodiscoverForm Form => AutodiscoverForm.Json;

    public override string Path => "/autodiscover/autodiscover.json";

    public override bool MaySignIn => false;

    public override HttpRequestMessage Write(Uri address, string emailAddress)
    {
        // A redirect's target carries the question already.
        var whole = address.Query.Length > 0
            ? address
            : new Uri($"{address.AbsoluteUri}?Email={Uri.EscapeDataString(emailAddress)}&Protocol=Ews");
        return new HttpRequestMessage(HttpMethod.Get, whole);
    }

    public override AutodiscoverAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("it is no object");
            if (Text(document.RootElement, "ErrorCode") is { } code)
                return new AutodiscoverAnswer.Refused(Reason(code, Text(document.RootElement, "ErrorMessage")), code == "InvalidUserId");
            return Text(document.RootElement, "Url") is { } url && Text(document.RootElement, "Protocol") is not null
                ? new AutodiscoverAnswer.Found(url)
                : throw new FormatException("it has no Url");
        }
        catch (JsonException error)
        {
            throw new FormatException("it is no JSON", error);
        }
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

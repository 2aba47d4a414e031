using System.Globalization;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox;

internal static class GraphTime
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A point in time as a client sends it; null for none. Its form has been checked before.</summary>
    public static DateTimeOffset? Parse(JsonNode? value) => value is null
        ? null
        : DateTimeOffset.Parse((string)value!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

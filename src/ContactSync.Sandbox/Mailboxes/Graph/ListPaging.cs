using System.Globalization;
using ContactSync.Sandbox.Graph;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>$top, $skip and the page size a client prefers, for lists of folders and contacts.</summary>
internal sealed record ListPaging(int Size, int Skip, bool Count)
{
    public const int DefaultSize = 10;
    public const int LargestSize = 1000;

    /// <exception cref="GraphException">400: no number, or out of range.</exception>
    public static ListPaging Read(MailboxCall call)
    {
        var size = Number(call.Options["$top"], "$top", 1) ?? PreferredSize(call.Request) ?? DefaultSize;
        if (size > LargestSize)
        {
            throw new GraphException(
                400, "ErrorInvalidRequest", $"Invalid page size specified: '{size}'. Must be between 1 and {LargestSize} inclusive.");
        }
        return new ListPaging(size, Number(call.Options["$skip"], "$skip", 0) ?? 0, call.Options.Counts);
    }

    /// <summary>odata.maxpagesize of the Prefer header, cut to what the service sends at most; null where there is none.</summary>
    public static int? PreferredSize(GraphRequest request) =>
        int.TryParse(request.Preference("odata.maxpagesize"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
            ? Math.Min(size, LargestSize)
            : null;

    /// <summary>The address of the next page: all options of this call, and $skip.</summary>
    public (string Name, string Url)? NextLink(MailboxCall call, string path, int total)
    {
        if (Skip + Size >= total)
            return null;
        var skip = KeyValuePair.Create("$skip", (Skip + Size).ToString(CultureInfo.InvariantCulture));
        var options = call.Options.Values.Where(o => o.Key != "$skip").Append(skip);
        var query = string.Join('&', options.Select(o => $"{Uri.EscapeDataString(o.Key)}={Uri.EscapeDataString(o.Value)}"));
        return ("@odata.nextLink", $"{call.Url}/{path}?{query}");
    }

    private static int? Number(string? text, string option, int least)
    {
        if (text is null)
            return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least)
        {
            throw GraphException.BadRequest(
                $"Invalid value '{text}' for {option} query option found. "
                + $"The {option} query option requires a non-negative integer value.");
        }
        return number;
    }
}

namespace ContactSync.Bench;

/// <summary>How results are written.</summary>
internal static class Markdown
{
    /// <summary>A table; the first row is its head.</summary>
    public static string Table(IReadOnlyList<string[]> rows)
    {
        var lines = rows.Select(row => $"| {string.Join(" | ", row)} |").ToList();
        lines.Insert(1, $"|{string.Concat(rows[0].Select(_ => "---|"))}");
        return string.Join('\n', lines);
    }

    public static string Verdict(bool met) => met ? "met" : "**missed**";

    public static string Name(SyncProtocol protocol) => protocol == SyncProtocol.Ews ? "EWS" : protocol.ToString();

    public static string MiB(long bytes) => $"{bytes >> 20} MiB";
}

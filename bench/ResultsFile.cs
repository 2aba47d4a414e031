namespace ContactSync.Bench;

/// <summary>The file the last results are kept in: a section a measurement.</summary>
internal static class ResultsFile
{
    private const string Head =
        "# Measurements\n\nThe last run of each measurement in `bench/`; a section begins with what was typed.\n";

    /// <summary>Puts a measurement's section in the place of its last one.</summary>
    public static void Replace(string path, string name, string section)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : Head;
        var heading = $"## {name}\n";
        var begin = text.IndexOf(heading, StringComparison.Ordinal);
        if (begin < 0)
        {
            File.WriteAllText(path, $"{text.TrimEnd()}\n\n{heading}\n{section.Trim()}\n");
            return;
        }
        var end = text.IndexOf("\n## ", begin, StringComparison.Ordinal);
        File.WriteAllText(path, $"{text[..begin]}{heading}\n{section.Trim()}\n{(end < 0 ? "" : text[end..])}");
    }
}

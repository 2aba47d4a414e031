namespace ContactSync.Sandbox.Tenants;

/// <summary>A table that ships inside the assembly: tab-separated rows, lines beginning with # are comments.</summary>
internal static class DataTable
{
    /// <summary>The rows of <paramref name="name"/>, each with its cells; "-" stands for an empty cell.</summary>
    public static IReadOnlyList<string[]> Read(string name)
    {
        using var stream = typeof(DataTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table '{name}' is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            rows.Add(Array.ConvertAll(line.Split('\t'), cell => cell == "-" ? "" : cell));
        }
        return rows;
    }
}

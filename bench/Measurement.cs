namespace ContactSync.Bench;

/// <summary>A measurement by its name.</summary>
/// <param name="Name">What is typed, and the heading of its section.</param>
/// <param name="Defaults">Its arguments, each with the value it has where it is left out.</param>
/// <param name="RunAsync">Measures; gives the section.</param>
/// <param name="Help">What it is, a line each.</param>
internal sealed record Measurement(
    string Name, IReadOnlyDictionary<string, string> Defaults, Func<BenchOptions, Task<string>> RunAsync, string Help)
{
    public static IReadOnlyList<Measurement> All { get; } =
    [
        new("import", With("100", "500", "40", "5"), ImportBench.RunAsync, """
            A first import of all mailboxes, a second one without changes, and the bare download of the same requests, in one run.
            Also two ways of a first fill over Graph, the contact page reader beside the Graph SDK's, and the time of Import-Module.
            """),
        new("idle", With("10000", "3", "0", "3", ("--ews-mailboxes", "")), IdleBench.RunAsync, """
            A nightly run over mailboxes in which nothing changed, in a process of its own; its requests and memory beside the aims.
            """),
        new("change", With("500", "20", "0", "5", ("--percent", "1")), ChangeBench.RunAsync, """
            Runs after none, half, one, two and four times so many per cent of the contacts changed; their cost as a + b · changes.
            """),
        new("peers", With("40", "200", "10", "3"), PeersBench.RunAsync, """
            The same mailboxes read by us, by @microsoft/microsoft-graph-client and by ews-javascript-api (npm ci in tests/Interop first).
            """),
        new("store", Alone("100000", "3", ("--percent", "1")), StoreBench.RunAsync, """
            A first import into a SQLite file and a PostgreSQL database (CONTACTSYNC_TEST_POSTGRESQL, see .ci/servers), and a run after so
            many per cent of the entries changed, beside the driver's own bulk insert of the same rows.
            """),
        new("lookup", Alone("1000000", "2000", ("--store", "")), LookupBench.RunAsync, """
            Number to name, and the beginnings of a name, in a SQLite file of so many entries; --rounds look-ups each, in another process.
            --store FILE is filled and kept, or measured as it is where it is there.
            """),
        new("publish", Alone("10000", "3"), PublishBench.RunAsync, """
            Each kind of destination made of so many entries, made equal after one of them changed, and looked at where nothing did; servers
            are those that .ci/servers starts.
            """),
    ];

    /// <summary>How the program is used.</summary>
    public static string Usage => $"""
        Measurements of ContactSync against its sandbox. Build with -c Release.

        {string.Join("\n\n", All.Select(one => $"  {one.Name} {one.Arguments}\n    {one.Help.TrimEnd().ReplaceLineEndings("\n    ")}"))}

          --protocol graph, ews or both. --contacts a mailbox. --latency milliseconds before each answer. --throttle mailboxes side by side.
          --results FILE replaces the section of the measurement in a Markdown file.
        """;

    private string Arguments => string.Join(" ", Defaults.Select(one => $"[{one.Key} {(one.Value.Length > 0 ? one.Value : "…")}]"));

    private static Dictionary<string, string> Alone(string entries, string rounds, params (string Name, string Value)[] others)
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal) { ["--entries"] = entries, ["--rounds"] = rounds };
        foreach (var (name, value) in others)
            defaults[name] = value;
        defaults["--results"] = "";
        return defaults;
    }

    private static Dictionary<string, string> With(
        string mailboxes, string contacts, string latency, string rounds, params (string Name, string Value)[] others)
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal) { ["--protocol"] = "both", ["--mailboxes"] = mailboxes };
        foreach (var (name, value) in others)
            defaults[name] = value;
        (string Name, string Value)[] usual =
            [("--contacts", contacts), ("--latency", latency), ("--throttle", "4"), ("--rounds", rounds), ("--results", "")];
        foreach (var (name, value) in usual)
            defaults[name] = value;
        return defaults;
    }
}

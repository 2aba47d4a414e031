using System.Globalization;

namespace ContactSync.Bench;

/// <summary>What a measurement is made with.</summary>
/// <param name="Name">The measurement.</param>
/// <param name="Protocols">The protocols measured, one after the other.</param>
/// <param name="Mailboxes">Mailboxes in the cloud, read over Graph.</param>
/// <param name="EwsMailboxes">Mailboxes on the own server, read over EWS.</param>
/// <param name="Contacts">Contacts in each.</param>
/// <param name="Latency">Milliseconds before each of the service's answers.</param>
/// <param name="Throttle">Mailboxes read side by side; 4 is the default of Invoke-ContactSync.</param>
/// <param name="Rounds">How often everything is measured; medians are shown.</param>
/// <param name="Percent">Contacts that change between two runs, in hundredths of all.</param>
/// <param name="ResultsFile">The Markdown file to keep the result in.</param>
/// <param name="Entries">Entries in a store, where a store alone is measured; 0 elsewhere.</param>
/// <param name="StorePath">The file to fill and to keep, or that was; null for one that is deleted.</param>
internal sealed record BenchOptions(
    string Name, IReadOnlyList<SyncProtocol> Protocols, int Mailboxes, int EwsMailboxes, int Contacts, int Latency, int Throttle,
    int Rounds, double Percent, string? ResultsFile, int Entries, string? StorePath)
{
    /// <summary>Reads the arguments of a measurement; what is left out is as <paramref name="defaults"/> has it.</summary>
    /// <exception cref="FormatException">An argument is unknown, or its value makes no sense.</exception>
    public static BenchOptions Parse(string name, IReadOnlyDictionary<string, string> defaults, IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(defaults, StringComparer.Ordinal);
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (!values.ContainsKey(arguments[index]) || index + 1 == arguments.Count)
                throw new FormatException($"'{arguments[index]}' is not an argument of '{name}', or its value is missing.");
            values[arguments[index]] = arguments[index + 1];
        }
        int Number(string key) => int.Parse(values.GetValueOrDefault(key, "0"), NumberStyles.None, CultureInfo.InvariantCulture);
        var mailboxes = Number("--mailboxes");
        return new BenchOptions(
            name, ReadProtocols(values.GetValueOrDefault("--protocol", "both")), mailboxes,
            values.GetValueOrDefault("--ews-mailboxes") is { Length: > 0 } ? Number("--ews-mailboxes") : mailboxes,
            Number("--contacts"), Number("--latency"), Number("--throttle"), Number("--rounds"),
            double.Parse(values.GetValueOrDefault("--percent", "0"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            values["--results"] is { Length: > 0 } file ? file : null, Number("--entries"),
            values.GetValueOrDefault("--store") is { Length: > 0 } store ? store : null);
    }

    /// <summary>How many mailboxes are read by a protocol.</summary>
    public int MailboxesOf(SyncProtocol protocol) => protocol == SyncProtocol.Ews ? EwsMailboxes : Mailboxes;

    public override string ToString() => Name
        + (Entries > 0
            ? string.Create(CultureInfo.InvariantCulture, $" --entries {Entries}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $" --protocol {(Protocols is [var one] ? one.ToString().ToLowerInvariant() : "both")} --mailboxes {Mailboxes}"
                + $"{(EwsMailboxes == Mailboxes ? "" : $" --ews-mailboxes {EwsMailboxes}")} --contacts {Contacts} --latency {Latency}"
                + $" --throttle {Throttle}"))
        + string.Create(CultureInfo.InvariantCulture, $" --rounds {Rounds}{(Percent > 0 ? $" --percent {Percent}" : "")}");

    private static IReadOnlyList<SyncProtocol> ReadProtocols(string text) => text switch
    {
        "graph" => [SyncProtocol.Graph],
        "ews" => [SyncProtocol.Ews],
        "both" => [SyncProtocol.Graph, SyncProtocol.Ews],
        _ => throw new FormatException($"--protocol is graph, ews or both, not '{text}'."),
    };
}

using System.Globalization;

namespace ContactSync.Bench;

/// <summary>What a measurement is made with.</summary>
/// <param name="Mailboxes">Mailboxes of the tenant.</param>
/// <param name="Contacts">Contacts in each.</param>
/// <param name="Latency">Milliseconds before each of the service's answers.</param>
/// <param name="Throttle">Mailboxes read side by side; 4 is the default of Invoke-ContactSync.</param>
/// <param name="Rounds">How often everything is measured; medians are shown.</param>
/// <param name="ResultsFile">The Markdown file to keep the result in.</param>
internal sealed record BenchOptions(int Mailboxes, int Contacts, int Latency, int Throttle, int Rounds, string? ResultsFile)
{
    /// <exception cref="FormatException">An argument is unknown, or its value is no number.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--mailboxes"] = "100", ["--contacts"] = "500", ["--latency"] = "40", ["--throttle"] = "4", ["--rounds"] = "5",
            ["--results"] = "",
        };
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (!values.ContainsKey(arguments[index]) || index + 1 == arguments.Count)
                throw new FormatException($"'{arguments[index]}' is not an argument of a measurement, or its value is missing.");
            values[arguments[index]] = arguments[index + 1];
        }
        int Number(string name) => int.Parse(values[name], NumberStyles.None, CultureInfo.InvariantCulture);
        return new BenchOptions(
            Number("--mailboxes"), Number("--contacts"), Number("--latency"), Number("--throttle"), Number("--rounds"),
            values["--results"] is { Length: > 0 } file ? file : null);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"import --mailboxes {Mailboxes} --contacts {Contacts} --latency {Latency} --throttle {Throttle} --rounds {Rounds}");
}

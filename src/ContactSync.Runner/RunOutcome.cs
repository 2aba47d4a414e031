using System.Management.Automation;

namespace ContactSync.Runner;

/// <summary>
/// What the run has come to so far. Errors and the objects that a script shows (not those it keeps in a variable) have their say;
/// the weightiest decides: 1, then 3, 2, 4, 0. <c>exit N</c> in the script wins over all of them.
/// </summary>
internal sealed class RunOutcome
{
    /// <summary>A terminating error.</summary>
    public const int Terminated = 1;

    /// <summary>Done in part.</summary>
    public const int InPart = 2;

    /// <summary>From the lightest to the weightiest.</summary>
    private static readonly int[] Weights = [0, 4, InPart, 3, Terminated];

    private readonly Lock gate = new();
    private int weight;

    /// <summary>What <c>exit N</c> said.</summary>
    public int? Requested { get; set; }

    public int ExitCode => Requested ?? Weights[weight];

    /// <summary>Takes an exit code into account; one that the project does not know changes nothing.</summary>
    public void Weigh(int exitCode)
    {
        lock (gate)
            weight = Math.Max(weight, Array.IndexOf(Weights, exitCode));
    }

    /// <summary>Takes an object into account that the script shows: a report, a check.</summary>
    public void Weigh(PSObject? shown)
    {
        if (shown is not null
            && shown.TypeNames.Count > 0
            && shown.TypeNames[0].StartsWith("ContactSync.", StringComparison.Ordinal)
            && shown.Properties["ExitCode"]?.Value is int exitCode)
        {
            Weigh(exitCode);
        }
    }
}

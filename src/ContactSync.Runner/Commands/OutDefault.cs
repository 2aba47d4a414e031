using System.Management.Automation;
using System.Reflection;
using ContactSync.Runner.Hosting;
using Microsoft.PowerShell.Commands;

namespace ContactSync.Runner.Commands;

/// <summary>The end of every pipeline: shows an object with the engine's own formatter and lets it have its say on the exit code.</summary>
[Cmdlet(VerbsData.Out, "Default")]
public sealed class OutDefault : OutDefaultCommand
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo? Implementation =
        typeof(OutDefaultCommand).BaseType?.GetField("implementation", Hidden | BindingFlags.FlattenHierarchy);

    private string? shown;

    protected override void ProcessRecord()
    {
        if (RunnerHost.TakeIn(this, InputObject))
            return;
        var type = InputObject?.TypeNames.FirstOrDefault();
        if (shown is not null && type != shown && (IsOurs(type) || IsOurs(shown)))
            EndTable();
        shown = type;
        base.ProcessRecord();
    }

    private static bool IsOurs(string? type) => type?.StartsWith("ContactSync.", StringComparison.Ordinal) ?? false;

    /// <summary>
    /// Ends what is shown so far, so that the next kind of object has a table of its own. A script's whole output is one pipeline, and
    /// the formatter shows whatever does not fit the first table as lists. It cannot be told to begin anew, but it begins where it has
    /// none under way; the engine comes with the Runner, and a test watches that this holds.
    /// </summary>
    private void EndTable()
    {
        if (Implementation?.GetValue(this) is not { } formatter || formatter.GetType().GetField("_mgr", Hidden) is not { } underWay)
            return;
        EndProcessing();
        (underWay.GetValue(formatter) as IDisposable)?.Dispose();
        underWay.SetValue(formatter, null);
    }
}

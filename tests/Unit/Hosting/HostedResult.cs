using System.Management.Automation;

namespace ContactSync.Tests.Hosting;

/// <summary>What a script run by <see cref="HostedModule"/> left behind.</summary>
/// <param name="Output">What came out of the pipeline; <see cref="PSObject.BaseObject"/> is the object a cmdlet wrote.</param>
/// <param name="Errors">Non-terminating errors, in order.</param>
/// <param name="Terminating">The error that ended the script, or null.</param>
/// <param name="Stopped">The pipeline was stopped from outside.</param>
public sealed record HostedResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    ErrorRecord? Terminating,
    bool Stopped,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Information,
    IReadOnlyList<ProgressRecord> Progress,
    IReadOnlyList<string> Debug)
{
    /// <summary>The output as the type a cmdlet promises.</summary>
    public IReadOnlyList<T> Objects<T>() => [.. Output.Select(o => (T)o.BaseObject)];

    /// <summary>Fails the test with the script's first error, where there is one.</summary>
    public HostedResult ThrowOnError()
    {
        var error = Terminating ?? Errors.FirstOrDefault();
        return error is null
            ? this
            : throw new InvalidOperationException($"{error.FullyQualifiedErrorId}: {error}\n{error.ScriptStackTrace}", error.Exception);
    }
}

using System.Globalization;
using System.Management.Automation;

namespace ContactSync.Runner.Hosting;

/// <summary>An error as it is read in a log: what went wrong, what to do next, and where in the script.</summary>
internal static class ErrorText
{
    private const int LongestExcerpt = 100;

    public static IEnumerable<string> Lines(ErrorRecord record)
    {
        var position = Position(record);
        if (record.Exception is CommandNotFoundException { CommandName: { } name } && AbsentCommands.Contains(name))
        {
            var message = string.Format(CultureInfo.CurrentCulture, Errors.CommandAbsent, name);
            return Lines(message, Errors.CommandAbsent_Advice, position);
        }

        var text = record.ErrorDetails?.Message is { Length: > 0 } details ? details : record.Exception.Message;
        var command = record.InvocationInfo?.MyCommand?.Name;
        return Lines(string.IsNullOrEmpty(command) ? text : $"{command}: {text}", Advice(record), position);
    }

    public static IEnumerable<string> Lines(string message, string? advice, string? position)
    {
        yield return message;
        if (!string.IsNullOrEmpty(advice))
            yield return "  " + advice;
        if (position is not null)
            yield return "  " + position;
    }

    /// <summary>The record's own advice, or that of the error it wraps: a script's call of a .NET method hides the record below.</summary>
    private static string? Advice(ErrorRecord record)
    {
        if (record.ErrorDetails?.RecommendedAction is { Length: > 0 } own)
            return own;
        for (var cause = record.Exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is IContainsErrorRecord { ErrorRecord.ErrorDetails.RecommendedAction: { Length: > 0 } inner })
                return inner;
        }
        return null;
    }

    private static string? Position(ErrorRecord record)
    {
        // The message of a parse error holds the place already, and -Command has but one line, which the user just typed.
        if (record.Exception is ParseException || record.InvocationInfo is not { ScriptLineNumber: > 0, ScriptName.Length: > 0 } invocation)
            return null;
        var excerpt = invocation.Line.Trim();
        if (excerpt.Length > LongestExcerpt)
            excerpt = excerpt[..LongestExcerpt] + "…";
        return $"at {invocation.ScriptName}:{invocation.ScriptLineNumber}: {excerpt}";
    }
}

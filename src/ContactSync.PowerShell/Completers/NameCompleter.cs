using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ContactSync.PowerShell.Completers;

/// <summary>Completes a name out of those this machine knows; never asks a service.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var begun = WildcardPattern.Escape(wordToComplete.Trim('\'', '"'));
        var pattern = WildcardPattern.Get(begun + "*", WildcardOptions.IgnoreCase);
        return
            from choice in Choices()
            where pattern.IsMatch(choice.Name)
            select new CompletionResult(Quote(choice.Name), choice.Name, CompletionResultType.ParameterValue, choice.ToolTip);
    }

    /// <summary>The names, and what each of them is.</summary>
    protected abstract IEnumerable<(string Name, string ToolTip)> Choices();

    private static string Quote(string name) => name.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.')
        ? name
        : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}

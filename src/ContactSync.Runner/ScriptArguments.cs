using System.Management.Automation.Runspaces;

namespace ContactSync.Runner;

/// <summary>Turns what was typed after a script's name into parameters, as <c>pwsh -File</c> does.</summary>
internal static class ScriptArguments
{
    public static IEnumerable<CommandParameter> Read(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            var colon = argument.IndexOf(':', StringComparison.Ordinal);
            if (!IsName(argument))
                yield return new CommandParameter(null, argument);
            else if (colon < 0)
                yield return new CommandParameter(argument);
            else if (colon < argument.Length - 1)
                yield return new CommandParameter(argument[..colon], ValueOf(argument[(colon + 1)..]));
            else if (index + 1 < arguments.Count)
                yield return new CommandParameter(argument[..colon], arguments[++index]);
            else
                yield return new CommandParameter(argument[..colon], null);
        }
    }

    /// <summary><c>-5</c> is a number, not a name.</summary>
    private static bool IsName(string argument) =>
        argument.Length > 1 && argument[0] == '-' && (char.IsLetter(argument[1]) || argument[1] == '_');

    /// <summary>The one place where text on a command line is not text: <c>-Switch:$false</c>.</summary>
    private static object ValueOf(string text) => text.ToLowerInvariant() switch { "$true" => true, "$false" => false, _ => text };
}

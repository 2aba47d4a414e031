namespace ContactSync.Runner;

/// <summary>What the runner is asked to do.</summary>
internal enum RunnerAction
{
    /// <summary>Run the script in a file.</summary>
    File,

    /// <summary>Run the text on the command line.</summary>
    Command,

    /// <summary>Run the text that standard input holds.</summary>
    StandardInput,

    /// <summary>Say how the runner is used.</summary>
    Help,

    /// <summary>Say which versions these are.</summary>
    Version,
}

/// <summary>The runner's own arguments, told apart from the script's.</summary>
/// <param name="Source">The path of the script or the text of the command; null for standard input.</param>
/// <param name="Arguments">What belongs to the script, as it was typed.</param>
internal sealed record CommandLine(RunnerAction Action, string? Source, IReadOnlyList<string> Arguments, string? ModulePath)
{
    /// <summary>Reads the arguments. Everything after the script or the command belongs to it.</summary>
    /// <param name="inputRedirected">Standard input is no terminal, so that a script may stand there.</param>
    public static CommandLine Parse(IReadOnlyList<string> arguments, bool inputRedirected)
    {
        string? modulePath = null;
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            switch (argument.ToLowerInvariant())
            {
                case "-help" or "--help" or "-h" or "-?":
                    return new(RunnerAction.Help, null, [], modulePath);
                case "-version" or "--version":
                    return new(RunnerAction.Version, null, [], modulePath);
                case "-modulepath":
                    modulePath = ValueOf(arguments, index++);
                    break;
                case "-command" or "-c":
                    ValueOf(arguments, index);
                    return new(RunnerAction.Command, string.Join(' ', arguments.Skip(index + 1)), [], modulePath);
                case "-file" or "-f":
                    return new(RunnerAction.File, ValueOf(arguments, index), [.. arguments.Skip(index + 2)], modulePath);
                case "-":
                    return new(RunnerAction.StandardInput, null, [.. arguments.Skip(index + 1)], modulePath);
                default:
                    return argument.StartsWith('-')
                        ? throw new RunnerException(string.Format(Errors.UnknownOption, argument), Errors.UnknownOption_Advice)
                        : new(RunnerAction.File, argument, [.. arguments.Skip(index + 1)], modulePath);
            }
        }
        return new(inputRedirected ? RunnerAction.StandardInput : RunnerAction.Help, null, [], modulePath);
    }

    private static string ValueOf(IReadOnlyList<string> arguments, int index) =>
        index + 1 < arguments.Count
            ? arguments[index + 1]
            : throw new RunnerException(string.Format(Errors.OptionWithoutValue, arguments[index]), Errors.OptionWithoutValue_Advice);
}

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace ContactSync.HelpBuilder;

/// <summary>The cmdlets of the built module, as PowerShell's own engine sees them.</summary>
internal sealed class ModuleCommands : IDisposable
{
    private readonly Runspace runspace;

    private ModuleCommands(Runspace runspace, IReadOnlyList<CmdletInfo> all)
    {
        this.runspace = runspace;
        All = all;
    }

    public IReadOnlyList<CmdletInfo> All { get; }

    /// <param name="module">The manifest, or an assembly with cmdlets.</param>
    /// <exception cref="RuntimeException">The module cannot be imported.</exception>
    public static ModuleCommands Import(string module)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddScript("(Import-Module $args[0] -PassThru -ErrorAction Stop).ExportedCmdlets.Values").AddArgument(Path.GetFullPath(module));
        var commands = shell.Invoke<CmdletInfo>().OrderBy(command => command.Name, StringComparer.Ordinal).ToList();
        return new ModuleCommands(runspace, commands);
    }

    public void Dispose() => runspace.Dispose();
}

/// <summary>What help wants to know of a cmdlet and PowerShell does not say in one place.</summary>
internal static class CommandFacts
{
    /// <summary>A parameter that every cmdlet has, or that <c>ShouldProcess</c> brings.</summary>
    public static bool IsCommon(string parameter) =>
        Cmdlet.CommonParameters.Contains(parameter) || Cmdlet.OptionalCommonParameters.Contains(parameter);

    /// <summary>The parameters of the cmdlet itself, by name.</summary>
    public static IReadOnlyList<string> OwnParameters(CmdletInfo command) =>
        [.. command.Parameters.Keys.Where(name => !IsCommon(name)).Order(StringComparer.Ordinal)];

    /// <summary>The types the cmdlet says it writes, by full name.</summary>
    public static IReadOnlyList<string> Outputs(CmdletInfo command) =>
        [.. command.OutputType.Select(type => type.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>As PowerShell's own syntax lines name a type: <c>String[]</c>, <c>SyncEnvironment</c>.</summary>
    public static string ShortName(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? ShortName(inner) :
        type.IsArray ? ShortName(type.GetElementType()!) + "[]" :
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(ShortName))}>" :
        type.Name;

    /// <summary>The values that can be typed, where they are few: those of an enumeration or a set; else none.</summary>
    public static IReadOnlyList<string> Values(CommandParameterInfo parameter)
    {
        var set = parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault();
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return set is not null ? [.. set.ValidValues] : type.IsEnum ? Enum.GetNames(type) : [];
    }

    /// <summary>The value a parameter has when it is not given, as it would be typed; <c>None</c> where that is nothing.</summary>
    public static string Default(CmdletInfo command, CommandParameterInfo parameter)
    {
        if (parameter.Attributes.OfType<PSDefaultValueAttribute>().FirstOrDefault()?.Help is { } words)
            return words;
        if (parameter.ParameterType == typeof(SwitchParameter))
            return "False";
        var value = command.ImplementingType.GetProperty(parameter.Name)?.GetValue(Activator.CreateInstance(command.ImplementingType));
        return value switch
        {
            null or "" => "None",
            _ when parameter.ParameterType.IsValueType && value.Equals(Activator.CreateInstance(parameter.ParameterType)) => "None",
            System.Collections.IEnumerable and not string => string.Join(", ", ((System.Collections.IEnumerable)value).Cast<object>()) is { Length: > 0 } list
                ? list : "None",
            _ => value.ToString() ?? "None",
        };
    }
}

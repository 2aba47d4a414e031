using ContactSync.Engine.Guards;

namespace ContactSync.PowerShell.Completers;

/// <summary>The guards that can be lifted for one run.</summary>
public sealed class GuardCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() => GuardList.Names.Select(name => (name, name));
}

using ContactSync.Engine.Publishing;

namespace ContactSync.PowerShell.Completers;

/// <summary>The guards that can be lifted for one publishing.</summary>
public sealed class PublishGuardCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() => Publisher.Guards.Select(guard => (guard, guard));
}

using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell.Completers;

/// <summary>The delegated permissions that setting a tenant up takes.</summary>
public sealed class ScopeCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
        DirectoryPermission.All.Select(permission => permission.Scope).Distinct().Order(StringComparer.Ordinal)
            .Select(scope => (scope, scope));
}

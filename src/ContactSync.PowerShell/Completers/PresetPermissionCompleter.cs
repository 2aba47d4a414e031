using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Completers;

/// <summary>The permissions that the presets name.</summary>
public sealed class PresetPermissionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() => AppPresets.All
        .SelectMany(preset => preset.Permissions)
        .DistinctBy(permission => permission.Permission)
        .OrderBy(permission => permission.Permission, StringComparer.Ordinal)
        .Select(permission => (permission.Permission, permission.Resource));
}

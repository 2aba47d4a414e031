using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Completers;

/// <summary>The presets of permissions.</summary>
public sealed class PresetCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
        AppPresets.All.Select(preset => (preset.Name, preset.Description));
}

using System.Management.Automation.Runspaces;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Completers;

/// <summary>The presets of permissions: those that come with the module, and the admin's own.</summary>
public sealed class PresetCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
        AppPresets.All.Select(preset => (preset.Name, preset.Description)).Concat(
            SyncSession.Of(Runspace.DefaultRunspace).PresetFolders.SelectMany(AppPresets.FilesIn)
                .Select(file => (Path.GetFileNameWithoutExtension(file), file)));
}

using System.Management.Automation;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>The presets of permissions, redirect URIs and advice that apps are registered with.</summary>
[Cmdlet(VerbsCommon.Get, "SyncAppPreset", DefaultParameterSetName = ByName)]
[OutputType(typeof(SyncAppPreset))]
public sealed class GetSyncAppPresetCommand : AsyncCmdlet
{
    private const string ByName = "Name", ByPath = "Path";

    /// <summary>The names, wildcards allowed; without them, all.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>A preset file, or a folder of them, to be read instead.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string? PresetPath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (PresetPath is not null)
        {
            var path = await pipeline.ResolvePathAsync(PresetPath).ConfigureAwait(false);
            await ReadAsync(Directory.Exists(path) ? AppPresets.FilesIn(path) : [path], _ => true, pipeline).ConfigureAwait(false);
            return;
        }
        var wanted = Name.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        var files = Session.PresetFolders.SelectMany(AppPresets.FilesIn).ToList();
        foreach (var preset in AppPresets.All.Where(preset => IsWanted(preset.Name)))
            await pipeline.WriteObjectAsync(preset.ToPublic()).ConfigureAwait(false);
        await ReadAsync(files, file => IsWanted(Path.GetFileNameWithoutExtension(file)), pipeline).ConfigureAwait(false);

        foreach (var name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            if (AppPresets.NotFound(name, files) is { } unknown)
                await pipeline.WriteErrorAsync(unknown).ConfigureAwait(false);
        }

        bool IsWanted(string name) => wanted.Exists(pattern => pattern.IsMatch(name));
    }

    private static async Task ReadAsync(IEnumerable<string> files, Func<string, bool> isWanted, CmdletPipeline pipeline)
    {
        foreach (var file in files.Where(isWanted))
        {
            SyncAppPreset preset;
            try
            {
                preset = AppPresets.Read(file).ToPublic();
            }
            catch (Exception error) when (error is SyncException or IOException or UnauthorizedAccessException)
            {
                await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
                continue;
            }
            await pipeline.WriteObjectAsync(preset).ConfigureAwait(false);
        }
    }
}

using System.Management.Automation;
using ContactSync.Engine.Publishing;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Names a destination of phone books once; every sync then serves it.</summary>
[Cmdlet(VerbsLifecycle.Register, "SyncDestination", SupportsShouldProcess = true)]
[OutputType(typeof(SyncDestination))]
public sealed class RegisterSyncDestinationCommand : DestinationSettingsCmdlet
{
    /// <summary>Its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>What it is.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public DestinationKind Kind { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var settings = await ApplyAsync(new DestinationSettings { Place = "" }, Kind, pipeline, cancellationToken).ConfigureAwait(false);
        var path = await FindStoreAsync(pipeline).ConfigureAwait(false);
        var action = Texts.Catalog.Text(nameof(Errors.Text_RegisterDestination));
        if (!await pipeline.ShouldProcessAsync($"{Name} ({Kind}: {settings.Place})", action).ConfigureAwait(false))
            return;

        var store = await PhoneBookStores.OpenAsync(path, readOnly: false, cancellationToken).ConfigureAwait(false);
        await using var _ = store.ConfigureAwait(false);
        await foreach (var known in store.ListDestinationsAsync(WildcardPattern.Escape(Name), cancellationToken).ConfigureAwait(false))
            throw Texts.Catalog.Create(nameof(Errors.DestinationExists), SyncErrorKind.AlreadyExists, Name, known.Name, path);
        await store.SaveDestinationAsync(Name, Kind, settings.ToString(), cancellationToken).ConfigureAwait(false);
        await foreach (var saved in store.ListDestinationsAsync(WildcardPattern.Escape(Name), cancellationToken).ConfigureAwait(false))
            await pipeline.WriteObjectAsync(Destinations.ToPublic(saved, path)).ConfigureAwait(false);
    }

    /// <summary>The one store meant; where several are in use, one must be named.</summary>
    private async Task<string> FindStoreAsync(CmdletPipeline pipeline)
    {
        var path = StorePath is null ? null : await PhoneBookStores.ResolveAsync(StorePath, pipeline).ConfigureAwait(false);
        var connection = Connection is null || WildcardPattern.ContainsWildcardCharacters(Connection) ? null : Connection;
        return PhoneBookStores.Find(Session, path, connection) switch
        {
            [] => DataFolder.DefaultStore(Session.DataFolders[0]),
            [var only] => only,
            var several => throw Texts.Catalog.Create(
                nameof(Errors.SeveralStores), SyncErrorKind.InvalidArgument, null, string.Join(", ", several)),
        };
    }
}

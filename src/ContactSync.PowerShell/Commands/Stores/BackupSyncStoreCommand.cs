using System.Management.Automation;
using ContactSync.PhoneBooks.Stores.PostgreSql;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Copies a store's file as it is at one moment; runs go on meanwhile. A database is backed up by its server.</summary>
[Cmdlet(VerbsData.Backup, "SyncStore", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class BackupSyncStoreCommand : PhoneBookCmdlet
{
    /// <summary>The copy.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var place = OneOf(await FindStoresAsync(pipeline).ConfigureAwait(false));
        var path = await pipeline.ResolvePathAsync(Path).ConfigureAwait(false);
        if (File.Exists(path) && (!Force || path == place))
            throw Texts.Catalog.Create(nameof(Errors.BackupExists), SyncErrorKind.AlreadyExists, path, path);
        if (!await pipeline.ShouldProcessAsync(place, Texts.Catalog.Text(nameof(Errors.Text_BackUpStore), path)).ConfigureAwait(false))
            return;

        var store = await SqlitePhoneBookStore.OpenAsync(place, readOnly: true, cancellationToken).ConfigureAwait(false);
        await using var _ = store.ConfigureAwait(false);
        await store.BackUpAsync(path, cancellationToken).ConfigureAwait(false);
        await pipeline.WriteObjectAsync(new FileInfo(path)).ConfigureAwait(false);
    }

    /// <summary>The one file meant.</summary>
    private string OneOf(IReadOnlyList<string> places)
    {
        var place = places switch
        {
            [] => DataFolder.DefaultStore(Session.DataFolders[0]),
            [var only] => only,
            _ => throw Texts.Catalog.Create(nameof(Errors.SeveralStores), SyncErrorKind.InvalidArgument, null, string.Join(", ", places)),
        };
        if (!PostgreSqlLocation.IsAddress(place))
            return place;
        var location = PostgreSqlLocation.Parse(place);
        throw Texts.Catalog.Create(
            nameof(Errors.BackupByServer), SyncErrorKind.InvalidOperation, location.Name, location.Name, location.Schema, location.Database);
    }
}

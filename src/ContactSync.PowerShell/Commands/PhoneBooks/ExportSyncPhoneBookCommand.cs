using System.Management.Automation;
using System.Runtime.CompilerServices;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PhoneBooks.Destinations.Csv;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Writes phone books into one CSV file, columns Owner and PhoneBook first.</summary>
[Cmdlet(VerbsData.Export, "SyncPhoneBook", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSyncPhoneBookCommand : PhoneBookCmdlet
{
    private readonly List<(string Store, EntryQuery Query)> chosen = [];

    /// <summary>The file; one that is there is replaced once the new one is whole.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The owner's address, wildcards allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>The phone book's title, wildcards allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Title")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? PhoneBook { get; set; }

    /// <summary>What stands between two fields; without it, what the template says.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>The columns and the rest of the layout: the name of a template, or the path of one's own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CsvTemplateCompleter))]
    [ValidateNotNullOrEmpty]
    public string Template { get; set; } = CsvTemplates.Usual;

    /// <summary>What of each entry is written; without it names, company, numbers and mail addresses.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ContactFieldGroup[] Fields { get; set; } = [.. FieldSelection.Usual];

    /// <summary>Gives the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var query = new EntryQuery(Owner, PhoneBook, Connection: Connection);
        chosen.AddRange((await FindStoresAsync(pipeline).ConfigureAwait(false)).Select(store => (store, query)));
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var path = await pipeline.ResolvePathAsync(Path).ConfigureAwait(false);
        if (!await pipeline.ShouldProcessAsync(path, Texts.Catalog.Text(nameof(Errors.Text_ExportPhoneBooks))).ConfigureAwait(false))
            return;

        var own = await pipeline.ResolvePathAsync(Template).ConfigureAwait(false);
        var template = CsvTemplates.Find(File.Exists(own) ? own : Template);
        if (Delimiter is { } delimiter)
            template = template with { Delimiter = delimiter.ToString() };
        var file = DestinationFiles.OpenCsv(path, template);
        await using var _ = file.ConfigureAwait(false);
        var losses = new PublishLosses();
        var written = await file.WriteAsync(ReadAsync(file.Fields, losses, cancellationToken), losses, cancellationToken)
            .ConfigureAwait(false);
        pipeline.WriteVerbose($"{written} entries written to '{path}'.");
        foreach (var loss in losses.Counts)
            pipeline.WriteVerbose($"{loss}");
        if (PassThru)
            await pipeline.WriteObjectAsync(new FileInfo(path)).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<SyncPhoneBookEntry> ReadAsync(
        IReadOnlySet<string> carried, PublishLosses losses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fields = new FieldSelection(Fields);
        foreach (var (path, query) in chosen)
        {
            var store = await PhoneBookStores.OpenAsync(path, readOnly: true, cancellationToken).ConfigureAwait(false);
            await using var _ = store.ConfigureAwait(false);
            await foreach (var entry in store.FindEntriesAsync(query, cancellationToken).ConfigureAwait(false))
            {
                var given = fields.Apply(entry);
                losses.AddUncarried(given.Contact, carried);
                yield return given;
            }
        }
    }
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Formats;
using ContactSync.PhoneBooks.Sources;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>
/// Makes a phone book equal to a contact file: CSV, vCard or LDIF. Each file keeps a phone book of its own. Then makes the destinations of
/// the store equal to their phone books.
/// </summary>
[Cmdlet(VerbsData.Import, "SyncPhoneBook", SupportsShouldProcess = true)]
[OutputType(typeof(SyncReport), typeof(SyncPublishReport))]
public sealed class ImportSyncPhoneBookCommand : DialRuleCmdlet
{
    private readonly HashSet<PhoneBookKey> filled = [];

    private readonly HashSet<string> stores = new(StringComparer.Ordinal);

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The address of the user whom the phone book belongs to.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Owner { get; set; } = null!;

    /// <summary>The phone book's title; without it, the file's name.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [Alias("Title")]
    [ValidateNotNullOrEmpty]
    public string? PhoneBook { get; set; }

    /// <summary>The format; without it, it is found out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public ContactFileFormat? Format { get; set; }

    /// <summary>The fields of columns, by heading or by number.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary Map { get; set; } = new Hashtable();

    /// <summary>The encoding; without it, it is found out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    /// <summary>What stands between two cells; without it, it is found out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public char? Delimiter { get; set; }

    /// <summary>Takes the whole file or, where a single place of it cannot be read, nothing.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Takes private and confidential contacts too.</summary>
    [Parameter]
    public SwitchParameter IncludePrivate { get; set; }

    /// <summary>Takes pictures too.</summary>
    [Parameter]
    public SwitchParameter IncludePhoto { get; set; }

    /// <summary>Leaves the destinations as they are.</summary>
    [Parameter]
    public SwitchParameter SkipPublish { get; set; }

    /// <summary>Guards lifted for this one run, by the name their error gives.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GuardCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] OverrideGuard { get; set; } = [];

    /// <summary>
    /// The phone books' place, a SQLite file or a PostgreSQL database's address; without it, that of the connection, or the usual one.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var path = await pipeline.ResolvePathAsync(Path).ConfigureAwait(false);
        var title = PhoneBook ?? System.IO.Path.GetFileNameWithoutExtension(path);
        if (!filled.Add(PhoneBookKey.Of(PhoneBookSource.File, Owner, title)))
        {
            await pipeline.WriteErrorAsync(Texts.Catalog.Create(
                nameof(Errors.PhoneBookTwice), SyncErrorKind.InvalidArgument, path, $"{Owner}: {title}", path)).ConfigureAwait(false);
            return;
        }
        var connection = FindConnection();
        var storePath = StorePath is null
            ? connection?.StorePath ?? DataFolder.DefaultStore(Session.DataFolders[0])
            : await PhoneBookStores.ResolveAsync(StorePath, pipeline).ConfigureAwait(false);
        var rules = RulesFor(title, connection ?? PhoneBookStores.ConnectionOf(Session, storePath));
        await using var source = new ContactFileSource(path, Owner, title, Settings(), TimeProvider.System);
        var action = Texts.Catalog.Text(nameof(Errors.Text_ImportPhoneBook), path);
        if (!WhatIf && !await pipeline.ShouldProcessAsync($"{Owner}: {title}", action).ConfigureAwait(false))
            return;

        await using var store = await PhoneBookStores.OpenForRunAsync(storePath, readOnly: WhatIf, cancellationToken).ConfigureAwait(false);
        await RunAsync(source, store, rules, pipeline, cancellationToken).ConfigureAwait(false);
        stores.Add(storePath);
        foreach (var problem in source.Problems.Kept.Where(problem => problem != source.Problems.Fatal))
        {
            if (problem.ContactLost)
                await pipeline.WriteErrorAsync(problem.ToError()).ConfigureAwait(false);
            else
                pipeline.WriteWarning(problem.ToString());
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (WhatIf || SkipPublish)
            return;
        foreach (var path in stores)
        {
            await using var store = await PhoneBookStores.OpenForRunAsync(path, readOnly: false, cancellationToken).ConfigureAwait(false);
            await Destinations.PublishAllAsync(Session, store, pipeline, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(
        ContactFileSource source, IPhoneBookStore store, SyncRules rules, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var engine = new SyncEngine(source, store, TimeProvider.System);
        var listing = await engine.ListAsync(new MailboxQuery([], []), cancellationToken).ConfigureAwait(false);
        var progress = new RunProgressBar(pipeline, rules.Title);
        var options = new SyncRunOptions(ThrottleLimit: 1, WhatIf);
        try
        {
            var reports = engine.RunAsync(listing, rules, options, progress, cancellationToken);
            await foreach (var report in reports.ConfigureAwait(false))
                await RunReports.WriteAsync(report, pipeline).ConfigureAwait(false);
        }
        finally
        {
            progress.Complete();
        }
    }

    private SyncRules RulesFor(string title, SyncConnection? connection)
    {
        var (region, rule) = RuleFor(connection);
        // No connection fills it: it is the file's.
        return new SyncRules(region, title, "", OverrideGuard.ToHashSet(StringComparer.OrdinalIgnoreCase))
        {
            Source = PhoneBookSource.File,
            Scope = new ReadScope([], IncludePhoto),
            Filter = ContactFilter.Usual with { IncludePrivate = IncludePrivate },
            IsRegionFixed = true,
            DialRule = rule.Settings,
        };
    }

    private ContactFileSourceSettings Settings()
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in Map)
        {
            var column = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            map[column] = Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? "";
        }
        var encoding = Encoding is null ? null : ContactFile.FindEncoding(Encoding);
        return new ContactFileSourceSettings(Format, new ContactFileOptions(encoding, Delimiter, map), Strict);
    }
}

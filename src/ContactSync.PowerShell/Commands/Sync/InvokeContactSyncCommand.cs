using System.Management.Automation;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>Reads the contacts of mailboxes into phone books: what changed since the last run, in one transaction a mailbox.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ContactSync", DefaultParameterSetName = OfMailbox, SupportsShouldProcess = true)]
[OutputType(typeof(SyncReport))]
public sealed class InvokeContactSyncCommand : AsyncCmdlet
{
    private const string OfGroup = "Group", OfMailbox = "Mailbox";

    private readonly Dictionary<string, List<string>> mailboxes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of the connection.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string Connection { get; set; } = null!;

    /// <summary>Groups whose members' mailboxes are read, by name, address or id; members of groups within are members too.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OfGroup)]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];

    /// <summary>Single mailboxes, by address or id, or as other modules write users and mailboxes.</summary>
    [Parameter(ParameterSetName = OfGroup)]
    [Parameter(Mandatory = true, ParameterSetName = OfMailbox, ValueFromPipeline = true)]
    [MailboxTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>The title of the phone books.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string PhoneBookName { get; set; } = "Privat";

    /// <summary>How many mailboxes are read side by side.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>Guards lifted for this one run, by the name their error gives.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GuardCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] OverrideGuard { get; set; } = [];

    /// <summary>Gathers what comes down the pipeline, so that mailboxes are read side by side and progress knows their number.</summary>
    protected override Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (!mailboxes.TryGetValue(Connection, out var gathered))
            mailboxes.Add(Connection, gathered = []);
        gathered.AddRange(Mailbox);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var (connection, gathered) in mailboxes)
            await RunAsync(connection, new MailboxQuery(Group, gathered), pipeline, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(string name, MailboxQuery query, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var (connection, options) = Session.OpenConnection(name);
        await using var tenant = TenantSession.Create(options);
        await using var source = new GraphContactSource(tenant, TimeProvider.System);
        await using var store = await OpenStoreAsync(connection.StorePath, cancellationToken).ConfigureAwait(false);
        var engine = new SyncEngine(source, store, TimeProvider.System);

        var listing = await engine.ListAsync(query, cancellationToken).ConfigureAwait(false);
        pipeline.WriteVerbose(
            $"{listing.Mailboxes.Count} mailboxes, {listing.Skipped.Count} members skipped; phone books in '{store.Location}'.");
        // With -WhatIf each mailbox says what would change; asked before, PowerShell would only say that a run would run.
        var action = $"Bring {listing.Mailboxes.Count} phone books up to date";
        if (!WhatIf && !await pipeline.ShouldProcessAsync(store.Location, action).ConfigureAwait(false))
            return;

        var rules = new SyncRules(
            connection.Region, PhoneBookName, connection.Name, OverrideGuard.ToHashSet(StringComparer.OrdinalIgnoreCase));
        var progress = new RunProgressBar(pipeline, connection.Name);
        var reports = engine.RunAsync(listing, rules, new SyncRunOptions(ThrottleLimit, WhatIf), progress, cancellationToken);
        try
        {
            await foreach (var report in reports.ConfigureAwait(false))
                await WriteAsync(report, pipeline).ConfigureAwait(false);
        }
        finally
        {
            progress.Complete();
        }
    }

    private async Task<IPhoneBookStore> OpenStoreAsync(string path, CancellationToken cancellationToken) => WhatIf && !File.Exists(path)
        ? new EmptyPhoneBookStore(path)
        : await SqlitePhoneBookStore.OpenAsync(path, readOnly: WhatIf, cancellationToken).ConfigureAwait(false);

    private static async Task WriteAsync(SyncReport report, CmdletPipeline pipeline)
    {
        if (report.Status == SyncStatus.WhatIf)
        {
            var changes = Texts.Catalog.Text(
                nameof(Errors.WhatWouldChange), report.Added, report.Updated, report.Deleted, report.Unchanged);
            await pipeline.ShouldProcessAsync($"{report.Mailbox}: {report.PhoneBook}", changes).ConfigureAwait(false);
        }
        await pipeline.WriteObjectAsync(report).ConfigureAwait(false);
        if (report.ExitCode != 0 && report.Error is not null)
            await pipeline.WriteErrorAsync(report.Error).ConfigureAwait(false);
    }
}

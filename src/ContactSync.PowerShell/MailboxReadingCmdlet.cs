using System.Management.Automation;
using System.Runtime.CompilerServices;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Commands;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>
/// A cmdlet that reads the contacts of many mailboxes. What comes down the pipeline is gathered, so that mailboxes are read side by side.
/// </summary>
public abstract class MailboxReadingCmdlet : SourceCmdlet
{
    /// <summary>The parameter set of groups.</summary>
    private protected const string OfGroup = "Group";

    /// <summary>The parameter set of single mailboxes.</summary>
    private protected const string OfMailbox = "Mailbox";

    /// <summary>The parameter set of public folders.</summary>
    private protected const string OfPublicFolder = "PublicFolder";

    private readonly Dictionary<string, List<string>> mailboxes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Groups whose members' mailboxes are read, by name, address or id; members of groups within are members too.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OfGroup)]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];

    /// <summary>Single mailboxes, by address or id, or as other modules write users and mailboxes.</summary>
    [Parameter(ParameterSetName = OfGroup)]
    [Parameter(Mandatory = true, ParameterSetName = OfMailbox, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = OfPublicFolder)]
    [MailboxTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>Public folders with contacts, by path from the top; each is a phone book of its own. Only EWS has them.</summary>
    [Parameter(ParameterSetName = OfGroup)]
    [Parameter(Mandatory = true, ParameterSetName = OfPublicFolder)]
    [ValidateNotNullOrEmpty]
    public string[] PublicFolder { get; set; } = [];

    /// <summary>Contact folders, by name or path, with wildcards; without it, all that people fill.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Folder { get; set; } = [];

    /// <summary>Only contacts with one of these categories, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Category { get; set; } = [];

    /// <summary>No contact with one of these categories, with wildcards.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeCategory { get; set; } = [];

    /// <summary>Takes private and confidential contacts too.</summary>
    [Parameter]
    public SwitchParameter IncludePrivate { get; set; }

    /// <summary>Takes contacts with a phone number only; fax, pager and telex are none.</summary>
    [Parameter]
    public SwitchParameter RequirePhoneNumber { get; set; }

    /// <summary>Reads pictures too, which costs a request for each contact that has one.</summary>
    [Parameter]
    public SwitchParameter IncludePhoto { get; set; }

    /// <summary>How many mailboxes are read side by side.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>What of a mailbox is read.</summary>
    private protected ReadScope Scope => new(Folder, IncludePhoto);

    /// <summary>Which contacts are taken.</summary>
    private protected ContactFilter Filter => new(Category, ExcludeCategory, IncludePrivate, RequirePhoneNumber);

    /// <inheritdoc/>
    protected sealed override Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (!mailboxes.TryGetValue(Connection, out var gathered))
            mailboxes.Add(Connection, gathered = []);
        gathered.AddRange(Mailbox);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected sealed override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        foreach (var (connection, gathered) in mailboxes)
        {
            await using var source = await OpenSourceAsync(connection, pipeline, cancellationToken).ConfigureAwait(false);
            await ReadAsync(source, new MailboxQuery(Group, gathered, PublicFolder), pipeline, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the mailboxes and reads them from the beginning; what cannot be read is told.</summary>
    private protected async IAsyncEnumerable<MailboxRead> ReadAllAsync(
        IContactSource source, MailboxQuery query, CmdletPipeline pipeline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = await source.ListMailboxesAsync(query, cancellationToken).ConfigureAwait(false);
        await WriteSkippedAsync(listing, pipeline).ConfigureAwait(false);
        var options = new ReadOptions(ThrottleLimit, Scope: Scope);
        var reads = source.ReadAsync(ToRequestsAsync(listing.Mailboxes), options, cancellationToken);
        await foreach (var read in reads.ConfigureAwait(false))
        {
            if (read.Failure is { } failure)
                await pipeline.WriteErrorAsync(failure).ConfigureAwait(false);
            yield return read;
        }
    }

    /// <summary>The contacts of a mailbox that are taken.</summary>
    private protected IEnumerable<SyncContact> ContactsOf(MailboxRead read) =>
        read.Folders.SelectMany(folder => folder.Upserted).Where(contact => Filter.Judge(contact) is null);

    /// <summary>Each mailbox once, to be read from the beginning.</summary>
    private static async IAsyncEnumerable<MailboxReadRequest> ToRequestsAsync(IEnumerable<SourceMailbox> mailboxes)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var mailbox in mailboxes.DistinctBy(mailbox => mailbox.Id))
            yield return new MailboxReadRequest(mailbox, []);
    }

    /// <summary>The work for all mailboxes of one connection.</summary>
    private protected abstract Task ReadAsync(
        ConnectedSource source, MailboxQuery query, CmdletPipeline pipeline, CancellationToken cancellationToken);
}

using System.Management.Automation;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet that says what a destination is and what it gets.</summary>
public abstract class DestinationSettingsCmdlet : SecretReferenceCmdlet
{
    /// <summary>The file or folder, where the destination is one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The address, where the destination is a server.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Uri { get; set; }

    /// <summary>The mailbox, by address or id, where the destination is one of its contact folders.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress")]
    [ValidateNotNullOrEmpty]
    public string? Mailbox { get; set; }

    /// <summary>The name of that folder; it is made below the mailbox's contacts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Folder { get; set; }

    /// <summary>The connection that the mailbox is reached through.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? MailboxConnection { get; set; }

    /// <summary>The owners whose phone books it gets; without it, all.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>The titles of the phone books it gets; without it, all.</summary>
    [Parameter]
    [Alias("Title")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? PhoneBook { get; set; }

    /// <summary>The connection whose phone books it gets; without it, all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Connection { get; set; }

    /// <summary>What of each entry it gets; without it names, company, numbers and mail addresses.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ContactFieldGroup[]? Fields { get; set; }

    /// <summary>How numbers are written.</summary>
    [Parameter]
    public PhoneNumberForm? NumberForm { get; set; }

    /// <summary>Leaves alone what is made or changed there by hand.</summary>
    [Parameter]
    public SwitchParameter KeepManualEntries { get; set; }

    /// <summary>The name of a template, or the path of one's own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CsvTemplateCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Template { get; set; }

    /// <summary>The distinguished name that entries lie beneath, where the destination is an LDIF file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BaseDN { get; set; }

    /// <summary>Gives each contact a file of its own.</summary>
    [Parameter]
    public SwitchParameter OneFilePerContact { get; set; }

    /// <summary>The user and password that the server is signed in to with.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>That user, where the password lies elsewhere.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>A PEM file of authorities to trust beside those of the machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedCertificate { get; set; }

    /// <summary>The store's file; without it, the connection's or the one in use.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StorePath { get; set; }

    /// <summary>The settings with what is given.</summary>
    /// <param name="basis">The settings of which what is not given is kept.</param>
    /// <param name="kind">The kind of the destination.</param>
    /// <param name="pipeline">Knows what a path means.</param>
    /// <param name="cancellationToken">Ends the reading of a file.</param>
    /// <exception cref="SyncException">What is given does not fit the kind or together.</exception>
    private protected async Task<DestinationSettings> ApplyAsync(
        DestinationSettings basis, DestinationKind kind, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        RefuseOthers(kind);
        var reference = await FindReferenceAsync(pipeline).ConfigureAwait(false);
        if (Credential is not null && reference is not null)
            throw Texts.Catalog.Create(nameof(Errors.OnePlaceOnly), SyncErrorKind.InvalidArgument);
        var settings = basis with
        {
            Place = Path is null
                ? Mailbox ?? (Uri is { IsAbsoluteUri: false } ? Uri.OriginalString : Uri?.AbsoluteUri) ?? basis.Place
                : await pipeline.ResolvePathAsync(Path).ConfigureAwait(false),
            Folder = Folder ?? basis.Folder,
            FolderMark = kind == DestinationKind.MailboxFolder ? basis.FolderMark ?? Guid.NewGuid().ToString("D") : null,
            Through = MailboxConnection is null ? basis.Through : Session.GetConnection(MailboxConnection).Connection.Name,
            Owner = Owner ?? basis.Owner,
            PhoneBook = PhoneBook ?? basis.PhoneBook,
            Connection = Connection ?? basis.Connection,
            Fields = Fields is null ? basis.Fields : [.. Fields.Distinct().Order()],
            NumberForm = NumberForm ?? basis.NumberForm,
            KeepManualEntries = KeepManualEntries.IsPresent ? KeepManualEntries : basis.KeepManualEntries,
            Template = Template is null ? basis.Template : await FindTemplateAsync(Template, pipeline).ConfigureAwait(false),
            BaseDn = BaseDN ?? basis.BaseDn,
            OneFileAContact = OneFilePerContact.IsPresent ? OneFilePerContact : basis.OneFileAContact,
            UserName = Credential?.UserName ?? UserName ?? basis.UserName,
            ProtectedPassword = Credential is not null
                ? DestinationPasswords.Protect(Session, Credential.Password)
                : reference is null ? basis.ProtectedPassword : null,
            PasswordReference = reference ?? (Credential is null ? basis.PasswordReference : null),
            TrustedCertificate = TrustedCertificate is null
                ? basis.TrustedCertificate
                : await File.ReadAllTextAsync(
                    await pipeline.ResolvePathAsync(TrustedCertificate).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
        };
        if (settings.Place.Length == 0 || (kind == DestinationKind.MailboxFolder && (settings.Folder is null || settings.Through is null)))
            throw OtherParameter(kind);
        Destinations.Check(kind, settings);
        return settings;
    }

    /// <summary>Refuses what says where a destination of another kind is.</summary>
    private void RefuseOthers(DestinationKind kind)
    {
        var (isFile, isMailbox) = (DestinationFiles.Kinds.Contains(kind), kind == DestinationKind.MailboxFolder);
        var isOther = (Path is not null && !isFile)
            || ((Uri ?? (object?)Credential ?? UserName) is not null && (isFile || isMailbox))
            || ((Mailbox ?? Folder ?? MailboxConnection) is not null && !isMailbox);
        if (isOther)
            throw OtherParameter(kind);
    }

    private static SyncException OtherParameter(DestinationKind kind)
    {
        var parameters = DestinationFiles.Kinds.Contains(kind) ? "-Path"
            : kind == DestinationKind.MailboxFolder ? "-Mailbox, -Folder, -MailboxConnection"
            : "-Uri";
        return Texts.Catalog.Create(nameof(Errors.DestinationParameter), SyncErrorKind.InvalidArgument, kind, kind, parameters);
    }

    // A file is meant from where the admin is now, not from where the nightly run is.
    private static async Task<string> FindTemplateAsync(string template, CmdletPipeline pipeline)
    {
        var path = await pipeline.ResolvePathAsync(template).ConfigureAwait(false);
        return File.Exists(path) ? path : template;
    }
}

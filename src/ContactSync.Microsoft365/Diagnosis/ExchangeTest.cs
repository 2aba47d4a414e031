using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>Goes the way a sync over EWS goes: TLS, sign-in, a mailbox. Only reads.</summary>
public static class ExchangeTest
{
    /// <summary>Tests an Exchange; each stage's row comes as soon as it is known.</summary>
    /// <param name="options">Where and as whom.</param>
    /// <param name="source">How mailboxes are named.</param>
    /// <param name="mailbox">The address of the mailbox to read; null leaves that stage out, since a server does not list mailboxes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A row a stage; after a failure the later ones are skipped.</returns>
    /// <exception cref="SyncException">The environment's own certificate makes no sense.</exception>
    public static async IAsyncEnumerable<SyncCheck> RunAsync(
        EwsClientOptions options, EwsSourceOptions source, string? mailbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(source);
        using var client = new EwsClient(options with { Retry = options.Retry with { TotalTime = TimeSpan.FromMinutes(1) } });
        await using var contacts = new EwsContactSource(client, source);
        var (host, account) = (client.Url.Authority, options.SignIn.Account);
        (string Stage, string Target, Func<Task<SyncCheck>> Run)[] stages =
        [
            (Checks.Tls, host, () => TestTlsAsync(options, client.Url, cancellationToken)),
            (Checks.SignIn, account, () => TestSignInAsync(client, source, account, mailbox, cancellationToken)),
            (Checks.Mailbox, mailbox ?? Text(nameof(Errors.Text_AnyMailbox)),
                () => TestMailboxAsync(contacts, mailbox, cancellationToken)),
        ];
        var failed = false;
        foreach (var (stage, target, run) in stages)
        {
            var check = failed ? Checks.Skipped(stage, target) : await TryAsync(stage, target, run).ConfigureAwait(false);
            failed |= check.Status == CheckStatus.Failed;
            yield return check;
        }
    }

    /// <summary>Connects; whatever the server answers, it is there and its certificate is good.</summary>
    private static async Task<SyncCheck> TestTlsAsync(EwsClientOptions options, Uri address, CancellationToken cancellationToken)
    {
        var trust = new ServerTrust(options.Environment);
        using var http = new HttpClient(options.Transport?.Invoke() ?? EwsSockets.Create(trust, null));
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (ConnectionErrors.Translate(error, address, cancellationToken) is { } lost)
        {
            return Checks.Failed(Checks.Tls, address.Authority, lost);
        }
        return Checks.Passed(Checks.Tls, address.Authority, trust.Seen(address.Host) is { } seen
            ? Text(
                seen.FromOwnAuthority ? nameof(Errors.Text_CertificateByOwnAuthority) : nameof(Errors.Text_CertificateByMachine),
                seen.Subject, seen.Issuer, seen.NotAfter.ToString("yyyy-MM-dd"))
            : Text(nameof(Errors.Text_Answered)));
    }

    /// <summary>Looks a name up. That nobody has it is an answer too: the account was let in.</summary>
    private static async Task<SyncCheck> TestSignInAsync(
        EwsClient client, EwsSourceOptions source, string account, string? mailbox, CancellationToken cancellationToken)
    {
        // An app has no mailbox of its own to ask the directory in the name of.
        var name = source.DirectoryMailbox ?? mailbox;
        var impersonation = source.DirectoryMailbox is { } own ? new EwsImpersonation(source.Impersonation, own) : null;
        try
        {
            await client.GetAsync(new ResolveNames(name ?? account), client.Call(account, impersonation), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ServiceRefusedException error)
            when (error.Code is "ErrorNameResolutionNoResults" or "ErrorNameResolutionNoMailbox" or "ErrorMissingEmailAddress")
        {
        }
        return Checks.Passed(Checks.SignIn, account, Text(nameof(Errors.Text_SignedInToExchange), client.Server));
    }

    private static async Task<SyncCheck> TestMailboxAsync(EwsContactSource contacts, string? mailbox, CancellationToken cancellationToken)
    {
        if (mailbox is null)
        {
            return Checks.Warning(
                Checks.Mailbox, Text(nameof(Errors.Text_AnyMailbox)), Text(nameof(Errors.Text_NoMailboxNamed)),
                Text(nameof(Errors.Text_NameMailbox)));
        }
        var listing = await contacts.ListMailboxesAsync(new MailboxQuery([], [mailbox]), cancellationToken).ConfigureAwait(false);
        if (listing.Mailboxes is not [var found, ..])
            throw listing.Skipped[0].Failure ?? EwsNoMailbox(mailbox, listing.Skipped[0].Reason);
        var folders = await contacts.ListFoldersAsync(found, ReadScope.Everything, cancellationToken).ConfigureAwait(false);
        return Checks.Passed(Checks.Mailbox, mailbox, Text(
            nameof(Errors.Text_ExchangeMailboxReadable), folders.Count(folder => folder.IsRead),
            folders.Where(folder => folder.IsRead).Sum(folder => folder.Items ?? 0)));
    }

    private static SyncException EwsNoMailbox(string mailbox, string reason) => Texts.Catalog.Create(
        nameof(Errors.MailboxWithoutMail), SyncErrorKind.NotFound, mailbox, mailbox, reason);

    private static async Task<SyncCheck> TryAsync(string stage, string target, Func<Task<SyncCheck>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            return Checks.Failed(stage, target, error);
        }
    }

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}

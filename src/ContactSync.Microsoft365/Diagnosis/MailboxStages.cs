using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>Of a mailbox: by which protocol it is read, whether the app may, and what there is to read.</summary>
/// <param name="session">The tenant's session, where the cloud is read through Graph.</param>
/// <param name="token">Its token.</param>
/// <param name="exchange">The Exchange that is read over EWS, where there is one.</param>
internal sealed class MailboxStages(TenantSession? session, AccessToken? token, ExchangeStages? exchange)
{
    private const string RbacLink = "https://learn.microsoft.com/exchange/permissions-exo/application-rbac";

    private readonly GraphContactSource? graph = session is null ? null : new GraphContactSource(session, session.Time);

    /// <summary>A mailbox's three stages; after one that failed the later ones are skipped.</summary>
    public async IAsyncEnumerable<SyncCheck> RunAsync(
        SourceMailbox mailbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (protocol, browser, refused) = await FindPlaceAsync(mailbox, cancellationToken).ConfigureAwait(false);
        yield return protocol;
        if (browser is null)
        {
            yield return refused ?? Checks.Skipped(Checks.Mailbox, mailbox.Address);
            yield return Checks.Skipped(Checks.Folders, mailbox.Address);
            yield break;
        }
        var (permission, folders) = await ReadAsync(mailbox, browser, cancellationToken).ConfigureAwait(false);
        yield return permission;
        yield return folders;
    }

    /// <summary>
    /// Asks the cloud first, where it is read: its answer tells whether the mailbox is there. Elsewhere it is the server's, if there is one.
    /// </summary>
    /// <returns>The first row; who reads the mailbox; without one, why it may not be read, where the protocol is not the reason.</returns>
    private async Task<(SyncCheck Protocol, ISourceBrowser? Browser, SyncCheck? Refused)> FindPlaceAsync(
        SourceMailbox mailbox, CancellationToken cancellationToken)
    {
        if (session is null)
            return (OverEws(mailbox), exchange!.Source, null);
        try
        {
            var call = session.Call(Text(nameof(Errors.Text_TheMailbox), mailbox.Address), IsInToken ? null : Contacts);
            await call.RequireAsync(
                cancel => session.Graph.Users[mailbox.Id].Contacts.GetAsync(
                    request =>
                    {
                        request.QueryParameters.Top = 1;
                        request.QueryParameters.Select = ["id"];
                    },
                    cancel),
                cancellationToken).ConfigureAwait(false);
            return (OverGraph(mailbox), graph, null);
        }
        catch (ServiceRefusedException error) when (error.ErrorId == nameof(Errors.MailboxOnPremises))
        {
            return exchange is null
                ? (Checks.Failed(Checks.Protocol, mailbox.Address, error), null, null)
                : (OverEws(mailbox), exchange.Source, null);
        }
        catch (ServiceRefusedException error) when (error.StatusCode == 403)
        {
            var advice = IsInToken ? nameof(Errors.Text_AdviceScope) : nameof(Errors.Text_AdviceConsentOrScope);
            return (OverGraph(mailbox), null, Checks.Failed(
                Checks.Mailbox, mailbox.Address, error, Text(advice, session.ClientId, mailbox.Address), RbacLink));
        }
        catch (SyncException error)
        {
            return (OverGraph(mailbox), null, Checks.Failed(Checks.Mailbox, mailbox.Address, error));
        }
    }

    private async Task<(SyncCheck Permission, SyncCheck Folders)> ReadAsync(
        SourceMailbox mailbox, ISourceBrowser browser, CancellationToken cancellationToken)
    {
        try
        {
            var folders = await browser.ListFoldersAsync(mailbox, ReadScope.Everything, cancellationToken).ConfigureAwait(false);
            var read = folders.Where(folder => folder.IsRead).ToList();
            return (
                Checks.Passed(Checks.Mailbox, mailbox.Address, Text(nameof(Errors.Text_MailboxReadable))),
                Checks.Passed(Checks.Folders, mailbox.Address, Text(
                    nameof(Errors.Text_FoldersReadable), read.Count, read.Sum(folder => folder.Items ?? 0), folders.Count - read.Count)));
        }
        catch (SyncException error)
        {
            var stage = ExchangeStages.IsClosed(error) ? Checks.Protocol : Checks.Mailbox;
            return (Checks.Failed(stage, mailbox.Address, error), Checks.Skipped(Checks.Folders, mailbox.Address));
        }
    }

    private string Contacts => TokenNeeds.OverGraph(session!.Environment).Contacts.Permission;

    private bool IsInToken => TokenNeeds.OverGraph(session!.Environment).Contacts.IsIn(token?.Roles ?? []);

    private SyncCheck OverGraph(SourceMailbox mailbox) => Checks.Passed(
        Checks.Protocol, session!.Environment.GraphEndpoint.Authority, Text(nameof(Errors.Text_ReadOverGraph), mailbox.Address));

    private SyncCheck OverEws(SourceMailbox mailbox)
    {
        var detail = Text(nameof(Errors.Text_ReadOverEws), mailbox.Address, exchange!.Server);
        return exchange.IsOnline
            ? Checks.Warning(Checks.Protocol, exchange.Url.Authority, detail, Text(nameof(Errors.Text_EwsOnlineEnds)))
            : Checks.Passed(Checks.Protocol, exchange.Url.Authority, detail);
    }

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}

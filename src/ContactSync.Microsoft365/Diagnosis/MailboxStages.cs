using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>
/// Of a mailbox: by which protocol it is read, whether the app may, and what there is to read. An app that does not read contacts has
/// its own stages in their place.
/// </summary>
/// <param name="session">The tenant's session, where Graph is asked.</param>
/// <param name="needs">What the app needs there.</param>
/// <param name="token">Its token.</param>
/// <param name="exchange">The Exchange that is read over EWS, where there is one.</param>
/// <param name="record">What an administrator sees of the app; null where nobody is signed in.</param>
internal sealed class MailboxStages(
    TenantSession? session, TokenNeeds? needs, AccessToken? token, ExchangeStages? exchange, AppRecord? record)
{
    private const string RbacLink = "https://learn.microsoft.com/exchange/permissions-exo/application-rbac";

    private readonly GraphContactSource? graph = session is null ? null : new GraphContactSource(session, session.Time);

    /// <summary>The kinds of data that were read from some mailbox, and so are granted to the app for that one at least.</summary>
    private readonly HashSet<string> wasRead = [];

    private bool ReadsContacts => session is null || needs!.Find("Contacts") is not null;

    /// <summary>The stages there are, in their order.</summary>
    /// <param name="needs">What the app needs of Graph; null where it reads over EWS.</param>
    public static IReadOnlyList<string> Names(TokenNeeds? needs)
    {
        var names = new List<string>();
        if (needs?.Find("Contacts") is not null || needs is null)
            names.AddRange([Checks.Protocol, Checks.Mailbox, Checks.Folders]);
        if (needs?.Find("Calendars") is not null)
            names.Add(Checks.Calendar);
        if (needs?.Find("Presence") is not null)
            names.Add(Checks.Presence);
        return names;
    }

    /// <summary>A mailbox's stages; after one that failed those that need it are skipped.</summary>
    public async IAsyncEnumerable<SyncCheck> RunAsync(
        SourceMailbox mailbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ReadsContacts)
        {
            await foreach (var check in ReadContactsAsync(mailbox, cancellationToken).ConfigureAwait(false))
                yield return check;
        }
        if (session is null)
            yield break;
        if (needs!.Find("Calendars") is not null)
            yield return await ReadCalendarsAsync(mailbox, cancellationToken).ConfigureAwait(false);
        if (needs.Find("Presence") is { } presence)
            yield return await ReadPresenceAsync(mailbox, presence.Permission, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<SyncCheck> ReadContactsAsync(
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
        var (permission, folders) = await ReadFoldersAsync(mailbox, browser, cancellationToken).ConfigureAwait(false);
        yield return permission;
        yield return folders;
    }

    /// <summary>
    /// Asks the cloud first, where it is read: its answer tells whether the mailbox is there. Elsewhere it is the server's, if there is
    /// one.
    /// </summary>
    /// <returns>The first row; who reads the mailbox; without one, why it may not be read, where the protocol is not the reason.</returns>
    private async Task<(SyncCheck Protocol, ISourceBrowser? Browser, SyncCheck? Refused)> FindPlaceAsync(
        SourceMailbox mailbox, CancellationToken cancellationToken)
    {
        if (session is null)
            return (OverEws(mailbox), exchange!.Source, null);
        try
        {
            await Call(mailbox, "Contacts").RequireAsync(
                cancel => session.Graph.Users[mailbox.Id].Contacts.GetAsync(
                    request =>
                    {
                        request.QueryParameters.Top = 1;
                        request.QueryParameters.Select = ["id"];
                    },
                    cancel),
                cancellationToken).ConfigureAwait(false);
            wasRead.Add("Contacts");
            return (OverGraph(mailbox), graph, null);
        }
        catch (ServiceRefusedException error) when (error.ErrorId == nameof(Errors.MailboxOnPremises))
        {
            return exchange is null
                ? (Checks.Failed(Checks.Protocol, mailbox.Address, error), null, null)
                : (OverEws(mailbox), exchange.Source, null);
        }
        catch (SyncException error)
        {
            return (OverGraph(mailbox), null,
                await RefusedAsync(Checks.Mailbox, mailbox, "Contacts", error, cancellationToken).ConfigureAwait(false));
        }
    }

    private static async Task<(SyncCheck Permission, SyncCheck Folders)> ReadFoldersAsync(
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

    private async Task<SyncCheck> ReadCalendarsAsync(SourceMailbox mailbox, CancellationToken cancellationToken)
    {
        try
        {
            var calendars = await Call(mailbox, "Calendars").RequireAsync(
                cancel => session!.Graph.Users[mailbox.Id].Calendars.GetAsync(
                    request => request.QueryParameters.Select = ["id", "name"], cancel),
                cancellationToken).ConfigureAwait(false);
            wasRead.Add("Calendars");
            return Checks.Passed(
                Checks.Calendar, mailbox.Address, Text(nameof(Errors.Text_CalendarsReadable), calendars.Value?.Count ?? 0));
        }
        catch (SyncException error)
        {
            return await RefusedAsync(Checks.Calendar, mailbox, "Calendars", error, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<SyncCheck> ReadPresenceAsync(SourceMailbox mailbox, string permission, CancellationToken cancellationToken) =>
        Checks.TryAsync(Checks.Presence, mailbox.Address, async () =>
        {
            var presence = await session!.Call(Text(nameof(Errors.Text_TheMailbox), mailbox.Address), permission).RequireAsync(
                cancel => session.Graph.Users[mailbox.Id].Presence.GetAsync(cancellationToken: cancel), cancellationToken)
                .ConfigureAwait(false);
            return Checks.Passed(Checks.Presence, mailbox.Address, Text(nameof(Errors.Text_PresenceReadable), presence.Availability));
        });

    /// <summary>
    /// A refusal. It comes from a scope of Exchange where the token has the permission, or where Exchange is seen to grant it for some
    /// mailboxes; where neither Entra nor Exchange grants it, consent is missing. Where nobody can look, the answer does not say which.
    /// </summary>
    private async Task<SyncCheck> RefusedAsync(
        string stage, SourceMailbox mailbox, string data, SyncException error, CancellationToken cancellationToken)
    {
        // A policy that says its name has its own advice.
        if (error is not ServiceRefusedException { StatusCode: 403 }
            || error.ErrorId is not (nameof(Errors.PermissionMissing) or nameof(Errors.AccessDenied)))
            return Checks.Failed(stage, mailbox.Address, error);
        var wanted = needs!.Find(data)!;
        bool? isScoped = IsInToken(data) || wasRead.Contains(data) ? true
            : record is null ? null
            : await record.IsScopedAsync(wanted, cancellationToken).ConfigureAwait(false);
        var advice = isScoped switch
        {
            true => nameof(Errors.Text_AdviceScope),
            false => nameof(Errors.Text_AdviceConsent),
            null => nameof(Errors.Text_AdviceConsentOrScope),
        };
        var check = Checks.Failed(
            stage, mailbox.Address, error, Text(advice, session!.ClientId, mailbox.Address, wanted.Permission), RbacLink);
        return isScoped == true && !IsInToken(data)
            ? Checks.WithDetail(check, Text(nameof(Errors.Text_OutsideScope), session.ClientId, mailbox.Address, wanted.Permission))
            : check;
    }

    private GraphCall Call(SourceMailbox mailbox, string data) => session!.Call(
        Text(nameof(Errors.Text_TheMailbox), mailbox.Address), IsInToken(data) ? null : needs!.Find(data)!.Permission);

    private bool IsInToken(string data) => needs!.Find(data)!.IsIn(token?.Roles ?? []);

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
